"""The cards of a group: on which paper."""

from django import forms

from households.forms import TokenForm
from points.reports.card_sheet import CardSize


class IssueCardsForm(TokenForm):
    size = forms.ChoiceField(
        label="卡的大小",
        choices=CardSize.choices,
        initial=CardSize.CR80,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择卡的大小。", "invalid_choice": "请选择卡的大小。"},
    )
