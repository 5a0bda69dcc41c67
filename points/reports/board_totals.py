"""The points of a whole community, as everybody may know them: given and spent, by month, and
left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Q, Sum

from households.models import Place
from points.models import Entry
from points.periods import Month

EXCHANGED: Final = Q(kind=Entry.Kind.EXCHANGE)
RETURNED: Final = Q(kind=Entry.Kind.REFUND)
CLEARED: Final = Q(kind__in=(Entry.Kind.CLEARING, Entry.Kind.RESTORED))
"""What the year's end took is neither: it was given, and nothing was had for it."""


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """Points that came into the accounts in a month, deductions and corrections taken off; points
    that were exchanged, and those returned of slips cancelled and vouchers lapsed, of whatever
    month they were."""

    month: int
    issued: int
    spent: int
    returned: int


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A year with its months, the latest first; a month in which nothing moved is not in it."""

    year: int
    months: list[MonthTotal]

    @property
    def issued(self) -> int:
        return sum(each.issued for each in self.months)

    @property
    def spent(self) -> int:
        return sum(each.spent for each in self.months)

    @property
    def returned(self) -> int:
        return sum(each.returned for each in self.months)


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """The years, the latest first. `left` is what all households together can spend now, and `owed`
    how far those are below zero that are: neither pays for the other."""

    years: list[YearTotal]
    left: int
    owed: int

    @property
    def issued(self) -> int:
        return sum(each.issued for each in self.years)

    @property
    def spent(self) -> int:
        return sum(each.spent for each in self.years)

    @property
    def returned(self) -> int:
        return sum(each.returned for each in self.years)


def board_totals(community: Place, day: date) -> BoardTotals:
    """What moved up to `day`, by the days it was entered, and what the accounts then have. Two
    queries.

    The database adds up days, months are made of them here: SQLite would ask Python for the month
    of every entry.
    """
    days = (
        Entry.objects.filter(community=community, effective_on__lte=day)
        .order_by()
        .values_list("effective_on")
        .annotate(
            issued=Sum("points", filter=~(EXCHANGED | RETURNED | CLEARED), default=0),
            spent=Sum("points", filter=EXCHANGED, default=0),
            returned=Sum("points", filter=RETURNED, default=0),
        )
        .order_by("-effective_on")
    )
    months = [
        (month.year, _month_total(month.month, list(found)))
        for month, found in groupby(days, lambda row: Month.of(row[0]))
    ]
    return BoardTotals(
        [
            YearTotal(year, [total for _, total in found])
            for year, found in groupby(months, lambda row: row[0])
        ],
        **_balances(community, day),
    )


def _balances(community: Place, day: date) -> dict[str, int]:
    moved = Entry.objects.filter(community=community, effective_on__lte=day).order_by()
    balances = moved.values("account").annotate(balance=Sum("points"))
    return balances.aggregate(
        left=Sum("balance", filter=Q(balance__gt=0), default=0),
        owed=-Sum("balance", filter=Q(balance__lt=0), default=0),
    )


def _month_total(month: int, days: Sequence[tuple[date, int, int, int]]) -> MonthTotal:
    issued, spent, returned = (sum(column) for column in list(zip(*days, strict=True))[1:])
    return MonthTotal(month, issued, -spent, returned)
