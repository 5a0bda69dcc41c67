"""Which forms to fill in by hand are to be printed, for whom."""

from typing import Any, cast

from django import forms

from points.forms.fields import MonthField
from points.models import Policy
from points.reports.blank_forms_choice import Offer
from points.reports.blank_forms_table import FORMS


class BlankFormsForm(forms.Form):
    place = forms.ChoiceField(
        label="村组",
        required=False,
        error_messages={"invalid_choice": "这个村组还没有参加积分制，请另选。"},
    )
    month = MonthField(
        label="月份",
        error_messages={"required": "请选择月份。", "invalid_choice": "这个月份不能打印，请另选。"},
    )
    sheet = forms.MultipleChoiceField(
        label="要打印的表",
        choices=[
            (key, f"{each.title}（{each.each.value}）：{each.told}") for key, each in FORMS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请勾选要打印的表。",
            "invalid_choice": "请重新勾选要打印的表。",
        },
    )
    paper = forms.ChoiceField(
        label="村小组评分表的纸张",
        choices=Policy.Paper.choices,
        widget=forms.RadioSelect,
        help_text="一张放不下全部评分项时分成几部分；其他的表都是 A4。",
        error_messages={"required": "请选择纸张。", "invalid_choice": "请选择纸张。"},
    )

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["place"]).choices = offer.places
        cast("MonthField", self.fields["month"]).offer(offer.months)
