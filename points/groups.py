"""Which matters yield to another one, so that only one counts: of an exclusive group in a month or
in one event, and of an item that counts once in a span.

Asked before anything is counted. In a group of the month each item has one matter that counts at
most, and an item of a group within events has no caps of its own, so that what is left of one
matter never depends on another.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from points import explain
from points.explain import Rival
from points.matters import Matter
from points.rulebook import ItemRule
from points.sofar import YearSoFar
from points.tally import Tally
from points.weights import Weight


class _Runner(NamedTuple):
    """A matter among those of which one counts. The greatest one does: an award before a
    deduction, then the one with most points left, then the earliest."""

    sign: int
    left: int
    before: int

    @property
    def position(self) -> int:
        return -self.before


def yielding(
    ordered: Sequence[Matter], weights: Sequence[Weight], tally: Tally, year: YearSoFar
) -> dict[int, str]:
    """Positions of the matters that count nothing, and the sentence that says why."""
    races: defaultdict[Hashable, list[_Runner]] = defaultdict(list)
    told: dict[int, str] = {}
    for position, (matter, weight) in enumerate(zip(ordered, weights, strict=True)):
        item = weight.item
        if not weight.points:
            continue
        used = _used_before(matter, item, year)
        if used and item.once:
            told[position] = explain.counted_before(item.once)
        race = _race(matter, item)
        if race is not None and (item.exclusive_group or not used):
            left = 0 if used else _left(weight, tally)
            races[race].append(_Runner(item.sign, left, -position))
    for runners in races.values():
        winner = max(runners)
        for runner in runners:
            if runner is not winner:
                told[runner.position] = _outdone(weights[runner.position].item, runner, winner)
    return told


def _race(matter: Matter, item: ItemRule) -> Hashable | None:
    """What a matter competes in, if anything."""
    if item.exclusive_group:
        event = (matter.occurred_on, matter.event) if item.within_event else None
        return item.exclusive_group, event
    return (item.code, item.once, item.once.of(matter.occurred_on)) if item.once else None


def _used_before(matter: Matter, item: ItemRule, year: YearSoFar) -> bool:
    """Whether an earlier month has counted the item in the span this matter belongs to."""
    if item.once is None:
        return False
    span = item.once.of(matter.occurred_on)
    past = year.past.get(item.code, ())
    return any(each.counted and item.once.of(each.day) == span for each in past)


def _left(weight: Weight, tally: Tally) -> int:
    """What the item's caps leave of a matter, without sign.

    Within one item all matters meet the same caps, so the greatest is the greatest before them.
    """
    if not weight.item.exclusive_group:
        return abs(weight.points)
    rooms = (limit.room for limit in tally.item_limits(weight.item))
    return min((abs(weight.points), *rooms))


def _outdone(item: ItemRule, runner: _Runner, winner: _Runner) -> str:
    if (runner.sign, runner.left) == (winner.sign, winner.left):
        rival = Rival.EARLIER
    else:
        rival = Rival.HIGHER if winner.sign > 0 else Rival.HEAVIER
    if item.exclusive_group:
        return explain.outdone(item.exclusive_group, rival, within_event=item.within_event)
    if item.once is None:
        raise AssertionError("Only a group or a span makes matters compete.")
    return explain.once_in(item.once, rival)
