"""How far a month has come: for every village, how many groups have passed each step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from households.models import Place, User
from points.models import Sheet
from points.periods import Month
from points.steps import Step


@dataclass(frozen=True, slots=True)
class Stage:
    """`count` villager groups have passed the step named `label`."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class VillageProgress:
    """A bar of components/_progress.html; all numbers are villager groups."""

    label: str
    total: int
    reached: list[Stage]

    @property
    def done(self) -> int:
        return self.reached[-1].count


def steps_passed(step: str, *, ratified: bool) -> int:
    """How many of the five steps a sheet at `step` has behind it; ratified, all of them."""
    return len(Step) if ratified else Step(step).order - 1


def month_progress(user: User, month: Month, day: date) -> list[VillageProgress]:
    """The joined villages `user` sees on `day`, by code. Two queries.

    A group counts in its village's total whether or not its sheet has been opened.
    """
    groups = Place.objects.visible_to(user, day).joined_on(month.first_day)
    passed: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for pk, code, name in groups.values_list("pk", "parent__code", "parent__name"):
        passed[code, name][pk] = 0
    sheets = Sheet.objects.visible_to(user, day).of_month(month).order_by()
    columns = ("group_id", "group__parent__code", "group__parent__name", "step", "ratified_at")
    for pk, code, name, step, ratified_at in sheets.values_list(*columns):
        passed[code, name][pk] = steps_passed(step, ratified=ratified_at is not None)
    return [
        VillageProgress(
            name,
            len(groups_passed),
            [
                Stage(step.column, sum(each >= step.order for each in groups_passed.values()))
                for step in Step
            ],
        )
        for (_, name), groups_passed in sorted(passed.items())
    ]
