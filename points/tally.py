"""The caps one household's matters meet while a month is counted."""

from collections.abc import Iterator

from points.explain import Limit, Scope
from points.rulebook import ItemRule, StandardRules
from points.sofar import Running, Sums, YearSoFar
from points.spans import CAPPED, CapsBySign, Span


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
        for limit in self.limits(item):
            if limit.scope is Scope.ITEM:
                yield limit

    def limits(self, item: ItemRule) -> Iterator[Limit]:
        """All caps on the item's next matter; the one that lasts longest comes first, and of those
        the one that holds for most."""
        none = CapsBySign()
        area = self._standard.area_caps.get(item.area, none).of(item.sign)
        rule = self._standard.rule_caps.get(item.rule, none).of(item.sign)
        title = self._standard.area_title(item.area)
        for span in CAPPED:
            sums = self._sums[span]
            for scope, name, caps, used in (
                (Scope.AREA, title, area, sums.of_area(item)),
                (Scope.RULE, item.rule, rule, sums.of_rule(item)),
                (Scope.ITEM, "", item.caps, sums.of_item(item)),
            ):
                cap = caps.of(span)
                if cap is not None:
                    yield Limit(scope, span, used, cap, name)
