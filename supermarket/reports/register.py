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
class RegisterLine:
    """A line of a slip as it was made; the points of `lapsed` vouchers of it were given back."""

    product: int
    name: str
    unit: str
    quantity: int
    points_each: int
    lapsed: int = 0

    @property
    def points(self) -> int:
        return self.quantity * self.points_each

    @property
    def given_back(self) -> int:
        """Points."""
        return self.lapsed * self.points_each

    @property
    def note(self) -> str:
        return f"服务券过期未用，退回{self.given_back}分" if self.lapsed else ""


@dataclass(frozen=True, slots=True)
class RegisterSlip:
    """A slip and its lines; `collected` says who came for the head, `cancelled` why it is void."""

    number: str
    code: str
    head: str
    lines: Sequence[RegisterLine]
    points: int
    balance: int
    collected: str
    by: str
    on: date
    cancelled: str

    @property
    def day(self) -> str:
        return chinese_date(self.on)

    @property
    def given_back(self) -> int:
        """Points of its vouchers that lapsed."""
        return sum(line.given_back for line in self.lines)


@dataclass(frozen=True, slots=True)
class ItemSum:
    """What went of one thing over the standing slips, without what was given back."""

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
        """What was really spent: neither cancelled nor given back."""
        return sum(slip.points for slip in self.standing) - self.given_back

    @property
    def given_back(self) -> int:
        """Points of vouchers that lapsed."""
        return sum(slip.given_back for slip in self.standing)

    @property
    def items(self) -> list[ItemSum]:
        """What the standing slips come to, by product and in the order it first went."""
        sums: dict[int, ItemSum] = {}
        for line in (line for slip in self.standing for line in slip.lines):
            before = sums.get(line.product, ItemSum(line.name, line.unit, 0, 0))
            quantity = before.quantity + line.quantity - line.lapsed
            points = before.points + line.points - line.given_back
            sums[line.product] = ItemSum(line.name, line.unit, quantity, points)
        return [item for item in sums.values() if item.quantity]


def register(outlet: Outlet, quarter: Quarter, on: date | None = None) -> Register:
    """The slips of `outlet` in the window of `quarter`, which may last into the month after it;
    those of the day `on` alone, if it is given. Three queries."""
    made = Redemption.objects.filter(
        outlet=outlet, window__year=quarter.year, window__quarter=quarter.quarter
    )
    if on is not None:
        made = made.filter(entry__effective_on=on)
    found = with_their_lines(made).prefetch_related("lines__vouchers").order_by("at", "pk")
    return Register(outlet, quarter, on, [_slip(redemption) for redemption in found])


def _slip(redemption: Redemption) -> RegisterSlip:
    household = redemption.household
    by_head = redemption.collector == Redemption.Collector.HEAD
    return RegisterSlip(
        redemption.slip_number,
        household.code,
        household.head,
        [_line(line) for line in redemption.lines.all()],
        redemption.points,
        redemption.entry.balance_after,
        "" if by_head else collector_words(redemption),
        redemption.by.name,
        day_of(redemption.at),
        redemption.cancellation.reason if is_cancelled(redemption) else "",
    )


def _line(line: RedemptionLine) -> RegisterLine:
    lapsed = sum(voucher.lapsed_at is not None for voucher in line.vouchers.all())
    return RegisterLine(
        line.product_id, line.name, line.unit, line.quantity, line.points_each, lapsed
    )


def register_paper(book: Register, making: Making) -> bytes:
    """The register on A4 landscape, to be signed. Raises as `book_paper`."""
    return book_paper("register", book.outlet.community, making, _texts(book), {"book": book})


def register_table(book: Register) -> bytes:
    """The register as an .xlsx file: a row for each line of a slip; what was cancelled has no
    points, and what was given back none of them, so that the column can be summed."""
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
        points = None if slip.cancelled else line.points - line.given_back
        note = f"已撤销，{line.points}分不计：{slip.cancelled}" if slip.cancelled else line.note
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
