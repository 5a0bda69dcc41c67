"""Forms of the office for objections: typing one in, refusing it, upholding it."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.urls import reverse

from households.forms import TokenForm
from households.models import Household, User
from points.forms.fields import WholeNumberField, day_field, text_field
from points.forms.record import looked_up, one_household
from points.forms.review import STALE
from points.models import HangingReceipt, Notice, Objection, Record, SheetLine
from points.periods import chinese_date
from points.services.objections import TYPED_WITHIN, Raised
from points.services.revisions import field_of


def notices_to_object_to(user: User, day: date) -> list[Notice]:
    """Notices an objection may still be typed in for on `day`, the latest first."""
    hung = Notice.objects.visible_to(user, day).of_months().hung_by(day)
    longer = HangingReceipt.objects.standing().filter(hangs_until__gte=day - TYPED_WITHIN)
    lately = Q(closes_on__gte=day - TYPED_WITHIN) | Q(pk__in=longer.values("notice"))
    return list(hung.filter(lately).defer("content"))


class NoticeField(forms.TypedChoiceField):
    """One of the notices on offer, by its number; gives a Notice."""

    def offer(self, notices: list[Notice]) -> None:
        by_number = {str(notice.number): notice for notice in notices}
        self.coerce = by_number.__getitem__
        self.choices = [
            (
                number,
                f"第{number}期 {notice.period.label}（公示到{chinese_date(notice.closes_on)}）",
            )
            for number, notice in by_number.items()
        ]


class TypedObjectionForm(TokenForm):
    """An objection that came to the office by word of mouth, on paper or by telephone.

    `notices` are those of `notices_to_object_to`; without any the form is not to be shown.
    """

    notice = NoticeField(
        label="哪一期公示",
        error_messages={
            "required": "请选择哪一期公示。",
            "invalid_choice": "这一期公示已不能再登记异议，请重新选择。",
        },
    )
    household = forms.CharField(
        label="对哪一户的积分",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写对哪一户的积分有异议。"},
    )
    objector = forms.CharField(
        label="提出异议的户",
        required=False,
        help_text="编号、姓名或拼音首字母；本户自己提的也要填",
    )
    objector_name = forms.CharField(
        label="提出人姓名",
        required=False,
        max_length=60,
        help_text="没有填户的，必须填姓名",
        error_messages={"max_length": "姓名最多60个字，请改短一些。"},
    )
    how = forms.ChoiceField(
        label="怎么提的",
        choices=[each for each in Objection.How.choices if each[0] != Objection.How.CARD],
        error_messages={
            "required": "请选择怎么提的。",
            "invalid_choice": "请重新选择怎么提的。",
        },
    )
    received_on = day_field("收到日期", help_text="期限从这一天算起")
    text = text_field("异议内容", "照提出人的原话写。", "请写明对哪一条、为什么有异议。")

    def __init__(self, user: User, notices: list[Notice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(NoticeField, self.fields["notice"]).offer(notices)
        for name in ("household", "objector"):
            self.fields[name].widget.attrs |= looked_up(reverse("household_search"))

    def clean_household(self) -> Household:
        """The household that the typed words mean."""
        return one_household(self.user, self.cleaned_data["household"])

    def clean_objector(self) -> Household | None:
        """The household that the typed words mean, if any were typed."""
        typed = self.cleaned_data["objector"]
        return one_household(self.user, typed) if typed else None

    def clean(self) -> dict[str, Any]:
        """Finds the household's line in the notice."""
        cleaned = super().clean() or self.cleaned_data
        if "notice" in cleaned and "household" in cleaned:
            of_notice = SheetLine.objects.filter(sheet__notice=cleaned["notice"])
            line = of_notice.filter(household=cleaned["household"]).first()
            if line is None:
                told = f"第{cleaned['notice'].number}期公示里没有这一户，请核对期号和户。"
                self.add_error("household", told)
            cleaned["line"] = line
        return cleaned

    def raised(self) -> Raised:
        """What was objected; only after `is_valid`."""
        typed = self.cleaned_data
        return Raised(**{name: typed[name] for name in Raised.__dataclass_fields__})


class RefuseForm(TokenForm):
    text = text_field(
        "答复", "查明了什么、为什么不改。会印在答复单上交给提出人。", "请写明答复，提出人会看到。"
    )


class UpholdForm(TokenForm):
    """The reply, and new points for those of the line's `records` that are to be changed."""

    version = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": STALE, "invalid": STALE, "min_value": STALE},
    )
    text = text_field(
        "答复",
        "查明了什么、怎么改。会印在答复单上交给提出人，也是改分的理由，这一户会看到。",
        "请写明答复，提出人会看到。",
    )

    def __init__(self, records: list[Record], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = records
        for record in records:
            field = WholeNumberField(label=f"{record.item}改为（分）", required=False)
            field.widget.attrs["aria-label"] = field.label
            self.fields[field_of(record)] = field

    def changes(self) -> dict[int, int]:
        """Record (primary key) → points, of those filled in; only after `is_valid`."""
        typed = {record.pk: self.cleaned_data[field_of(record)] for record in self.records}
        return {record: points for record, points in typed.items() if points is not None}
