"""What could be published now: the ready sheets of each month, and which groups still lack a step."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from households.models import Place
from points.models import Sheet
from points.periods import Month
from points.steps import Step


@dataclass(frozen=True, slots=True)
class ReadyVillage:
    name: str
    groups: tuple[str, ...]
    households: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Groups of which the month's sheet waits at one step."""

    step: Step
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """One month that is not wholly published."""

    month: Month
    ready: tuple[ReadyVillage, ...]
    waiting: tuple[Waiting, ...]

    @property
    def groups(self) -> int:
        return sum(len(village.groups) for village in self.ready)

    @property
    def households(self) -> int:
        return sum(village.households for village in self.ready)


def prospects(community: Place) -> list[Prospect]:
    """The months with sheets not yet published, the earliest first. One query."""
    sheets = (
        Sheet.objects.filter(
            community=community, state__in=(Sheet.State.REVIEW, Sheet.State.READY)
        )
        .select_related("group__parent")
        .annotate(households=Count("lines"))
        .order_by("year", "month", "group__parent__code", "group__code")
    )
    months: defaultdict[Month, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        months[sheet.period].append(sheet)
    return [_prospect(month, found) for month, found in months.items()]


def _prospect(month: Month, sheets: list[Sheet]) -> Prospect:
    ready: dict[str, list[Sheet]] = {}
    waiting: dict[Step, list[str]] = {}
    for sheet in sheets:
        if sheet.in_review:
            waiting.setdefault(Step(sheet.step), []).append(sheet.group.label)
        else:
            ready.setdefault(sheet.group.parent.name, []).append(sheet)
    return Prospect(
        month,
        tuple(
            ReadyVillage(
                name,
                tuple(sheet.group.name for sheet in found),
                sum(sheet.households for sheet in found),
            )
            for name, found in ready.items()
        ),
        tuple(Waiting(step, tuple(waiting[step])) for step in Step if step in waiting),
    )
