"""What the matters of one household count in one month: pure arithmetic on whole points.

In this order, each matter meets:

1. what it weighs: nothing when it was refused, or is case by case and not settled by a meeting;
   twice its points when it is a deduction repeated within the days its item names
   (`points.weights`);
2. the item's caps, of the month, the quarter and the year. Awards never sum above a cap; a
   deduction's caps are negative numbers its sum never goes below;
3. its exclusive group: of one household's matters in one month, or in one event, only one counts.
   An award stands before a deduction; among awards the one with most points left by its own item's
   caps, among deductions the heaviest one left by them; of equals the earliest. Were they compared
   before the caps, a matter that has nothing left to give could blank one that has. An item that
   counts once a day, week, month, quarter or year is such a group by itself (`points.groups`);
4. the caps of its rule and of its area, of the month, the quarter and the year. Awards have their
   caps and deductions have theirs: neither uses or makes room for the other.

A group therefore lies within one rule: across two, a higher award could be chosen whose rule is
full, and adding it would lower the score. A group within events counts several matters a month, so
its items have no caps of their own: they could be used up by the event where they matter least. A
refused matter (0 points) competes with nobody.

So, within a month, one more award never lowers a score, and one more deduction never raises it.
The total is the same for every order of the matters, as long as nothing is doubled and no group
hangs on the day; which of them gets the last points under a cap depends on the order: day, then
order of recording.
"""

from collections.abc import Hashable, Iterable

from points import explain
from points.groups import yielding
from points.matters import Matter, Score, Scored
from points.rulebook import ItemRule, StandardRules, UnknownItem
from points.sofar import YearSoFar
from points.tally import Tally
from points.weights import WrongSign, weigh

__all__ = [
    "ItemRule",
    "Matter",
    "Score",
    "Scored",
    "StandardRules",
    "UnknownItem",
    "WrongSign",
    "YearSoFar",
    "score",
]


def score(matters: Iterable[Matter], standard: StandardRules, year: YearSoFar) -> Score:
    """Score one household's matters of one month.

    `year` is what the earlier months of the same year counted. Raises UnknownItem for a matter
    whose item is not in the standard, WrongSign for points against the item's sign.
    """
    ordered = sorted(matters, key=lambda matter: (matter.occurred_on, matter.order))
    weights = weigh(ordered, standard, year)
    tally = Tally(standard, year)
    yields = yielding(ordered, weights, tally, year)
    by_area = dict.fromkeys(standard.areas, 0)
    scored: list[Scored] = []
    vetoes: list[Hashable] = []
    for position, (matter, weight) in enumerate(zip(ordered, weights, strict=True)):
        item, stands = weight.item, weight.points != 0
        cut = 0
        if not stands:
            counted, told = 0, ""
        elif position in yields:
            counted, told = 0, yields[position]
        else:
            counted, told = _counted(weight.points, item, tally)
            cut = abs(weight.points - counted)
        told = weight.told + told
        if item.veto and stands:
            vetoes.append(matter.key)
            told += explain.VETO
        tally.add(item, counted)
        by_area[item.area] += counted
        day = matter.occurred_on if stands else None
        scored.append(Scored(matter.key, matter.item_code, counted, told, day, cut))
    return Score(sum(by_area.values()), by_area, tuple(scored), tuple(vetoes))


def _counted(points: int, item: ItemRule, tally: Tally) -> tuple[int, str]:
    """What the tightest cap leaves of `points`, and its sentence; of equals the longest-lasting."""
    tightest = min(tally.limits(item), key=lambda limit: limit.room, default=None)
    if tightest is None or tightest.room >= abs(points):
        return points, explain.in_full(points)
    return item.sign * tightest.room, explain.cut_short(tightest, item.sign)
