"""Forms of the notices: publishing one, checking a code."""

from django import forms

from households.forms import TokenForm
from households.services.particulars import clean_code
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
        help_text="印在公示单、积分证明或推荐表上，16 位，例如 A1B2-C3D4-E5F6-0718。"
        "短横线可以不输。",
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


class LineForm(VerifyForm):
    """The check code of a notice that was proved, and the household whose line is asked for."""

    household = forms.CharField(
        label="户编号",
        max_length=60,
        help_text="印在积分卡和公示单上，例如 0101017。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "请输入本户的户编号。",
            "max_length": "户编号没有这么长，请对照积分卡重新输入。",
        },
    )

    def clean_household(self) -> str:
        """The code as the office stores it."""
        try:
            return clean_code(self.cleaned_data["household"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
