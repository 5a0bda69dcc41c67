"""Forms of certificates: the request, by card or typed in; an end to it; a bank's offer."""

import re
from typing import Any, Final

from django import forms

from households.forms import TokenForm
from points.bank_offer import HUNDREDTHS, as_points
from points.forms.fields import WholeNumberField, day_field
from points.forms.household import OfHouseholdForm
from points.models import BankOffer, CertificateRequest
from points.services.bank_offers import Terms
from points.services.certificates import CONSENT, Asked

_RATE: Final = re.compile(r"\d{1,2}(\.\d{1,2})?")


def _words(label: str, most: int, empty: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        error_messages={
            "required": empty,
            "max_length": f"{label}最多{most}个字，请写短一些。",
        },
    )


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    told = f"请选择{label}。"
    errors = {"required": told, "invalid_choice": told}
    return forms.ChoiceField(label=label, choices=choices, error_messages=errors)


class AskForm(TokenForm):
    """What a household asks for with its card."""

    year = WholeNumberField(
        label="哪一年的积分", error_messages={"required": "请填写年度，如 2026。"}
    )
    recipient_kind = _choice("给谁", CertificateRequest.For.choices)
    recipient = _words("接收单位", 60, "请填写证明交给哪个单位。", "写全称，证明只给这个单位用")
    purpose = _words("用途", 100, "请填写证明的用途。", "例如：申请创业贷款")
    applicant = _words("申请人姓名", 60, "请填写申请人的姓名。")
    relation = _choice("与户主的关系", CertificateRequest.Relation.choices)
    adult = forms.BooleanField(
        label="申请人已满18周岁", error_messages={"required": "须由本户成年人申请。"}
    )
    agrees = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": "没有本户同意，不能开积分证明。"},
    )

    def asked(self, **more: Any) -> Asked:
        """What was typed, for the service; `more` is what this form does not ask."""
        names = Asked.__dataclass_fields__.keys() & self.cleaned_data.keys()
        return Asked(**{name: self.cleaned_data[name] for name in names}, **more)


class TypedAskForm(OfHouseholdForm, AskForm):
    """What came to the office on a signed form."""

    paper = _words(
        "申请书",
        100,
        "请写明依据哪份签了字的申请书；没有本户书面同意，不能开证明。",
        "例如：张三禾2026年11月20日签字的申请书",
    )
    consented_on = day_field("签字日期")

    field_order = ("household",)


class EndForm(TokenForm):
    reason = forms.CharField(
        label="原因",
        max_length=100,
        help_text="申请的农户会看到。",
        error_messages={
            "required": "请写明原因，申请的农户会看到。",
            "max_length": "原因最多100个字，请写短一些。",
        },
    )


class _RateField(forms.CharField):
    """Percentage points with at most two decimals; gives hundredths."""

    def clean(self, value: Any) -> int:
        typed = super().clean(value).strip()
        if not _RATE.fullmatch(typed):
            raise forms.ValidationError("请填百分点，最多两位小数，如 0.1。")
        whole, _, part = typed.partition(".")
        return int(whole) * HUNDREDTHS + int(part.ljust(2, "0") or 0)


class BankOfferForm(TokenForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    bank = _words("银行", 60, "请填写银行名称。")
    basis = _words("依据", 100, "请填写依据：协议名称和日期。", "合作协议的名称和日期")
    per_points = WholeNumberField(
        label="荣誉积分每满多少分", error_messages={"required": "请填写每满多少分。"}
    )
    step = _RateField(
        label="利率降低多少个百分点",
        help_text="如 0.1",
        error_messages={"required": "请填写降低多少个百分点。"},
    )
    bound = _RateField(
        label="最多降低多少个百分点",
        help_text="如 0.5",
        error_messages={"required": "请填写最多降低多少个百分点。"},
    )
    under_age = WholeNumberField(
        label="返乡青年，未满多少周岁", error_messages={"required": "请填写年龄。"}
    )
    stands = forms.BooleanField(label="印在给银行的证明上，供参考", required=False)

    @classmethod
    def of(cls, last: BankOffer | None) -> "BankOfferForm":
        """A form that shows the last version, or the shipped numbers."""
        if last is None:
            return cls(
                initial={
                    "seen": 0,
                    "per_points": 100,
                    "step": "0.1",
                    "bound": "0.5",
                    "under_age": 45,
                    "stands": True,
                }
            )
        own = ("bank", "basis", "per_points", "under_age", "stands")
        rates = {name: as_points(getattr(last, name)) for name in ("step", "bound")}
        shown = {name: getattr(last, name) for name in own} | rates
        return cls(initial={"seen": last.number, **shown})

    def terms(self) -> Terms:
        """What was typed, for the service."""
        names = Terms.__dataclass_fields__
        return Terms(**{name: self.cleaned_data[name] for name in names})
