"""What earlier months left behind for a household: sums under caps, and the days of its matters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from points.matters import Scored
from points.periods import Month
from points.rulebook import ItemRule, StandardRules
from points.validity import counts_in

Points = dict[str, int]


class Past(NamedTuple):
    """A matter of another month that stood: its day, and the points it counted.

    `before` is False for one of a later month: that may have used up a span in which its item
    counts once, but nothing counts double for it.
    """

    day: date
    counted: int
    before: bool = True


@dataclass(frozen=True, slots=True)
class Sums:
    """Points counted so far. `by_item` holds each item's sum, with sign; the others the sums of
    awards alone, or of deductions alone, without sign."""

    by_item: Mapping[str, int] = field(default_factory=dict)
    by_rule_awards: Mapping[str, int] = field(default_factory=dict)
    by_rule_deductions: Mapping[str, int] = field(default_factory=dict)
    by_area_awards: Mapping[str, int] = field(default_factory=dict)
    by_area_deductions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YearSoFar(Sums):
    """What earlier months of the same year counted for one household.

    `quarter` holds the part of it that lies in the quarter being scored; `past` the matters of
    earlier months, of any year, by item code, as far back as doubling and “once in” look.
    """

    quarter: Sums = Sums()
    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)

    def plus(
        self,
        counted: Iterable[Scored],
        standard: StandardRules,
        *,
        same_quarter: bool = True,
        before: bool = True,
    ) -> "YearSoFar":
        """The year so far once a month's scored matters are added; `same_quarter` says whether
        that month lies in the quarter being scored, `before` whether it comes before it."""
        scored = list(counted)
        year, quarter = Running(self), Running(self.quarter)
        for each in scored:
            item = standard.item(each.item_code)
            year.add(item, each.counted)
            if same_quarter:
                quarter.add(item, each.counted)
        past = _joined(self.past, _days(scored, before=before))
        return YearSoFar(*year.maps, Sums(*quarter.maps), past)

    def and_also(self, other: "YearSoFar") -> "YearSoFar":
        """Both together, for two sources that share no matter."""
        year, quarter = Running(self), Running(self.quarter)
        year.merge(other)
        quarter.merge(other.quarter)
        return YearSoFar(*year.maps, Sums(*quarter.maps), _joined(self.past, other.past))


class CountedMonth(NamedTuple):
    """A household's month as it was scored, under the standard of that month."""

    month: Month
    standard: StandardRules
    scored: Iterable[Scored]


def so_far(months: Iterable[CountedMonth], month: Month) -> YearSoFar:
    """What `months` leave behind for scoring `month`, which itself is left out; a month of another
    year leaves its days and no sums.

    A deduction that has lapsed by then uses up no cap; that it happened is not forgotten. A later
    month given along with the others uses up the caps of the year, and of its quarter, too: so a
    month is scored anew beside those that have been settled meanwhile.
    """
    found = YearSoFar()
    for each in months:
        if each.month == month:
            continue
        sums: list[Scored] = []
        days: list[Scored] = []
        for one in each.scored:
            validity = each.standard.item(one.item_code).validity_months
            valid = each.month.year == month.year and counts_in(month, each.month, validity)
            (sums if valid else days).append(one)
        before = each.month < month
        found = found.plus(
            sums, each.standard, same_quarter=each.month.quarter == month.quarter, before=before
        ).and_also(YearSoFar(past=_days(days, before=before)))
    return found


def _days(scored: Iterable[Scored], *, before: bool) -> dict[str, tuple[Past, ...]]:
    days: dict[str, tuple[Past, ...]] = {}
    for one in scored:
        if one.stood_on is not None:
            kept = days.get(one.item_code, ())
            days[one.item_code] = (*kept, Past(one.stood_on, one.counted, before))
    return days


def _joined(
    some: Mapping[str, tuple[Past, ...]], more: Mapping[str, tuple[Past, ...]]
) -> dict[str, tuple[Past, ...]]:
    return {key: (*some.get(key, ()), *more.get(key, ())) for key in some.keys() | more.keys()}


class Running:
    """Sums that grow."""

    def __init__(self, start: Sums) -> None:
        self.by_item = dict(start.by_item)
        self._rules = {1: dict(start.by_rule_awards), -1: dict(start.by_rule_deductions)}
        self._areas = {1: dict(start.by_area_awards), -1: dict(start.by_area_deductions)}

    @property
    def maps(self) -> tuple[Points, Points, Points, Points, Points]:
        """The sums in the order in which `Sums` names them."""
        return self.by_item, self._rules[1], self._rules[-1], self._areas[1], self._areas[-1]

    def add(self, item: ItemRule, points: int) -> None:
        """Adds what a matter of `item` counted, with sign."""
        self.by_item[item.code] = self.by_item.get(item.code, 0) + points
        if points:
            sign = 1 if points > 0 else -1
            for sums, key in ((self._rules[sign], item.rule), (self._areas[sign], item.area)):
                sums[key] = sums.get(key, 0) + abs(points)

    def merge(self, other: Sums) -> None:
        for mine, more in zip(self.maps, Running(other).maps, strict=True):
            for key, points in more.items():
                mine[key] = mine.get(key, 0) + points

    def of_item(self, item: ItemRule) -> int:
        """What the item has given or taken, without sign; points of the other sign, left by an
        older standard that had the code, make no room."""
        return max(0, self.by_item.get(item.code, 0) * item.sign)

    def of_rule(self, item: ItemRule) -> int:
        return self._rules[item.sign].get(item.rule, 0)

    def of_area(self, item: ItemRule) -> int:
        return self._areas[item.sign].get(item.area, 0)
