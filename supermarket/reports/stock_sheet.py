"""库存表: what stood at a counter when a quarter began, what came and went, what is left of it.

Everything is summed from the movements, by the days on which the goods came and went.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from django.db.models import BigIntegerField, Count, F, Q, Sum
from django.db.models.functions import Cast, Coalesce

from households.tables import Column, write_xlsx
from points.periods import Quarter
from supermarket.models import Outlet, StockMovement
from supermarket.reports.book_paper import Making, Texts, book_paper

TITLE: Final = "库存表"
KINDS: Final = StockMovement.Kind
OF_PRODUCT: Final = tuple(f"stock__product__{name}" for name in ("number", "name", "unit"))
MONEY: Final = ("purchase_fen", "donation_fen", "closing_fen")


@dataclass(frozen=True, slots=True)
class StockLine:
    """One product: units with sign as they moved, and in 分 what was bought, given and is left.

    `unpriced` of the units that are left came in without a cost and are in no sum.
    """

    number: int
    name: str
    unit: str
    opening: int
    purchase: int
    purchase_fen: int
    donation: int
    donation_fen: int
    exchange: int
    cancellation: int
    count: int
    write_off: int
    closing: int
    closing_fen: int
    unpriced: int

    @property
    def is_empty(self) -> bool:
        """Whether it neither stood there nor moved in the quarter."""
        moved = self.purchase, self.donation, self.exchange, self.cancellation
        return not any((self.opening, *moved, self.count, self.write_off))


HEADINGS: Final = {
    "number": "编号",
    "name": "物品",
    "unit": "单位",
    "opening": "期初数量",
    "purchase": "采购数量",
    "purchase_fen": "采购金额(元)",
    "donation": "捐赠数量",
    "donation_fen": "捐赠金额(元)",
    "exchange": "兑换",
    "cancellation": "撤销退回",
    "count": "盘点差异",
    "write_off": "报损",
    "closing": "期末数量",
    "closing_fen": "期末金额(元)",
    "unpriced": "其中未计价",
}
"""What stands over each field of a line in the table."""


@dataclass(frozen=True, slots=True)
class StockSheet:
    """A counter's products of one quarter by number; money is summed, units of many kinds not.

    `late` movements of its days or earlier ones were typed in after its last day: a sheet that was
    printed before tells other figures.
    """

    outlet: Outlet
    quarter: Quarter
    lines: Sequence[StockLine]
    late: int = 0

    @property
    def sums(self) -> dict[str, int]:
        """分 bought, given and left, by the names of `MONEY`."""
        return {name: sum(map(attrgetter(name), self.lines)) for name in MONEY}

    @property
    def has_unpriced(self) -> bool:
        """Whether some of what is left came in without a cost."""
        return any(line.unpriced for line in self.lines)


def stock_sheet(outlet: Outlet, quarter: Quarter) -> StockSheet:
    """The sheet of `outlet` from the first to the last day of `quarter`. One query."""
    moves = StockMovement.objects.filter(stock__outlet=outlet, moved_on__lte=quarter.last_day)
    within = Q(moved_on__gte=quarter.first_day)
    bought, given = (within & Q(kind=kind) for kind in (KINDS.PURCHASE, KINDS.DONATION))
    # In the order of the fields of a line, and last what is told of the whole sheet.
    sums = {
        "opening": _units(~within),
        "purchase": _units(bought),
        "purchase_fen": _fen(bought),
        "donation": _units(given),
        "donation_fen": _fen(given),
        "exchange": _units(within & Q(kind=KINDS.EXCHANGE)),
        "cancellation": _units(within & Q(kind=KINDS.CANCELLATION)),
        "count": _units(within & Q(kind=KINDS.COUNT)),
        "write_off": _units(within & Q(kind=KINDS.WRITE_OFF)),
        "closing": _units(),
        "closing_fen": _fen(),
        "unpriced": _units(Q(lot__unit_cost_fen__isnull=True)),
        "late": Count("pk", filter=Q(at__date__gt=quarter.last_day)),
    }
    rows = moves.order_by("stock__product__number").values_list(*OF_PRODUCT).annotate(**sums)
    found = [(StockLine(*fields), late) for *fields, late in rows]
    lines = [line for line, _ in found if not line.is_empty]
    return StockSheet(outlet, quarter, lines, sum(late for _, late in found))


def _units(which: Q | None = None) -> Coalesce:
    return Coalesce(Sum("quantity", filter=which), 0)


def _fen(which: Q | None = None) -> Coalesce:
    """What units came in at; it may be more than the column of either of its factors holds."""
    worth = Cast("quantity", BigIntegerField()) * F("lot__unit_cost_fen")
    return Coalesce(Sum(worth, filter=which), 0, output_field=BigIntegerField())


def stock_sheet_paper(sheet: StockSheet, making: Making) -> bytes:
    """The sheet on A4 landscape, to be signed. Raises as `book_paper`."""
    return book_paper("stock_sheet", sheet.outlet.community, making, _texts(sheet), {"book": sheet})


def stock_sheet_table(sheet: StockSheet) -> bytes:
    """The sheet as an .xlsx file, money in 元, with the sums below."""
    columns = [
        Column(heading, "text" if name in ("name", "unit") else "number")
        for name, heading in HEADINGS.items()
    ]
    rows = [[_cell(line, name) for name in HEADINGS] for line in sheet.lines]
    sums = {"name": "合计"} | {name: fen / 100 for name, fen in sheet.sums.items()}
    title = f"{sheet.outlet}{sheet.quarter.label}{TITLE}"
    return write_xlsx(title, columns, [*rows, [sums.get(name) for name in HEADINGS]])


def _cell(line: StockLine, name: str) -> str | int | float:
    value = getattr(line, name)
    return value / 100 if name in MONEY else value


def _texts(sheet: StockSheet) -> Texts:
    yield "柜台名称", sheet.outlet.place.name
    for line in sheet.lines:
        yield f"商品 {line.number}", line.name + line.unit
