"""Forms of the standard: copying and adopting a version, and a draft in the back office."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from households.forms import TokenForm
from households.names import fold
from points.forms.fields import TypedMonthField
from points.forms.meeting import MeetingForm
from points.models import Item, Standard
from points.services.meetings import Assembly
from points.services.standard_content import SETTINGS
from points.tiers import Tiers

TITLE_ERRORS = {
    "required": "请填写标准的名称，如“2027年家庭诚信积分标准”。",
    "max_length": "名称最多60个字，请改短一些。",
}


def start_field() -> TypedMonthField:
    """The first month of a standard, picked or typed."""
    return TypedMonthField(
        label="起用月份",
        help_text="从这个月1日起按它计分，如 2027-01。",
        widget=forms.TextInput(attrs={"type": "month"}),
    )


class CopyForm(TokenForm):
    title = forms.CharField(label="名称", max_length=60, error_messages=TITLE_ERRORS)
    starts = start_field()


class AdoptForm(MeetingForm):
    """How a draft was passed: by which meeting, with its votes; or before the program came in."""

    class How(TextChoices):
        MEETING = "meeting", "村民代表会议（填写人数和票数）"
        BEFORE = "before", "启用本程序以前就已通过，只登记依据"

    how = forms.ChoiceField(
        label="怎样通过的",
        choices=How.choices,
        initial=How.MEETING,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择怎样通过的。",
            "invalid_choice": "请选择怎样通过的。",
        },
    )
    basis = forms.CharField(
        label="通过依据",
        max_length=100,
        help_text="哪次会议通过的，如“2026年12月5日村民代表会议决议”。",
        error_messages={
            "required": "请填写通过的依据：会议名称和日期。",
            "max_length": "依据最多100个字，请改短一些。",
        },
    )
    field_order = ("how", "basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self["how"].value() == self.How.BEFORE:
            for name in Assembly.__dataclass_fields__:
                self.fields[name].required = False

    def meeting(self) -> Assembly | None:
        """The meeting of a valid form; None for a standard passed before."""
        before = self.cleaned_data["how"] == self.How.BEFORE
        return None if before else self.assembly()


class ImportForm(TokenForm):
    """A table that becomes a draft."""

    title = forms.CharField(label="名称", max_length=60, error_messages=TITLE_ERRORS)
    starts = start_field()
    file = forms.FileField(
        label="标准表格",
        help_text="每个评分项一行。不知道怎么填的，先把现行标准导出来，在上面改。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择要导入的 .xlsx 或 .csv 表格。",
            "empty": "文件是空的，请重新选择。",
            "invalid": "没有收到文件，请重新选择。",
        },
    )


class StandardForm(forms.ModelForm):
    """Title and first month of a draft."""

    starts = start_field()

    class Meta:
        model = Standard
        fields = ("title", *SETTINGS)
        error_messages = {"title": TITLE_ERRORS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SETTINGS:
            if name in self.fields:
                self.fields[name].required = False
        if self.instance.pk is not None:
            self.initial["starts"] = self.instance.starts

    def clean(self) -> dict[str, Any]:
        """Takes a setting that was left empty for nought."""
        cleaned = super().clean() or self.cleaned_data
        for name in SETTINGS:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = 0
        return cleaned


class NumberedForm(forms.ModelForm):
    """A line of areas or rules. Whether a number is free shows when all lines are written."""

    def clean(self) -> dict[str, Any]:
        """Leaves out the base's marking of the form for a test against single stored rows."""
        return self.cleaned_data


class NumberedLines(forms.BaseInlineFormSet):
    """The areas or the rules of a standard, no two of one number or name."""

    def get_unique_error_message(self, unique_check: Any) -> str:
        named: list[Any] = [
            self.fk.model._meta.get_field(name) for name in unique_check if name != self.fk.name
        ]
        same = "、".join(field.verbose_name for field in named)
        return f"有几行的{same}相同，请改成不同的。"

    def get_form_error(self) -> str:
        return "这一行与上面的一行重复，请改正。"


class RuleField(forms.ModelChoiceField):
    """A rule, named with its area; with its standard too where there are several."""

    several = False

    def label_from_instance(self, rule: Any) -> str:
        named = f"{rule.area} · {rule}"
        return f"{rule.standard} · {named}" if self.several else named


POINTS = ("points_min", "points_max")


class ItemForm(forms.ModelForm):
    """An item of a draft; its rule says of which."""

    class Meta:
        model = Item
        fields = (
            "rule",
            "code",
            "title",
            "points_min",
            "points_max",
            "unit",
            "tiers",
            "tiers_by",
            "once",
            "monthly_cap",
            "quarterly_cap",
            "yearly_cap",
            "exclusive_group",
            "within_event",
            "repeat_days",
            "validity_months",
            "patrol_from",
            "patrol_to",
            "patrol_indicators",
            "patrol_overdue",
            "evidence",
            "proposers",
            "case_by_case",
            "village",
            "sensitive",
            "veto",
            "basis",
        )
        field_classes = {"rule": RuleField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With steps the points follow from them.
        for name in POINTS:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._fill_points(cleaned)
        rule = cleaned.get("rule")
        if rule is None or "code" not in cleaned:
            return cleaned
        cleaned["code"] = fold(cleaned["code"])
        others = Item.objects.filter(standard=rule.standard_id, code=cleaned["code"])
        taken = others.exclude(pk=self.instance.pk).first()
        if taken is not None:
            self.add_error("code", f"编号{taken.code}已用于“{taken.title}”，请换一个编号。")
        return cleaned

    def _fill_points(self, cleaned: dict[str, Any]) -> None:
        """Takes the points that were left empty from the steps, or asks for them."""
        try:
            given = Tiers.parse(cleaned["tiers"]).points if cleaned.get("tiers") else ()
        except ValueError:
            # The model says what is wrong with the steps; its points are not asked for.
            given = (1,)
        for name, end in zip(POINTS, (0, -1), strict=True):
            if name in cleaned and cleaned[name] is None:
                if given:
                    cleaned[name] = given[end]
                else:
                    self.add_error(name, "请填写分值；写了分档的才可以空着。")
