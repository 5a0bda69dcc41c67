"""Forms of 三评两审: passing, returning, changing points, ratifying, opening the month."""

from typing import Any, cast

from django import forms

from households.forms import TokenForm
from points.forms.choices import ChoicesField
from points.forms.fields import MonthField, TypedMonthField, WholeNumberField
from points.forms.meeting import MeetingForm
from points.models import CommitteeVote, Sheet
from points.models.sheet import STEP_CHOICES
from points.periods import Month
from points.steps import Step, may_return_to

STALE = "页面已过期，请刷新后重填。"
_STALE = {"required": STALE, "invalid": STALE, "invalid_choice": STALE, "min_value": STALE}


class StepForm(TokenForm):
    """What was on the screen: the step the sheet stood at."""

    step = forms.TypedChoiceField(
        coerce=Step, choices=STEP_CHOICES, widget=forms.HiddenInput, error_messages=_STALE
    )


class SeenForm(StepForm):
    """What was on the screen: the step and the content version."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, error_messages=_STALE)


class PassForm(SeenForm):
    """Passes any step but the committee's, which is voted on."""

    comment = forms.CharField(
        label="意见",
        required=False,
        max_length=200,
        error_messages={"max_length": "意见最多200字，请写短一些。"},
    )

    def clean_step(self) -> Step:
        """The step; refuses a page from before the committee voted."""
        step: Step = self.cleaned_data["step"]
        if step is Step.COMMITTEE:
            raise forms.ValidationError(STALE)
        return step


class VoteForm(SeenForm):
    choice = forms.ChoiceField(
        label="表决",
        choices=CommitteeVote.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择同意、不同意或弃权。",
            "invalid_choice": "请选择同意、不同意或弃权。",
        },
    )
    remark = forms.CharField(
        label="意见",
        required=False,
        max_length=200,
        help_text="不同意或弃权的，请写一句理由。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "意见最多200字，请写短一些。"},
    )


class ReturnForm(SeenForm):
    to = forms.TypedChoiceField(
        label="退回到",
        coerce=Step,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择退回到哪一步。",
            "invalid_choice": "只能退回到前面的步骤，请另选。",
        },
    )
    reason = forms.CharField(
        label="退回的理由",
        max_length=200,
        help_text="让前面的人知道改什么。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "请写明退回的理由，让前面的人知道改什么。",
            "max_length": "理由最多200字，请写短一些。",
        },
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = may_return_to(Step(sheet.step))
        to = cast("forms.TypedChoiceField", self.fields["to"])
        to.choices = [(each.value, each.label) for each in steps]


class ReviseForm(StepForm):
    points_seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=_STALE)
    points = WholeNumberField(
        label="改为（分）",
        help_text="整条记录的分值，扣分带负号；不予认可填0。",
        error_messages={"required": "请填写改后的分值；不予认可请填0。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="户主会看到。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "请写明改分的理由，户主会看到。",
            "max_length": "理由最多200字，请写短一些。",
        },
    )


class ChosenForm(TokenForm):
    """Several sheets ticked in the list."""

    sheet = ChoicesField()


class PassManyForm(ChosenForm):
    """Passes the sheets ticked; `leave` once it was told that some have open proposals."""

    leave = forms.BooleanField(label="建议不再处理，仍然通过", required=False)


class AssemblyForm(ChosenForm, MeetingForm):
    """The meeting that ratifies the ticked sheets."""


class OpenMonthForm(TokenForm):
    month = TypedMonthField(label="月份", help_text="如 2026-11。")


class MonthChoiceForm(forms.Form):
    """Narrows the list to one of `months`."""

    month = MonthField(label="月份")

    def __init__(self, months: list[Month], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("MonthField", self.fields["month"]).offer(months)
