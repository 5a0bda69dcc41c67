"""A ticked sheet as a page sends it: what it is, where it stood and which version was shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import Q

from households.models import User
from points.models import Sheet
from points.periods import Month
from points.services.sheet_checks import Seen
from points.steps import Step


@dataclass(frozen=True, slots=True)
class Choice:
    """`group` is the villager group's code; `version` the content version on the screen."""

    month: Month
    step: Step
    version: int
    group: str

    def __str__(self) -> str:
        return f"{self.month}:{self.step}:{self.version}:{self.group}"

    @classmethod
    def of(cls, sheet: Sheet) -> Self:
        return cls(sheet.period, Step(sheet.step), sheet.version, sheet.group.code)

    @classmethod
    def parse(cls, sent: str) -> Self:
        """Reads what `str` wrote; raises ValueError for anything else."""
        month, step, version, group = sent.split(":", 3)
        return cls(Month.parse(month), Step(step), int(version), group)

    @property
    def key(self) -> tuple[Month, str]:
        return self.month, self.group


def chosen_sheets(user: User, choices: Iterable[Choice]) -> dict[Choice, Sheet]:
    """The sheets behind `choices` as they stand now, those only that `user` sees. One query."""
    wanted = Q(pk__in=())
    for choice in choices:
        month = choice.month
        wanted |= Q(year=month.year, month=month.month, group__code=choice.group)
    visible = Sheet.objects.visible_to(user).select_related("group__parent").filter(wanted)
    found = {(sheet.period, sheet.group.code): sheet for sheet in visible}
    return {choice: found[choice.key] for choice in choices if choice.key in found}


def seen(chosen: dict[Choice, Sheet]) -> list[Seen]:
    """What was on the screen, as the services ask for it."""
    return [Seen(sheet.pk, choice.version) for choice, sheet in chosen.items()]
