"""Whether scores are given with a fair hand: how those of one group lie beside the others'.

Numbers for people to ask by, never a judgement: a group may have good reasons to differ. Means and
spreads are of whole points of households in one month.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final, TypeVar

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=tuple[Any, ...])

NEAR: Final = 2
"""So many codes before and after one's own are next door: the codes follow the houses."""


@dataclass(frozen=True, slots=True)
class Spread:
    """`mean` and standard deviation (`spread`) in points of so many households (`count`)."""

    count: int
    mean: float
    spread: float

    @classmethod
    def of(cls, points: Collection[int]) -> "Spread":
        """Nought of nothing."""
        count = len(points)
        if not count:
            return cls(0, 0.0, 0.0)
        # From whole sums, so that the order of the households makes no difference.
        total, squares = sum(points), sum(each * each for each in points)
        return cls(count, total / count, sqrt(count * squares - total * total) / count)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, both counted."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded down; 0 of nothing."""
        return self.part * 100 // self.whole if self.whole else 0


def identical(rows: Collection[Hashable]) -> Share:
    """How many of `rows` (a household's points by area) are the same as the commonest of them. A
    row that is like no other is not the same as anything."""
    most = max(Counter(rows).values(), default=0)
    return Share(most if most > 1 else 0, len(rows))


def commonest(rows: Collection[R]) -> R | None:
    """The row that most of `rows` are, the least of those that are equally common; None of none."""
    number = Counter(rows)
    return min(number, key=lambda row: (-number[row], row), default=None)


def beside_the_others(points: Mapping[K, Sequence[int]]) -> dict[K, tuple[Spread, Spread]]:
    """For each key its own spread and that of all the others together."""
    return {
        key: (
            Spread.of(own),
            Spread.of([each for other, rows in points.items() if other != key for each in rows]),
        )
        for key, own in points.items()
    }


def per_hundred(number: int, households: int) -> float:
    """`number` of things for each hundred households; 0 where there are none."""
    return number * 100 / households if households else 0.0


def next_door(codes: Collection[str], own: str) -> set[str]:
    """The codes within NEAR places of `own` in the order of codes, without it; none where it is not
    among them."""
    ordered = sorted(codes)
    if own not in ordered:
        return set()
    place = ordered.index(own)
    return set(ordered[max(place - NEAR, 0) : place + NEAR + 1]) - {own}


def jumped(earlier: Mapping[K, Sequence[int]], now: Mapping[K, int], least: int) -> Share:
    """How many got now at least twice what they had on average in the `earlier` months, and at
    least `least` points more, of those that had earlier months."""
    known = [key for key in now if earlier.get(key)]
    found = sum(_jumps(earlier[key], now[key], least) for key in known)
    return Share(found, len(known))


def _jumps(earlier: Sequence[int], now: int, least: int) -> bool:
    total, months = sum(earlier), len(earlier)
    return now * months >= 2 * total and now * months - total >= least * months
