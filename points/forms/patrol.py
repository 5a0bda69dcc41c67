"""Forms of patrols: one finding typed in, confirming and calling off a round, a check, a filter."""

from datetime import date
from typing import Any

from django import forms

from households.forms import TokenForm
from households.models import User
from points.forms.fields import WholeNumberField, day_field
from points.forms.grid import EXPIRED
from points.forms.photos import PhotosField
from points.forms.record import VoidForm, one_household
from points.models import PatrolRound
from points.patrol import FULL_MARKS, INDICATORS
from points.services.patrol_book import MOST_WORDS, Noted, households_of

INDICATOR_CHOICES = [(number, f"{number} {title}") for number, title in enumerate(INDICATORS, 1)]


def _note_field(label: str, **kwargs: Any) -> forms.CharField:
    told = f"{label}最多写{MOST_WORDS}个字，请写短一些。"
    return forms.CharField(
        label=label,
        max_length=MOST_WORDS,
        required=False,
        error_messages={"max_length": told},
        **kwargs,
    )


class FindingForm(TokenForm):
    """One finding at one door, typed from the paper sheet."""

    household = forms.CharField(
        label="农户",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写农户。"},
    )
    indicator = forms.TypedChoiceField(
        label="指标",
        coerce=int,
        choices=[("", "请选择"), *INDICATOR_CHOICES],
        error_messages={
            "required": "请选择指标。",
            "invalid_choice": f"指标应在1至{len(INDICATORS)}之间，请重新选择。",
        },
    )
    taken = WholeNumberField(
        label="扣几分",
        help_text=f"每项满分{FULL_MARKS}分，扣1至{FULL_MARKS}分",
        error_messages={"required": "请填写扣几分。"},
    )
    note = _note_field("问题", help_text="看到了什么，如“垃圾桶没盖，污水外流”")
    told = forms.BooleanField(label="已当面告知", required=False)
    fix_by = day_field("整改期限", required=False, help_text="要整改的填，到期复查")
    photos = PhotosField(label="照片", required=False)

    def __init__(self, user: User, patrol: PatrolRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.patrol = user, patrol

    def clean_household(self) -> Any:
        """The household of the round that the words mean."""
        among = households_of(self.patrol)
        return one_household(self.user, self.cleaned_data["household"], among)

    def noted(self) -> Noted:
        """The finding; only after `is_valid`."""
        typed = self.cleaned_data
        return Noted(
            typed["household"],
            typed["indicator"],
            typed["taken"],
            typed["note"],
            typed["told"],
            typed["fix_by"],
            typed["photos"],
        )


class ConfirmForm(TokenForm):
    """The day a round was walked, and the version that was on the screen."""

    walked_on = day_field("巡查日期")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CallOffForm(VoidForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "取消原因"
        self.fields["reason"].help_text = "会留在记录上，例如“连日大雨，没有巡查”。"
        self.fields["reason"].error_messages["required"] = "请写明取消的原因。"


class CheckForm(TokenForm):
    """Whether a problem was put right, by whoever looked again."""

    checked_on = day_field("复查日期")
    fixed = forms.TypedChoiceField(
        label="结果",
        choices=[("yes", "已整改"), ("no", "还没有整改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复查结果。", "invalid_choice": "请重新选择复查结果。"},
    )
    note = _note_field("说明")
    photos = PhotosField(label="复查照片", required=False)


class MonthChoice(forms.Form):
    """Which month's rounds are listed, of which place."""

    month = forms.ChoiceField(label="月份", required=False)
    place = forms.ChoiceField(label="村组", required=False)

    def __init__(
        self,
        data: Any,
        months: list[tuple[str, str]],
        places: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("month", months), ("place", places)):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]


PROBLEM_STATES = (("", "未整改"), ("overdue", "已逾期"), ("fixed", "已整改"), ("all", "全部"))


class ProblemFilter(forms.Form):
    """Which problems are listed: where they stand, of which place."""

    state = forms.ChoiceField(label="状态", choices=PROBLEM_STATES, required=False)
    place = forms.ChoiceField(label="村组", required=False)

    def __init__(self, data: Any, places: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        self._places = dict(places)

    @property
    def said(self) -> tuple[str, str]:
        """The place and the state asked for, as a paper names them; only after `is_valid`."""
        typed = self.cleaned_data
        place = self._places[typed["place"]] if typed.get("place") else "全部村组"
        state = typed.get("state", "")
        return place, "全部问题" if state == "all" else dict(PROBLEM_STATES)[state]


class ScoresForm(forms.Form):
    """The day of the paper sheet that is typed in, and the version of the round it goes into."""

    walked_on = day_field("巡查日期")
    version = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": EXPIRED, "invalid": EXPIRED, "min_value": EXPIRED},
    )


def shown_day(patrol: PatrolRound, today: date) -> date:
    """The day to begin with: when a round was walked, or was to be; today, when that is to come
    within its week."""
    if patrol.walked_on is None and patrol.week <= today < patrol.planned_for:
        return today
    return patrol.day
