"""What could be published now: the ready sheets of each month, and which groups lack a step."""

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
    """One month that is not wholly published; `notice_first` when a sheet of it hangs before the
    assembly ratifies it."""

    month: Month
    notice_first: bool
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
    rows = (
        Sheet.objects.filter(community=community, state__in=(Sheet.State.REVIEW, Sheet.State.READY))
        .order_by("year", "month", "group__parent__code", "group__code")
        .annotate(households=Count("lines"))
        .values_list(
            "year",
            "month",
            "state",
            "step",
            "notice_first",
            "group__parent__name",
            "group__name",
            "households",
        )
    )
    months: defaultdict[Month, list[_Group]] = defaultdict(list)
    for year, month, state, step, notice_first, village, name, households in rows:
        waits_at = Step(step) if state == Sheet.State.REVIEW else None
        group = _Group(village, name, households, waits_at, notice_first)
        months[Month(year, month)].append(group)
    return [_prospect(month, groups) for month, groups in months.items()]


@dataclass(frozen=True, slots=True)
class _Group:
    village: str
    name: str
    households: int
    waits_at: Step | None
    notice_first: bool


def _prospect(month: Month, groups: list[_Group]) -> Prospect:
    ready: defaultdict[str, list[_Group]] = defaultdict(list)
    waiting: defaultdict[Step, list[str]] = defaultdict(list)
    for group in groups:
        if group.waits_at is None:
            ready[group.village].append(group)
        else:
            waiting[group.waits_at].append(group.village + group.name)
    return Prospect(
        month,
        any(group.notice_first for group in groups),
        tuple(
            ReadyVillage(
                village,
                tuple(group.name for group in found),
                sum(group.households for group in found),
            )
            for village, found in ready.items()
        ),
        tuple(Waiting(step, tuple(waiting[step])) for step in Step if step in waiting),
    )
