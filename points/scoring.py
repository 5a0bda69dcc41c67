"""What the matters of one household count in one month: pure arithmetic on whole points.

In this order, each matter meets:

1. its item's caps, of the month and of the year. Awards never sum above a cap; a deduction's caps
   are negative numbers its sum never goes below;
2. its exclusive group: of one household's matters in one month only one counts. An award stands
   before a deduction; among awards the one with most points left by its own item's caps, among
   deductions the heaviest one left by them; of equals the earliest. Were they compared before the
   caps, a matter that has nothing left to give could blank one that has;
3. its rule's cap of the year, on the rule's awards alone. Deductions neither use it nor make room.

A group therefore lies within one rule: across two, a higher award could be chosen whose rule is
full, and adding it would lower the score. A refused matter (0 points) competes with nobody.

So, within a month, one more award never lowers a score, one more deduction never raises it, and
the total is the same for every order of the matters; only which of them gets the last points
under a cap depends on the order: day, then order of recording.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from points import explain
from points.explain import Limit, Rival, Span
from points.rulebook import ItemRule, StandardRules, UnknownItem

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


class WrongSign(ValueError):
    """A matter gives points under an item that takes them, or the reverse."""

    def __init__(self, item: ItemRule, points: int) -> None:
        kind = "加分" if item.sign > 0 else "扣分"
        super().__init__(
            f"评分项 {item.code} 是{kind}项，不能记 {explain.written(points)} 分，请改正。"
        )


@dataclass(frozen=True, slots=True)
class Matter:
    """One record as it stands after all revisions.

    `points` are the whole matter's (quantity included), with sign, 0 when refused. `order` sorts
    the matters of one day.
    """

    key: Hashable
    item_code: str
    points: int
    occurred_on: date
    order: int


@dataclass(frozen=True, slots=True)
class Scored:
    """What one matter counted, in points with sign, and the sentence that says why."""

    key: Hashable
    item_code: str
    counted: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Score:
    """A household's month: `by_area` names every area of the standard, and sums to `total`.

    `matters` stand in order of day and recording, as their sentences refer to what came before.
    `vetoes` are the keys of matters that are grounds for 一票否决, counted or not.
    """

    total: int
    by_area: Mapping[str, int]
    matters: tuple[Scored, ...]
    vetoes: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """Points that earlier months of the same year counted for one household.

    `by_item` holds each item's sum, with sign; `by_rule_awards` each rule's sum of awards alone.
    """

    by_item: Mapping[str, int] = field(default_factory=dict)
    by_rule_awards: Mapping[str, int] = field(default_factory=dict)

    def plus(self, counted: Iterable[Scored], standard: StandardRules) -> "YearSoFar":
        """The year so far once a month's scored matters are added."""
        tally = _Tally(standard, self)
        for scored in counted:
            tally.add(standard.item(scored.item_code), scored.counted)
        return YearSoFar(tally.by_item, tally.by_rule_awards)


class _Tally:
    """Running sums while one household's month is counted."""

    def __init__(self, standard: StandardRules, year: YearSoFar) -> None:
        self._standard = standard
        self.by_item = dict(year.by_item)
        self.by_rule_awards = dict(year.by_rule_awards)
        self._this_month: defaultdict[str, int] = defaultdict(int)

    def add(self, item: ItemRule, points: int) -> None:
        self.by_item[item.code] = self.by_item.get(item.code, 0) + points
        self._this_month[item.code] += points
        if points > 0:
            self.by_rule_awards[item.rule] = self.by_rule_awards.get(item.rule, 0) + points

    def item_limits(self, item: ItemRule) -> Iterator[Limit]:
        if item.yearly_cap is not None:
            used = max(0, self.by_item.get(item.code, 0) * item.sign)
            yield Limit(Span.YEAR, used, abs(item.yearly_cap))
        if item.monthly_cap is not None:
            yield Limit(Span.MONTH, abs(self._this_month[item.code]), abs(item.monthly_cap))

    def limits(self, item: ItemRule) -> Iterator[Limit]:
        """All caps on the item's next matter; the one that lasts longest comes first."""
        rule_cap = self._standard.rule_caps[item.rule]
        if item.sign > 0 and rule_cap is not None:
            yield Limit(Span.RULE, self.by_rule_awards.get(item.rule, 0), rule_cap)
        yield from self.item_limits(item)


def score(matters: Iterable[Matter], standard: StandardRules, year: YearSoFar) -> Score:
    """Score one household's matters of one month.

    `year` is what the earlier months of the same year counted. Raises UnknownItem for a matter
    whose item is not in the standard, WrongSign for points against the item's sign.
    """
    ordered = sorted(matters, key=lambda matter: (matter.occurred_on, matter.order))
    tally = _Tally(standard, year)
    outdone = _outdone(ordered, standard, tally)
    by_area = dict.fromkeys(standard.areas, 0)
    scored: list[Scored] = []
    vetoes: list[Hashable] = []
    for position, matter in enumerate(ordered):
        item = standard.item(matter.item_code)
        if matter.points * item.sign < 0:
            raise WrongSign(item, matter.points)
        if matter.points == 0:
            counted, told = 0, explain.REFUSED
        elif position in outdone:
            counted, told = 0, explain.outdone(item.exclusive_group, outdone[position])
        else:
            counted, told = _counted(matter.points, item, tally)
        if item.veto and matter.points:
            vetoes.append(matter.key)
            told += explain.VETO
        tally.add(item, counted)
        by_area[item.area] += counted
        scored.append(Scored(matter.key, matter.item_code, counted, told))
    return Score(sum(by_area.values()), by_area, tuple(scored), tuple(vetoes))


def _outdone(ordered: Sequence[Matter], standard: StandardRules, tally: _Tally) -> dict[int, Rival]:
    """Positions of the matters that yield within their exclusive group, and to what.

    Asked before anything is counted: a group counts one matter a month, so what an item's caps
    leave of one depends on no other.
    """
    groups: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for position, matter in enumerate(ordered):
        item = standard.item(matter.item_code)
        if item.exclusive_group and matter.points:
            rooms = (limit.room for limit in tally.item_limits(item))
            left = min((abs(matter.points), *rooms))
            groups[item.exclusive_group].append((item.sign, left, -position))
    outdone: dict[int, Rival] = {}
    for standings in groups.values():
        best_sign, best_left, first = max(standings)
        for sign, left, position in standings:
            if (sign, left) == (best_sign, best_left):
                rival = Rival.EARLIER
            else:
                rival = Rival.HIGHER if best_sign > 0 else Rival.HEAVIER
            if position != first:
                outdone[-position] = rival
    return outdone


def _counted(points: int, item: ItemRule, tally: _Tally) -> tuple[int, str]:
    """What the tightest cap leaves of `points`, and its sentence; of equals the longest-lasting."""
    tightest = min(tally.limits(item), key=lambda limit: limit.room, default=None)
    if tightest is None or tightest.room >= abs(points):
        return points, explain.in_full(points)
    return item.sign * tightest.room, explain.cut_short(tightest, item.sign, item.rule)
