"""兑换登记表: a counter's slips of one quarter's window, for the office; with full names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from households.services.days import day_of
from households.tables import Column, write_xlsx
from points.periods import Quarter, chinese_date
from supermarket.models import Outlet, Redemption, RedemptionLine
from supermarket.reports.book_paper import Making, Texts, book_paper
from supermarket.reports.slip_page import collector_words, is_cancelled, with_their_lines

TITLE = "兑换登记表"


@dataclass(frozen=True, slots=True)
class RegisterSlip:
    """A slip and its lines; `collected` says who came for the head, `cancelled` why it is void."""

    number: str
    code: str
    head: str
    lines: Sequence[RedemptionLine]
    points: int
    balance: int
    collected: str
    by: str
    on: date
    cancelled: str

    @property
    def day(self) -> str:
        return chinese_date(self.on)


@dataclass(frozen=True, slots=True)
class ItemSum:
    """What went of one thing over the standing slips."""

    name: str
    unit: str
    quantity: int
    points: int


@dataclass(frozen=True, slots=True)
class Register:
    """The slips in the order they were made; the cancelled ones are shown and not summed. `on` is
    the day it is of, or None for the whole window."""

    outlet: Outlet
    quarter: Quarter
    on: date | None
    slips: list[RegisterSlip]

    @property
    def title(self) -> str:
        return f"{self.outlet}{self.quarter.label}{TITLE}"

    @property
    def day(self) -> str:
        return "" if self.on is None else chinese_date(self.on)

    @property
    def standing(self) -> list[RegisterSlip]:
        return [slip for slip in self.slips if not slip.cancelled]

    @property
    def cancelled(self) -> int:
        """How many slips were cancelled."""
        return len(self.slips) - len(self.standing)

    @property
    def points(self) -> int:
        return sum(slip.points for slip in self.standing)

    @property
    def items(self) -> list[ItemSum]:
        """What the standing slips come to, by product and in the order it first went."""
        sums: dict[int, ItemSum] = {}
        for line in (line for slip in self.standing for line in slip.lines):
            before = sums.get(line.product_id, ItemSum(line.name, line.unit, 0, 0))
            quantity, points = before.quantity + line.quantity, before.points + line.points
            sums[line.product_id] = ItemSum(line.name, line.unit, quantity, points)
        return list(sums.values())


def register(outlet: Outlet, quarter: Quarter, on: date | None = None) -> Register:
    """The slips of `outlet` in the window of `quarter`, which may last into the month after it;
    those of the day `on` alone, if it is given. Two queries."""
    made = Redemption.objects.filter(
        outlet=outlet, window__year=quarter.year, window__quarter=quarter.quarter
    )
    if on is not None:
        made = made.filter(entry__effective_on=on)
    found = with_their_lines(made).order_by("at", "pk")
    return Register(outlet, quarter, on, [_slip(redemption) for redemption in found])


def _slip(redemption: Redemption) -> RegisterSlip:
    household = redemption.household
    by_head = redemption.collector == Redemption.Collector.HEAD
    return RegisterSlip(
        redemption.slip_number,
        household.code,
        household.head,
        list(redemption.lines.all()),
        redemption.points,
        redemption.entry.balance_after,
        "" if by_head else collector_words(redemption),
        redemption.by.name,
        day_of(redemption.at),
        redemption.cancellation.reason if is_cancelled(redemption) else "",
    )


def register_paper(book: Register, making: Making) -> bytes:
    """The register on A4 landscape, to be signed. Raises as `book_paper`."""
    return book_paper("register", book.outlet.community, making, _texts(book), {"book": book})


def register_table(book: Register) -> bytes:
    """The register as an .xlsx file: a row for each line of a slip; what was cancelled has no
    points, so that the column can be summed."""
    columns = [
        Column("编号", "code", 18),
        Column("户编号", "code"),
        Column("户主", width=20),
        Column("物品", width=24),
        Column("数量", "number"),
        Column("单位", width=8),
        Column("扣分", "number"),
        Column("余额", "number"),
        Column("领取人", width=24),
        Column("领取人签字", width=20),
        Column("经办"),
        Column("日期", "date"),
        Column("备注", width=40),
    ]
    sums = ["合计", None, None, None, None, None, book.points, *[None] * 6]
    return write_xlsx(
        book.title,
        columns,
        [*(row for slip in book.slips for row in _rows(slip)), sums],
    )


def _rows(slip: RegisterSlip) -> Iterator[list[str | int | date | None]]:
    for line in slip.lines:
        points = None if slip.cancelled else line.points
        note = f"已撤销，{line.points}分不计：{slip.cancelled}" if slip.cancelled else ""
        yield [
            slip.number,
            slip.code,
            slip.head,
            line.name,
            line.quantity,
            line.unit,
            points,
            slip.balance,
            slip.collected or "户主本人",
            None,
            slip.by,
            slip.on,
            note,
        ]


def _texts(book: Register) -> Texts:
    yield "柜台名称", book.outlet.place.name
    for slip in book.slips:
        yield f"户 {slip.code}", slip.code + slip.head
        yield f"兑换单 {slip.number}", slip.collected + slip.by + slip.cancelled
        yield "物品", "".join(line.name + line.unit for line in slip.lines)
