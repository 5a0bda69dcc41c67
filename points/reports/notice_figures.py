"""A row of a notice as headings and texts, for pages that show one household alone."""

from points.explain import written
from points.reports.notice_exchange import ExchangeRow, ExchangeVillage
from points.reports.notice_sheet import Row, VillageSheet
from points.reports.notice_stars import StarRow, StarVillage
from points.stars import star_name

Figures = tuple[tuple[str, str], ...]


def month_figures(village: VillageSheet, row: Row) -> Figures:
    """Points per area in the order of the paper's columns, then the totals."""
    return (
        *zip(village.areas, map(written, row.areas), strict=True),
        ("本月合计", written(row.total)),
        ("本年荣誉积分", written(row.honour)),
        ("可兑积分", written(row.balance)),
    )


def exchange_figures(_: ExchangeVillage, row: ExchangeRow) -> Figures:
    """What was taken, the points given for it, and what is left."""
    items = "、".join(f"{item.name} {item.quantity}{item.unit}" for item in row.items)
    return (("兑换物品", items), ("扣分", written(row.points)), ("余额", written(row.balance)))


def stars_figures(_: StarVillage, row: StarRow) -> Figures:
    """The stars, the honour points of the year, the place in the village."""
    return (
        ("星级", star_name(row.stars)),
        ("荣誉积分", written(row.honour)),
        ("本村名次", f"第{row.place}名"),
    )
