"""商家对账单: the vouchers a merchant is owed for in a quarter, settled or still to be settled.

Of a household nothing but its code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, F, Sum

from households.services.days import day_of
from households.tables import Column, write_xlsx
from points.periods import Quarter
from supermarket.models import Outlet, Settlement, SettlementLine
from supermarket.reports.book_paper import Making, Texts, book_paper
from supermarket.services.settlements import unsettled

TITLE: Final = "商家对账单"
NOTHING, RUNNING, UNSETTLED = "没有核销", "季度未结束", "待结算"
UNPAID, PAID = "待付款", "已付款"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A voucher that was used: the end of its code, and what the office owes for it, in 分."""

    code: str
    service: str
    household: str
    used_at: datetime
    fen: int

    @property
    def ending(self) -> str:
        return self.code[-4:]

    @property
    def used_on(self) -> date:
        return day_of(self.used_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one merchant is owed in a quarter, in 分, for so many vouchers, and where that stands
    on a day: one of the words above."""

    merchant: Outlet
    quarter: Quarter
    vouchers: int
    fen: int
    settlement: Settlement | None
    word: str

    @property
    def may_be_settled(self) -> bool:
        return self.word == UNSETTLED

    @property
    def may_be_paid(self) -> bool:
        return self.word == UNPAID


@dataclass(frozen=True, slots=True)
class Statement:
    """The vouchers of a standing, in the order they were used."""

    standing: Standing
    rows: list[StatementRow]

    @property
    def title(self) -> str:
        return f"{self.standing.merchant}{self.standing.quarter.label}{TITLE}"


def standings(merchants: Sequence[Outlet], quarter: Quarter, day: date) -> list[Standing]:
    """Where each of `merchants` stands on `day`: what was settled for `quarter`, or what would be.
    Two queries."""
    made = Settlement.objects.filter(
        merchant__in=merchants, year=quarter.year, quarter=quarter.quarter
    ).select_related("made_by", "paid_by")
    settled = {each.merchant_id: each for each in made.annotate(vouchers=Count("lines"))}
    owed = unsettled(quarter).filter(merchant__in=merchants).order_by().values_list("merchant")
    sums = {
        merchant: (vouchers, fen)
        for merchant, vouchers, fen in owed.annotate(Count("pk"), Sum("line__cost_fen_each"))
    }
    return [
        _standing(each, quarter, settled.get(each.pk), *sums.get(each.pk, (0, 0)), day)
        for each in merchants
    ]


def _standing(
    merchant: Outlet,
    quarter: Quarter,
    settlement: Any,
    vouchers: int,
    fen: int,
    day: date,
) -> Standing:
    if settlement is not None:
        word = UNPAID if settlement.paid_on is None else PAID
        count, owed = settlement.vouchers, settlement.amount_fen
        return Standing(merchant, quarter, count, owed, settlement, word)
    word = RUNNING if day <= quarter.last_day else UNSETTLED if vouchers else NOTHING
    return Standing(merchant, quarter, vouchers, fen, None, word)


def statement(merchant: Outlet, quarter: Quarter, day: date) -> Statement:
    """The statement of one merchant as it stands on `day`. Three queries."""
    (standing,) = standings([merchant], quarter, day)
    of_voucher = "code", "line__name", "line__redemption__household__code", "used_at"
    if standing.settlement is None:
        pending: Any = unsettled(quarter).filter(merchant=merchant)
        found = pending.values_list(*of_voucher, F("line__cost_fen_each"))
    else:
        lines: Any = SettlementLine.objects.filter(settlement=standing.settlement)
        of_line = (f"voucher__{name}" for name in of_voucher)
        found = lines.order_by("voucher__used_at", "voucher").values_list(*of_line, "cost_fen")
    return Statement(standing, [StatementRow(*row) for row in found])


def statement_paper(made: Statement, making: Making) -> bytes:
    """The statement on A4, to be signed by both sides. Raises as `book_paper`."""
    community = made.standing.merchant.community
    return book_paper("statement", community, making, _texts(made), {"book": made})


def statement_table(made: Statement) -> bytes:
    """The statement as an .xlsx file, money in 元, with the sum below."""
    columns = [
        Column("券号末四位", "code"),
        Column("服务", width=24),
        Column("户编号", "code"),
        Column("核销日期", "date"),
        Column("应付(元)", "number"),
    ]
    rows = (
        (row.ending, row.service, row.household, row.used_on, row.fen / 100) for row in made.rows
    )
    sum_ = ("合计", None, None, None, made.standing.fen / 100)
    return write_xlsx(made.title, columns, [*rows, sum_])


def _texts(made: Statement) -> Texts:
    standing = made.standing
    yield "商家名称", standing.merchant.place.name
    for row in made.rows:
        yield "服务", row.service
        yield f"户 {row.household}", row.household
    if standing.settlement is not None:
        yield "付款凭据", standing.settlement.paid_paper
        yield "结算人", standing.settlement.made_by.name
