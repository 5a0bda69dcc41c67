"""Forms of the outlets, and of what the community decides for its supermarket."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField
from supermarket.forms.fields import MoneyField
from supermarket.models import Outlet

MOST_BUDGET_FEN = 10_000_000_00
"""A year's budget of more than ten million 元 has a slip in it."""


class OutletForm(TokenForm):
    name = forms.CharField(
        label="名称",
        max_length=40,
        error_messages={
            "required": "请填写名称。",
            "max_length": "名称最多40个字，请改短一些。",
        },
    )
    phone = forms.CharField(
        label="电话",
        max_length=20,
        required=False,
        error_messages={"max_length": "电话最多20个字，请改正。"},
    )
    hours = forms.CharField(
        label="营业时间",
        max_length=60,
        required=False,
        error_messages={"max_length": "营业时间最多60个字，请改短一些。"},
    )


class NewOutletForm(OutletForm):
    kind = forms.ChoiceField(
        label="类别",
        choices=Outlet.Kind.choices,
        error_messages={"required": "请选择类别。", "invalid_choice": "请重新选择类别。"},
    )
    code = forms.CharField(
        label="编号",
        max_length=20,
        help_text="数字、字母或汉字，定了不再改，如 C1、理发店。",
        error_messages={
            "required": "请填写编号。",
            "max_length": "编号最多20个字，请改短一些。",
        },
    )

    field_order = ("form_token", "kind", "code", "name", "phone", "hours")


class MarketPolicyForm(TokenForm):
    voucher_days = WholeNumberField(
        label="服务券有效天数",
        help_text="从兑换当天起算，7至366天。",
        error_messages={"required": "请填写天数。"},
    )
    expiry_warning_days = WholeNumberField(
        label="临期提醒天数",
        help_text="保质期不足这些天时提醒。",
        error_messages={"required": "请填写天数。"},
    )
    budget_fen = MoneyField(
        label="年度预算（元）",
        required=False,
        help_text="空着表示没有定预算。",
        most_fen=MOST_BUDGET_FEN,
    )
