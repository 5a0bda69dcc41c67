"""Scores settled months once more, in their order, under rules they were not settled by.

Each month builds on what the replay has counted before it: caps of the year and the quarter,
doubling, what counts once in a span, deductions that lapse. What lies before the first month
replayed stays as it counted. So it comes out as if the new standard had been in force from that
month on; and as it was posted, under the standard that it was posted by.

A month that was corrected after a later one was settled is scored as it stands now, in its place in
time. The office had scored it beside the later one, which kept what it had; where a cap of the year
was shared between the two, points may stand in the other month here, though not in the year's sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from points.matters import Scored
from points.periods import Month
from points.rulebook import ItemRule, StandardRules
from points.sofar import Past, Running, Sums, YearSoFar
from points.validity import counts_in


@dataclass(slots=True)
class Track:
    """What one household's months leave behind, as they are passed one after the other.

    `past`: matters of months that are not replayed, by item code. The months passed leave days of
    their own where their standard looks back to them.
    """

    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)
    _at: Month | None = None
    _year: Running = field(default_factory=lambda: Running(Sums()))
    _quarter: Running = field(default_factory=lambda: Running(Sums()))
    _lapsing: list[tuple[Month, ItemRule, int]] = field(default_factory=list)
    _days: dict[str, tuple[Past, ...]] = field(default_factory=dict)

    def before(self, month: Month) -> YearSoFar:
        """What is left behind for scoring `month`, which is not before any month passed."""
        self._turn_to(month)
        year, quarter = self._year, self._quarter
        if self._lapsing:
            year, quarter = _copy(year), _copy(quarter)
            for given, item, points in self._lapsing:
                if counts_in(month, given, item.validity_months):
                    year.add(item, points)
                    if given.quarter == month.quarter:
                        quarter.add(item, points)
        days = dict(self.past)
        for code, more in self._days.items():
            days[code] = (*days.get(code, ()), *more)
        return YearSoFar(*year.maps, Sums(*quarter.maps), days)

    def passed(self, month: Month, standard: StandardRules, scored: Iterable[Scored]) -> None:
        """Adds a month as it counted under `standard`."""
        self._turn_to(month)
        for each in scored:
            item = standard.item(each.item_code)
            if item.validity_months is not None:
                self._lapsing.append((month, item, each.counted))
            else:
                self._year.add(item, each.counted)
                self._quarter.add(item, each.counted)
            looks_back = item.repeat_days is not None or item.once is not None
            if looks_back and each.stood_on is not None:
                past = Past(each.stood_on, each.counted)
                self._days[item.code] = (*self._days.get(item.code, ()), past)

    def _turn_to(self, month: Month) -> None:
        """Begins a new quarter or year where `month` is the first of it that is passed."""
        at, self._at = self._at, month
        if at is None or at.quarter == month.quarter:
            return
        self._quarter = Running(Sums())
        if at.year != month.year:
            self._year = Running(Sums())
            self._lapsing.clear()


def _copy(running: Running) -> Running:
    return Running(Sums(*running.maps))
