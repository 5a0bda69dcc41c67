"""The points of a whole community, as everybody may know them: given and spent, by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Q, Sum

from households.models import Place
from points.models import Entry
from points.periods import Month

SPENDING: Final = Q(kind__in=(Entry.Kind.EXCHANGE, Entry.Kind.REFUND))


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """Points that came into the accounts in a month, deductions and corrections taken off, and
    points that were exchanged, cancelled slips not counted."""

    month: int
    issued: int
    spent: int


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


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """The years, the latest first."""

    years: list[YearTotal]

    @property
    def issued(self) -> int:
        return sum(each.issued for each in self.years)

    @property
    def spent(self) -> int:
        return sum(each.spent for each in self.years)

    @property
    def left(self) -> int:
        """What all households together can still spend."""
        return self.issued - self.spent


def board_totals(community: Place, day: date) -> BoardTotals:
    """What moved up to `day`, by the days it was entered. One query.

    The database adds up days, months are made of them here: SQLite would ask Python for the month
    of every entry.
    """
    days = (
        Entry.objects.filter(community=community, effective_on__lte=day)
        .order_by()
        .values_list("effective_on")
        .annotate(
            issued=Sum("points", filter=~SPENDING, default=0),
            spent=Sum("points", filter=SPENDING, default=0),
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
        ]
    )


def _month_total(month: int, days: Sequence[tuple[date, int, int]]) -> MonthTotal:
    issued = sum(points for _, points, _ in days)
    return MonthTotal(month, issued, -sum(points for _, _, points in days))
