"""The week plan: which groups of a village are walked, on which day, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from households.forms import TokenForm
from households.models import Place
from points.forms.fields import day_field
from points.services.patrol_plans import Planned
from points.services.patrol_walkers import Walkers


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The fields of one group, side by side."""

    group: Place
    take: BoundField
    day: BoundField
    first: BoundField
    second: BoundField


class PlanForm(TokenForm):
    """A row of fields for each of `groups`, filled with what is proposed."""

    def __init__(
        self, groups: Sequence[Place], walkers: Walkers, day: date, busy: Sequence[int], data: Any
    ) -> None:
        super().__init__(data)
        self.groups = groups
        proposed = walkers.proposed_for(groups, busy)
        keys = {person.username: pk for pk, person in walkers.people.items()}
        for group in groups:
            choices = [("", "请选择"), *_choices(group, walkers)]
            pair = [walkers.people[pk].username for pk in proposed[group.pk]] + ["", ""]
            self.fields[f"take-{group.code}"] = forms.BooleanField(
                label=group.label, required=False, initial=True
            )
            self.fields[f"day-{group.code}"] = day_field(
                f"{group.label}巡查日期", initial=day, required=False
            )
            for name, person in zip(("first", "second"), pair, strict=False):
                self.fields[f"{name}-{group.code}"] = forms.TypedChoiceField(
                    label=f"{group.label}巡查员",
                    choices=choices,
                    coerce=keys.__getitem__,
                    empty_value=None,
                    initial=person,
                    required=False,
                    error_messages={"invalid_choice": "这个人现在不能巡查这个组，请改选。"},
                )

    @property
    def rows(self) -> list[GroupRow]:
        return [
            GroupRow(
                group,
                *(self[f"{name}-{group.code}"] for name in ("take", "day", "first", "second")),
            )
            for group in self.groups
        ]

    def clean(self) -> dict[str, Any]:
        """Asks for what is missing of the groups that are ticked."""
        cleaned = super().clean() or self.cleaned_data
        for group in self._ticked():
            for name, told in (("day", "请填写巡查日期。"), ("first", "请选两位巡查员。")):
                field = f"{name}-{group.code}"
                if field not in self.errors and not cleaned.get(field):
                    self.add_error(field, told)
            second = f"second-{group.code}"
            if cleaned.get(f"first-{group.code}") and not (
                second in self.errors or cleaned.get(second)
            ):
                self.add_error(second, "请选两位巡查员。")
        return cleaned

    def _ticked(self) -> list[Place]:
        return [group for group in self.groups if self.cleaned_data.get(f"take-{group.code}")]

    def planned(self) -> list[Planned]:
        """The rounds to make; only after `is_valid`."""
        typed = self.cleaned_data
        return [
            Planned(
                group,
                typed[f"day-{group.code}"],
                typed[f"first-{group.code}"],
                typed[f"second-{group.code}"],
            )
            for group in self._ticked()
        ]

    def refuse_groups(self, by_group: dict[int, str]) -> None:
        """Shows what the service refused in the row of its group."""
        codes = {group.pk: group.code for group in self.groups}
        for pk, told in by_group.items():
            self.add_error(f"first-{codes[pk]}" if pk in codes else None, told)


def _choices(group: Place, walkers: Walkers) -> list[tuple[str, str]]:
    """Who may walk `group`, with when he last did."""
    return [
        (person.username, f"{person.name}（{_last(walkers.last[pk])}）")
        for pk, person in walkers.people.items()
        if not walkers.why_not(pk, group)
    ]


def _last(day: date | None) -> str:
    return f"上次{day.month}月{day.day}日" if day else "还没有巡查过"
