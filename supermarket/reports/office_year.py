"""年度工作情况: the points' part with what was exchanged, the budget, and it all in sentences."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from households.models import Place
from points.explain import written
from points.models import Sheet
from points.reports.board_totals import YearTotal, board_totals
from points.reports.office_year import PointsYear, points_year
from supermarket.models import Product, Window
from supermarket.money import yuan
from supermarket.outlook import Means
from supermarket.reports.outlook_facts import Sold, means_of, sold_in
from supermarket.services.market_policies import policy_of


@dataclass(frozen=True, slots=True)
class KindRow:
    """What was exchanged of one category in the year's windows."""

    category: str
    units: int
    points: int
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: `part` of `whole`, both positive whole numbers, and what it says."""

    label: str
    part: int
    whole: int
    told: str


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """A year; `total` is None where no points moved. `means` without what lies on the shelf."""

    points: PointsYear
    total: YearTotal | None
    kinds: list[KindRow]
    windows: int
    means: Means

    @property
    def issued(self) -> int:
        return self.total.issued if self.total else 0

    @property
    def spent(self) -> int:
        return self.total.spent - self.total.returned if self.total else 0

    @property
    def used_fen(self) -> int:
        return self.means.purchases_fen + self.means.settled_fen


def office_years(community: Place) -> list[int]:
    """The years of which there are sheets, the latest first. One query."""
    years = Sheet.objects.filter(community=community).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def office_year(community: Place, year: int, day: date) -> OfficeYear:
    """The year of `community` until its end, or until `day`. A constant number of queries."""
    until = min(day, date(year, 12, 31))
    windows = list(Window.objects.filter(community=community, year=year))
    totals = board_totals(community, until).years
    return OfficeYear(
        points=points_year(community, year),
        total=next((each for each in totals if each.year == year), None),
        kinds=_kinds(community, windows),
        windows=len(windows),
        means=means_of(policy_of(community), 0, until),
    )


def _kinds(community: Place, windows: list[Window]) -> list[KindRow]:
    sold = sold_in(windows)
    products = Product.objects.filter(community=community, pk__in=sold)
    by_kind: defaultdict[str, list[Sold]] = defaultdict(list)
    for product, category in products.values_list("pk", "category"):
        by_kind[category].append(sold[product])
    made = [
        KindRow(
            category,
            sum(each.units for each in found),
            sum(each.points for each in found),
            sum(each.cost_fen for each in found),
        )
        for category, found in by_kind.items()
    ]
    return sorted(made, key=lambda row: (-row.points, row.category))


def told(found: OfficeYear) -> dict[str, list[str]]:
    """The year in sentences, by chapter."""
    return {
        "villages": _of_villages(found.points),
        "areas": _of_areas(found),
        "rules": _of_rules(found.points),
        "exchange": _of_exchange(found),
        "budget": _of_budget(found.means, found.used_fen),
    }


def _of_villages(points: PointsYear) -> list[str]:
    joined = sum(row.joined is not None for row in points.villages)
    told = [
        f"到{points.year}年底，{len(points.villages)}个自然村中{joined}个参加；"
        f"全社区{points.living}户，全年记过分的{points.scored}户，"
        f"其中活跃的（一半以上的月份得了分）{points.active}户。"
    ]
    if len(points.joined) > 1:
        steps = " → ".join(str(number) for _, number in points.joined)
        told.append(f"{points.joined[0][0]}年至{points.year}年参加的自然村：{steps}个。")
    return told


def _of_areas(found: OfficeYear) -> list[str]:
    areas = sorted(found.points.areas, key=lambda row: -row.given)
    if not areas or not areas[0].given:
        return ["全年还没有评定的积分。"]
    told = [f"得分最多的是{areas[0].name}（{areas[0].given}分）。"]
    deducted = sum(row.taken for row in areas)
    told.append(f"扣分合计{deducted}分。" if deducted else "全年没有扣分。")
    told.append(f"全年入账{written(found.issued)}分。")
    return told


def _of_rules(points: PointsYear) -> list[str]:
    used, asleep = len(points.items), len(points.asleep)
    told = [f"用到的评分项{used}个，全年没有用过的{asleep}个。"]
    if points.items:
        first = points.items[0]
        told.append(f"记得最多的是“{first.title}”，{first.records}条，{first.households}户。")
    if asleep:
        told.append("没有用过的评分项，下一版标准可以考虑改写、并入或者取消。")
    return told


def _of_exchange(found: OfficeYear) -> list[str]:
    if not found.kinds:
        return ["全年没有兑换。"]
    units = sum(row.units for row in found.kinds)
    share = found.spent * 100 // found.issued if found.issued > 0 else 0
    return [
        f"开了{found.windows}个兑换期，兑出{units}件（次），用去{found.spent}分，"
        f"相当于全年入账积分的{share}%。",
        f"兑得最多的是{found.kinds[0].category}。",
    ]


def _of_budget(means: Means, used_fen: int) -> list[str]:
    used = f"进货{yuan(means.purchases_fen)}元，与商家结算{yuan(means.settled_fen)}元"
    if means.budget_fen is None:
        return [f"没有定年度预算；{used}。"]
    left = means.left_fen or 0
    rest = f"还剩{yuan(left)}元" if left >= 0 else f"超出{yuan(-left)}元"
    return [f"年度预算{yuan(means.budget_fen)}元，{used}，共{yuan(used_fen)}元，{rest}。"]


def pictures(found: OfficeYear) -> dict[str, list[Bar]]:
    """The bars of each chapter that has a picture."""
    points = found.points
    return {
        "joined": _bars(
            (f"{year}年", number, f"{number}个")
            for year, number in points.joined
            if len(points.joined) > 1
        ),
        "villages": [
            Bar(row.name, row.active, max(row.living, 1), f"{row.active} / {row.living}户")
            for row in points.villages
            if row.scored
        ],
        "areas": _bars((row.name, row.given, f"{row.given}分") for row in points.areas),
        "rules": _bars((row.title, row.records, f"{row.records}条") for row in points.biting),
        "exchange": _bars((row.category, row.points, f"{row.points}分") for row in found.kinds),
    }


def _bars(rows: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """Bars to one scale: that of the longest."""
    listed = list(rows)
    whole = max((part for _, part, _ in listed), default=0) or 1
    return [Bar(label, part, whole, told) for label, part, told in listed]
