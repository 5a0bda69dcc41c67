"""The caps one household's matters meet while a month is counted."""

from collections.abc import Iterator

from points.explain import Limit, Scope
from points.rulebook import Cap, ItemRule, StandardRules
from points.sofar import Running, Sums, YearSoFar
from points.spans import Span


class Tally:
    """Running sums of the month, of its quarter and of its year."""

    def __init__(self, standard: StandardRules, year: YearSoFar) -> None:
        self._standard = standard
        self._sums = {
            Span.YEAR: Running(year),
            Span.QUARTER: Running(year.quarter),
            Span.MONTH: Running(Sums()),
        }

    def add(self, item: ItemRule, points: int) -> None:
        for sums in self._sums.values():
            sums.add(item, points)

    def item_limits(self, item: ItemRule) -> Iterator[Limit]:
        """The item's own caps, the longest-lasting first."""
        for cap in self._standard.caps_on(item):
            if cap.scope is Scope.ITEM:
                yield self._limit(cap, item)

    def limits(self, item: ItemRule) -> Iterator[Limit]:
        """All caps on the item's next matter; the one that lasts longest comes first, and of those
        the one that holds for most."""
        for cap in self._standard.caps_on(item):
            yield self._limit(cap, item)

    def _limit(self, cap: Cap, item: ItemRule) -> Limit:
        sums = self._sums[cap.span]
        if cap.scope is Scope.ITEM:
            used = sums.of_item(item)
        else:
            used = sums.of_rule(item) if cap.scope is Scope.RULE else sums.of_area(item)
        return Limit(cap.scope, cap.span, used, cap.most, cap.name)
