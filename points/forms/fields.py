"""Fields of the points office: a month out of several, a whole number as typed, a day, a time, a
text of some lines, what a scanner types."""

from typing import Any, Final

from django import forms

from households.tables.cells import as_whole_number
from points.periods import Month

MOST_LETTERS: Final = 400
"""Of a text of some lines."""


class MonthField(forms.TypedChoiceField):
    """One of the months on offer; gives a Month."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=Month.parse, **kwargs)

    def offer(self, months: list[Month]) -> None:
        self.choices = [(str(month), month.label) for month in months]


class TypedMonthField(forms.CharField):
    """A month as written out, such as 2026-11; gives a Month."""

    default_error_messages = {"required": "请填写月份，如 2026-11。"}

    def clean(self, value: Any) -> Month:
        """The month; an unreadable one is refused in Chinese."""
        try:
            return Month.parse(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class WholeNumberField(forms.CharField):
    """A whole number, with sign where points are meant; gives None where it may stay empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: Any) -> int | None:
        """The number; full-width digits and signs will do, words are refused in Chinese."""
        try:
            return as_whole_number(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def day_field(label: str = "日期", **kwargs: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "请填写日期。",
            "invalid": "日期不对，请按“2026-11-23”的样子填写。",
        },
        **kwargs,
    )


def time_field(label: str, **kwargs: Any) -> forms.TimeField:
    """A time of the day, to the minute."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": "请填写时间。",
            "invalid": "时间不对，请按“09:00”的样子填写，在00:00至23:59之间。",
        },
        **kwargs,
    )


def said(label: str, most: int, empty: str, **more: Any) -> forms.CharField:
    """A text of up to `most` characters; `empty` is told where it is missing."""
    return forms.CharField(
        label=label,
        max_length=most,
        error_messages={"required": empty, "max_length": f"最多{most}个字，请写短一些。"},
        **more,
    )


def text_field(label: str, help_text: str, empty: str) -> forms.CharField:
    """A text of some lines; `empty` is told where it is missing."""
    lines = forms.Textarea(attrs={"rows": 4})
    return said(label, MOST_LETTERS, empty, help_text=help_text, widget=lines)


def radio_field(label: str, choices: Any, empty: str) -> forms.ChoiceField:
    """One of a few, all of them in sight; `empty` is told where none is picked."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": empty, "invalid_choice": empty},
    )


def yes_or_no(label: str, choices: Any, empty: str) -> forms.TypedChoiceField:
    """One of two (“yes” and “no” in `choices`), both in sight; gives whether it is “yes”. `empty`
    is told where none is picked."""
    return forms.TypedChoiceField(
        label=label,
        coerce=lambda sent: sent == "yes",
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": empty, "invalid_choice": empty},
    )


def scan_field() -> forms.CharField:
    """What tells a household: the field a scanner types into, and what is typed there by hand."""
    return forms.CharField(
        label="扫卡，或输户编号、姓名、拼音首字母",
        max_length=200,
        required=False,
        error_messages={"max_length": "输入的太长了，请重新扫卡，或输户编号、姓名。"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
