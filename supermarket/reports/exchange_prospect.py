"""What the notice of a window would tell if it were published today: its own content, added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from points.models import Policy
from points.periods import closing_day
from points.reports.notice_names import by_village
from points.reports.notice_words import span
from supermarket.models import Window
from supermarket.services.exchange_content import exchange_content


@dataclass(frozen=True, slots=True)
class ServedVillage:
    """A village with its groups that exchanged something: households and points."""

    name: str
    groups: tuple[str, ...]
    households: int
    points: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """`issued` are products with units and points, `hangs` the days if today is the first one."""

    villages: tuple[ServedVillage, ...]
    issued: Sequence[tuple[str, str, int, int]]
    households: int
    points: int
    hangs: str

    @property
    def groups(self) -> int:
        return sum(len(village.groups) for village in self.villages)


def exchange_prospect(window: Window, policy: Policy, day: date) -> Prospect:
    """What would be told of `window`, which is closed, on `day`. Three queries."""
    closes_on = closing_day(day, policy.period_days)
    content, _ = exchange_content(window, day, closes_on, policy, day)
    totals = content["totals"]
    villages = tuple(_village(groups) for groups in by_village(content).values())
    return Prospect(
        villages, totals["issued"], totals["households"], totals["points"], span(day, closes_on)
    )


def _village(groups: Sequence[dict[str, Any]]) -> ServedVillage:
    lines = [line for group in groups for line in group["lines"]]
    return ServedVillage(
        groups[0]["village"],
        tuple(group["group"] for group in groups),
        len(lines),
        sum(line["points"] for line in lines),
    )
