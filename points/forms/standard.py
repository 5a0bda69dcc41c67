"""Forms of the standard: copying and adopting a version, and a draft in the back office."""

from typing import Any

from django import forms

from households.forms import TokenForm
from households.names import fold
from points.forms.fields import TypedMonthField
from points.models import Item, Standard

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


class AdoptForm(TokenForm):
    basis = forms.CharField(
        label="通过依据",
        max_length=100,
        help_text="哪次会议通过的，如“2026年12月5日村民代表会议决议”。",
        error_messages={
            "required": "请填写通过的依据：会议名称和日期。",
            "max_length": "依据最多100个字，请改短一些。",
        },
    )


class StandardForm(forms.ModelForm):
    """Title and first month of a draft."""

    starts = start_field()

    class Meta:
        model = Standard
        fields = ("title",)
        error_messages = {"title": TITLE_ERRORS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["starts"] = self.instance.starts


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
            "monthly_cap",
            "yearly_cap",
            "exclusive_group",
            "evidence",
            "proposers",
            "sensitive",
            "veto",
            "basis",
        )
        field_classes = {"rule": RuleField}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        rule = cleaned.get("rule")
        if rule is None or "code" not in cleaned:
            return cleaned
        cleaned["code"] = fold(cleaned["code"])
        others = Item.objects.filter(standard=rule.standard_id, code=cleaned["code"])
        taken = others.exclude(pk=self.instance.pk).first()
        if taken is not None:
            self.add_error("code", f"编号{taken.code}已用于“{taken.title}”，请换一个编号。")
        return cleaned
