"""Forms of the year's end: an announcement, its withdrawal, a clearing, its reversal."""

from typing import Any

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField, day_field
from points.forms.notice import FirstDayForm
from points.services.clearings import Due

MOST_LETTERS = 100


class AnnouncementForm(FirstDayForm):
    field_order = ("year", "clears_on", "opens_on")

    year = WholeNumberField(
        label="清零年度",
        help_text="这一年及以前没有兑换的积分清零",
        error_messages={"required": "请填写清零年度，如 2026。"},
    )
    clears_on = day_field("清零日期", help_text="公告张贴满期之后的一天；到这一天才能办理。")


class ReasonForm(TokenForm):
    """`label` asks for the reason, `required` is the sentence where there is none."""

    reason = forms.CharField(
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"原因最多{MOST_LETTERS}个字，请写短一些。"},
    )

    def __init__(self, label: str, required: str, *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = required


def _seen() -> forms.IntegerField:
    stale = "页面已过期，请核对后再次确认。"
    errors = {"required": stale, "invalid": stale}
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=errors)


class ClearForm(TokenForm):
    """Carries what the page showed, so that nothing else is cleared."""

    seen_households = _seen()
    seen_points = _seen()

    def show(self, due: Due) -> None:
        """Carries `due` from now on."""
        shown = {"seen_households": due.households, "seen_points": due.points}
        self.initial = {**self.initial, **shown}
        if self.is_bound:
            self.data = {"form_token": self["form_token"].data, **shown}

    @property
    def seen(self) -> Due:
        return Due(self.cleaned_data["seen_households"], self.cleaned_data["seen_points"])
