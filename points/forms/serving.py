"""Forms around a deduction: that it was told to its household, what the household answered."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field
from points.models import Answer, Serving

STALE = "页面已过期，请刷新后重填。"


class ServeForm(TokenForm):
    """What was told is what was on the screen: `points_seen`."""

    points_seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE}
    )
    served_on = day_field("告知日期")
    how = forms.ChoiceField(
        label="告知方式",
        choices=Serving.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择告知方式。", "invalid_choice": "请重新选择告知方式。"},
    )
    witness = forms.CharField(
        label="见证人",
        required=False,
        max_length=60,
        help_text="电话告知必须填。",
        error_messages={"max_length": "见证人最多60个字，请改短一些。"},
    )


class TypedAnswerForm(TokenForm):
    """What a household said or handed in, typed by the office."""

    text = forms.CharField(
        label="陈述",
        max_length=400,
        help_text="照本户的原话，最多400字；评议、审核的人都会看到。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "请写明陈述的内容。",
            "max_length": "陈述最多400字，请写短一些。",
        },
    )
    how = forms.ChoiceField(
        label="方式",
        choices=[each for each in Answer.How.choices if each[0] != Answer.How.CARD],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择方式。", "invalid_choice": "请重新选择方式。"},
    )
    answered_on = day_field("陈述日期")
