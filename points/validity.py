"""How long a deduction counts (有效期), and what a household's honour points are in a month.

A deduction valid for N months counts in the month it was given in and in the N − 1 that follow;
from then on it neither lowers the honour points, by which families are ranked, nor uses up a cap.
The balance stays as it is: honour is read anew from dated facts, while the balance is money that
may have been spent, and every change of it is an entry that somebody decided, was published and
can be disputed. A clock has no such entry to write. An award always counts.
"""

from collections.abc import Iterable
from typing import NamedTuple

from points.periods import Month


class Given(NamedTuple):
    """Points that counted in a month, with sign; `validity` in months, None: for good."""

    month: Month
    points: int
    validity: int | None


def counts_in(month: Month, given: Month, validity: int | None) -> bool:
    """Whether what was given in `given` still counts in `month` (the same one or a later one)."""
    return validity is None or _index(month) - _index(given) < validity


def lapsed(given: Iterable[Given], month: Month) -> int:
    """The sum of what does not count in `month` any more: no points, or fewer than none."""
    return sum(
        each.points
        for each in given
        if each.points < 0 and not counts_in(month, each.month, each.validity)
    )


def honour_points(base: int, posted: int, lapsed_points: int) -> int:
    """Honour points of a year: the base it began with, what was posted since, without the
    deductions that have lapsed (`lapsed_points` is their sum, with sign)."""
    return base + posted - lapsed_points


def _index(month: Month) -> int:
    return month.year * 12 + month.month
