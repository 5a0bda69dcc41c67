"""Forms of re-inspection: drawing lots, and a second score."""

from typing import Any, cast

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField
from points.models import Notice

STALE = "页面已过期，请刷新后重填。"


class DrawForm(TokenForm):
    """`notices` are those that lots may be drawn for."""

    notice = forms.TypedChoiceField(
        label="复评哪个月",
        error_messages={
            "required": "请选择复评哪个月的公示。",
            "invalid_choice": "这期公示已经抽过签，或者不是月度公示，请刷新后重选。",
        },
    )
    number = WholeNumberField(
        label="抽几户", help_text="1至50户", error_messages={"required": "请填写抽几户。"}
    )
    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE}
    )

    def __init__(self, notices: list[Notice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_number = {str(notice.number): notice for notice in notices}
        field = cast(forms.TypedChoiceField, self.fields["notice"])
        field.coerce = by_number.__getitem__
        field.choices = [
            (number, f"{notice.period.label}（第{number}期）")
            for number, notice in by_number.items()
        ]


class SecondScoreForm(TokenForm):
    points = WholeNumberField(
        label="复评得分",
        help_text="这一户这个月应得多少分，减分带负号；没有分就填0",
        error_messages={"required": "请填写复评得分，没有分就填0。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "说明最多200个字，请写短一些。"},
    )
