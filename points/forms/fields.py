"""Fields that read what offices type as the import of tables reads it."""

from typing import Any

from django import forms

from households.tables import as_whole_number
from points.periods import Month


class WholeNumberField(forms.CharField):
    """A whole number, half-width or full-width, with or without sign; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return as_whole_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class MonthField(forms.TypedChoiceField):
    """One of the months given as `choices`; cleaned to a Month."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=Month.parse, **kwargs)

    def offer(self, months: list[Month]) -> None:
        self.choices = [(str(month), month.label) for month in months]


def day_field(label: str = "日期", **kwargs: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "请填写日期。",
            "invalid": "日期不对，请按“2026-11-03”的样子填写。",
        },
        **kwargs,
    )
