"""What a matter recorded under one standard would be worth under another one: pure arithmetic.

Nobody can ask the people of last spring what they would have given under rules that did not exist.
So what was recorded and decided is kept, and only the price of it is looked up anew:

1. The item is found by code and name, then by name, then by code (see `points.pairing`). One that
   the new standard has not gives nothing; nor does one that has turned from adding to deducting or
   back, or that belongs to another village there.
2. Where points, steps and unit are the same, the matter keeps the points it was decided at.
3. Fixed points count for as many times as were recognised: of 2 times 1 that a step cut to 1, one.
4. In a range the points stay what they were, or go to the nearer end of the new range, for as many
   times as were recognised.
5. By steps it is worth what its quantity or amount gives, nothing below the first step. A matter
   without an amount, or one that was given another step than its amount, takes the step nearest to
   the points it was decided at.
6. Of an item that is now written once a month, a household's greatest one of a month stands.
7. What has become case by case is taken to be settled at the points that come out by 3 to 5.

Caps, exclusive groups, repeats and validity need no translation: the scoring does them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from points.matters import Matter
from points.rulebook import ItemRule

TAKEN_AS_DECIDED: Final = "推算"
"""Stands for the meeting that a matter never had."""


class Fate(StrEnum):
    """What has become of a matter: as it was, at a guess, or nothing and why."""

    KEPT = ""
    GUESSED = "没有记金额，按最接近原分的一档"
    GONE = "新标准没有这一项"
    TURNED = "新标准里加分和扣分颠倒了"
    ELSEWHERE = "新标准里是别的村自定的"


@dataclass(frozen=True, slots=True)
class Terms:
    """An item with what scoring does not ask about: whether steps go by an amount, whether it is
    written once a month and household, the village (primary key) it is for alone, and the name of
    its area."""

    rule: ItemRule
    by_amount: bool = False
    once_a_month: bool = False
    village: int | None = None
    area: str = ""

    @property
    def single(self) -> bool:
        """Whether a record of it is for one time only."""
        return self.once_a_month or self.by_amount or self.rule.once is not None

    def is_worth_the_same_as(self, other: "Terms") -> bool:
        """Whether one time, and several, are worth the same under both."""
        mine, theirs = self.rule, other.rule
        return (mine.points_min, mine.points_max, mine.tiers, self.by_amount, self.single) == (
            theirs.points_min,
            theirs.points_max,
            theirs.tiers,
            other.by_amount,
            other.single,
        )


class Recorded(NamedTuple):
    """A settled matter. `points` are those it was decided at, with sign, for its whole quantity, 0
    when it was refused; `counted` is what it counted then."""

    key: int
    quantity: int
    amount: int | None
    points: int
    day: date
    event: str
    decided_by: str
    counted: int


def translated(
    recorded: Recorded, old: Terms, new: Terms | None, village: int | None
) -> tuple[Matter | None, Fate]:
    """The matter as the new standard would have it, of a household in `village`; None with the
    reason where it would not have been recorded."""
    if new is None:
        return None, Fate.GONE
    if new.rule.sign != old.rule.sign:
        return None, Fate.TURNED
    if new.village is not None and new.village != village:
        return None, Fate.ELSEWHERE
    points, fate = recorded.points, Fate.KEPT
    if points and not new.is_worth_the_same_as(old):
        points, fate = _worth(recorded, old, new)
    decided_by = recorded.decided_by
    if new.rule.case_by_case and not old.rule.case_by_case:
        decided_by = decided_by or TAKEN_AS_DECIDED
    key = recorded.key
    code, event = new.rule.code, recorded.event
    return Matter(key, code, points, recorded.day, key, event, decided_by), fate


def _worth(recorded: Recorded, old: Terms, new: Terms) -> tuple[int, Fate]:
    tiers = new.rule.tiers
    if tiers is None:
        times = 1 if new.single else _times(recorded, old)
        low, high = times * new.rule.points_min, times * new.rule.points_max
        return min(max(recorded.points, low), high), Fate.KEPT
    much = recorded.amount if new.by_amount else _times(recorded, old)
    if much is None or _was_given_another_step(recorded, old):
        nearest = min(tiers.points, key=lambda points: abs(points - recorded.points))
        return nearest, Fate.GUESSED if much is None else Fate.KEPT
    return tiers.worth(much) or 0, Fate.KEPT


def _times(recorded: Recorded, old: Terms) -> int:
    """How many times were recognised, at least one."""
    if old.rule.tiers is not None:
        return recorded.quantity
    least = min(abs(old.rule.points_min), abs(old.rule.points_max))
    return max(1, min(recorded.quantity, abs(recorded.points) // least))


def _was_given_another_step(recorded: Recorded, old: Terms) -> bool:
    if old.rule.tiers is None:
        return False
    much = recorded.amount if old.by_amount else recorded.quantity
    return much is not None and old.rule.tiers.worth(much) != recorded.points


def one_a_month(matters: Iterable[tuple[Matter, bool]]) -> list[Matter]:
    """A household's matters of a month; of each item whose flag says that it is written once a
    month, the one of most points stands (the earliest of equals), and the others are nothing."""
    found = list(matters)
    best: dict[str, Matter] = {}
    for matter, once in found:
        known = best.get(matter.item_code)
        if once and (known is None or _rank(matter) > _rank(known)):
            best[matter.item_code] = matter
    return [
        replace(matter, points=0) if once and best[matter.item_code] is not matter else matter
        for matter, once in found
    ]


def _rank(matter: Matter) -> tuple[int, int, int]:
    return abs(matter.points), -matter.occurred_on.toordinal(), -matter.order
