"""Forms of 张贴记录: a notice was hung in a village, or taken down there; a receipt is voided."""

from typing import Any

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field
from points.forms.photos import HELP, PhotosField
from points.forms.record import VoidForm


def _name_field(who: str) -> forms.CharField:
    return forms.CharField(
        label=who,
        max_length=60,
        error_messages={
            "required": f"请填写{who}的姓名。",
            "max_length": f"{who}的姓名最多60个字，请改短一些。",
        },
    )


class HangForm(TokenForm):
    hung_on = day_field("张贴日期")
    hung_by = _name_field("张贴人")
    photos = PhotosField(label="张贴照片", help_text=f"可以不附。{HELP}", required=False)


class TakeDownForm(TokenForm):
    taken_on = day_field("撤下日期")
    taken_by = _name_field("撤下人")
    taken_reason = forms.CharField(
        label="提前撤下的原因",
        required=False,
        max_length=100,
        help_text="没有挂到最后一天就撤下的，必须填。",
        error_messages={"max_length": "原因最多100个字，请写短一些。"},
    )


class VoidHangingForm(VoidForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "会留在记录上，例如“张贴日期填错”。"
