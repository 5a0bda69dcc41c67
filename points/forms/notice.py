"""Forms of the notices: publishing one, checking a code."""

from django import forms

from households.forms import TokenForm
from points.canonical import normalise_code
from points.forms.fields import TypedMonthField


class FirstDayForm(TokenForm):
    opens_on = forms.DateField(
        label="公示开始日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "请填写公示开始日期。",
            "invalid": "日期不对，请按“2026-11-23”的样子填写。",
        },
    )


class PublishForm(FirstDayForm):
    month = TypedMonthField(widget=forms.HiddenInput)


class VerifyForm(forms.Form):
    code = forms.CharField(
        label="校验码",
        max_length=60,
        help_text="印在公示单的左下角，16 位，例如 A1B2-C3D4-E5F6-0718。短横线可以不输。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={
            "required": "请输入公示单上的校验码。",
            "max_length": "校验码应为 16 位，请对照公示单重新输入。",
        },
    )

    def clean_code(self) -> str:
        """The code as the notices print it."""
        try:
            return normalise_code(self.cleaned_data["code"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
