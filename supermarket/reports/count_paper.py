"""盘点表: what a count found, or the goods of a counter with room to write the count by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from households.tables import Column, write_xlsx
from points.periods import Quarter, chinese_date
from supermarket.models import Outlet, Product, Stock, StockCount
from supermarket.reports.book_paper import Making, Texts, book_paper

TITLE: Final = "盘点表"


@dataclass(frozen=True, slots=True)
class CountRow:
    """One product; `found` is None on a sheet that is still to be filled in."""

    product: Product
    system: int
    found: int | None = None
    reason: str = ""

    @property
    def difference(self) -> int | None:
        return None if self.found is None else self.found - self.system


@dataclass(frozen=True, slots=True)
class CountSheet:
    """`count` is None on a sheet that is still to be filled in."""

    outlet: Outlet
    count: StockCount | None
    rows: Sequence[CountRow]

    @property
    def differing(self) -> int:
        """How many products were not as the system had them."""
        return sum(bool(row.difference) for row in self.rows)


def counts_of(quarter: Quarter) -> QuerySet[StockCount]:
    """The counts of a quarter by their day, each with how many `kinds` were counted and how many of
    them were `differing`."""
    days = quarter.first_day, quarter.last_day
    differs = ~Q(lines__found=F("lines__system"))
    return (
        StockCount.objects.filter(counted_on__range=days)
        .annotate(kinds=Count("lines"), differing=Count("lines", filter=differs))
        .order_by("counted_on", "pk")
    )


def past_count(count: StockCount) -> CountSheet:
    """What a count found, by number of the product. One query."""
    lines = count.lines.select_related("stock__product").order_by("stock__product__number")
    rows = [CountRow(line.stock.product, line.system, line.found, line.reason) for line in lines]
    return CountSheet(count.outlet, count, rows)


def to_count(outlet: Outlet) -> list[tuple[Product, int]]:
    """What may be on the shelf, with its units now: all goods on offer, and retired ones of which
    some is left. Two queries."""
    units = dict(Stock.objects.filter(outlet=outlet).values_list("product", "quantity"))
    goods = Product.objects.filter(community=outlet.community, kind=Product.Kind.GOODS)
    return [
        (product, units.get(product.pk, 0))
        for product in goods.order_by("number")
        if product.retired_at is None or units.get(product.pk)
    ]


def blank_count(outlet: Outlet) -> CountSheet:
    """The goods of a counter as they stand now, to be counted by hand. Two queries."""
    return CountSheet(outlet, None, [CountRow(*each) for each in to_count(outlet)])


def count_paper(sheet: CountSheet, making: Making) -> bytes:
    """The sheet on A4, to be signed by both. Raises as `book_paper`."""
    context = {"book": sheet, "at": making.at}
    return book_paper("count", sheet.outlet.community, making, _texts(sheet), context)


def count_table(sheet: CountSheet, count: StockCount) -> bytes:
    """A count as an .xlsx file."""
    columns = [
        Column("编号", "number"),
        Column("物品", width=24),
        Column("单位", width=8),
        Column("系统数", "number"),
        Column("实盘数", "number"),
        Column("差异", "number"),
        Column("原因", width=30),
        Column("盘点人"),
        Column("监盘人"),
    ]
    rows = (
        (
            row.product.number,
            row.product.name,
            row.product.unit,
            row.system,
            row.found,
            row.difference,
            row.reason,
            count.counted_by,
            count.witness,
        )
        for row in sheet.rows
    )
    title = f"{sheet.outlet}{chinese_date(count.counted_on)}{TITLE}"
    return write_xlsx(title, columns, rows)


def _texts(sheet: CountSheet) -> Texts:
    yield "柜台名称", sheet.outlet.place.name
    if sheet.count is not None:
        yield "盘点人、监盘人", sheet.count.counted_by + sheet.count.witness
    for row in sheet.rows:
        yield f"商品 {row.product.number}", row.product.name + row.product.unit + row.reason
