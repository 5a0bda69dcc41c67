"""Forms of the household's pages: a claim, an answer to a deduction, an objection."""

from typing import Any, cast

from django import forms

from households.forms import TokenForm
from households.models import Household
from households.names import fold
from points.forms.fields import MonthField, WholeNumberField, day_field
from points.forms.photos import PhotosField
from points.models import Item, Notice, NoticeHousehold
from points.models.evidence import MOST_PER_RECORD
from points.periods import Month
from points.services.recordbook import Draft

STALE = "这一页已经过时，请回首页重新申报。"
_SEEN = {"required": STALE, "invalid_choice": STALE}


def _words(label: str, help_text: str, empty: str) -> forms.CharField:
    """A few sentences of the household's own."""
    return forms.CharField(
        label=label,
        max_length=400,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": empty, "max_length": "最多400个字，请写短一些。"},
    )


class ClaimForm(TokenForm):
    """One matter that a household claims. The month and the item were chosen before."""

    month = MonthField(label="月份", widget=forms.HiddenInput, error_messages=_SEEN)
    item = forms.CharField(label="事项", widget=forms.HiddenInput, error_messages=_SEEN)
    occurred_on = day_field("哪一天")
    quantity = WholeNumberField(
        label="数量",
        error_messages={"required": "请填写数量，一般是1。"},
    )
    amount = WholeNumberField(
        label="金额（元）",
        help_text="按整元填，不满1元的舍去。",
        error_messages={"required": "请填写金额。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="做了什么、和谁一起，写一两句就行。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "说明最多200个字，请写短一些。"},
    )
    photos = PhotosField(
        label="照片", required=False, help_text=f"最多{MOST_PER_RECORD}张，可以现在拍。"
    )

    def __init__(self, month: Month, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("MonthField", self.fields["month"]).offer([month])
        self.initial.update(month=month, item=item.code, quantity=1)
        quantity = self.fields["quantity"]
        quantity.help_text = f"按“{item.unit}”计。"
        if not item.by_amount:
            del self.fields["amount"]
        if item.once_a_month or item.once or item.by_amount:
            quantity.widget = forms.HiddenInput()

    def draft(self, household: Household) -> Draft:
        """The matter; only after `is_valid`."""
        typed = self.cleaned_data
        return Draft(
            household,
            typed["item"],
            typed["occurred_on"],
            typed["quantity"],
            note=typed["note"],
            amount=typed.get("amount"),
        )


class AnswerForm(TokenForm):
    text = _words(
        "您的陈述", "事情是怎样的，有什么理由。积分办和评审的人都会看到。", "请写下您要陈述的话。"
    )


class VetoObjectionForm(TokenForm):
    text = _words(
        "您的异议",
        "写明哪里不对、为什么。只有积分办和答复的人看得到。",
        "请写明哪里不对、为什么。",
    )


class ObjectionForm(TokenForm):
    """An objection to one household's line of a notice, found by the code that hangs there."""

    household = forms.CharField(
        label="对哪一户的积分",
        max_length=20,
        help_text="填公示表上的户编号；自己家的不用改。",
        error_messages={
            "required": "请填写公示表上的户编号。",
            "max_length": "户编号最多20位，请对照公示表改正。",
        },
    )
    text = _words(
        "您的异议",
        "写明哪里不对、为什么。您的姓名不会公开。",
        "请写明哪里不对、为什么。",
    )

    def __init__(self, notice: Notice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice

    def clean_household(self) -> NoticeHousehold:
        """The household that is meant; refuses a code that does not hang in the notice."""
        typed = fold(self.cleaned_data["household"])
        found = NoticeHousehold.objects.filter(notice=self.notice, code__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(f"这期公示里没有户编号“{typed}”，请对照公示表改正。")
        return found
