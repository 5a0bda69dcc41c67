"""推算: which months, and from how many points on a family has how many stars."""

from collections.abc import Mapping
from typing import Any, Final

from households.forms import TokenForm
from points.forms.fields import MonthField, WholeNumberField
from points.models.honour_policy import WORDS
from points.periods import Month
from points.services.replays import Wanted
from points.stars import NAMES, Stars

MONTH_ERRORS: Final = {
    "required": "请选择月份。",
    "invalid_choice": "这个月现在不能推算，请重选。",
}


def _level(stars: int) -> WholeNumberField:
    name = NAMES[stars]
    return WholeNumberField(label=f"{name}起点（分）", required=False, max_length=6)


class WhatIfForm(TokenForm):
    """`months` are those that may be chosen; the last year of them is chosen to begin with, and the
    thresholds (stars → points) that are `given`."""

    first = MonthField(label="从哪个月", error_messages=MONTH_ERRORS)
    last = MonthField(label="到哪个月", error_messages=MONTH_ERRORS)
    five, four, three, two, one = (_level(stars) for stars in WORDS)

    def __init__(
        self, months: list[Month], given: Mapping[int, int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            field: Any = self.fields[name]
            field.offer(months)
        latest = months[-1]
        year = [month for month in months if month.year == latest.year]
        self.fields["first"].initial, self.fields["last"].initial = str(year[0]), str(latest)
        for stars, points in given.items():
            self.fields[WORDS[stars]].initial = points
        self.fields["five"].help_text = "想看星级怎样变的才填；这几个月的积分达到起点就算。"

    def clean(self) -> dict[str, Any]:
        """Adds `wanted`, where the answers go together."""
        cleaned = super().clean() or self.cleaned_data
        if not {"first", "last", *WORDS.values()} <= cleaned.keys():
            return cleaned
        levels = [(stars, cleaned[name]) for stars, name in WORDS.items()]
        try:
            stars = Stars(tuple(level for level in levels if level[1] is not None))
        except ValueError as error:
            self.add_error("five", str(error))
        else:
            cleaned["wanted"] = Wanted(cleaned["first"], cleaned["last"], stars)
        return cleaned
