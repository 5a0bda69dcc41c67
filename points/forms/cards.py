"""The cards of a group or of one household: on which paper."""

from typing import Final

from django import forms

from households.forms import TokenForm
from points.reports.card_sheet import CardSize

SCREEN: Final = "screen"
"""In place of a size of paper: where no printer stands, the card is shown to be written down."""


class IssueCardsForm(TokenForm):
    size = forms.ChoiceField(
        label="卡的大小",
        choices=CardSize.choices,
        initial=CardSize.CR80,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择卡的大小。", "invalid_choice": "请选择卡的大小。"},
    )


class IssueCardForm(TokenForm):
    """Whether a reason is needed is for the service to say, which knows of an earlier card."""

    reason = forms.CharField(
        label="换卡原因",
        max_length=100,
        required=False,
        help_text="如：卡丢了、忘了密码、多次输错密码。",
        error_messages={"max_length": "原因请写在100个字以内。"},
    )
    size = forms.ChoiceField(
        label="怎么交给本户",
        choices=[
            (CardSize.CR80, "打印，银行卡大小（85.6×54毫米）"),
            (CardSize.A6, "打印，A6（148×105毫米，字大）"),
            (SCREEN, "显示在屏幕上（没有打印机时，扫码并抄下密码）"),
        ],
        initial=CardSize.CR80,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择打印的大小，或显示在屏幕上。",
            "invalid_choice": "请选择打印的大小，或显示在屏幕上。",
        },
    )
