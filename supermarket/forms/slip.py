"""What is asked about slips: which of them, why one is cancelled, what of one goes to paper."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from households.filters import NarrowingFilter
from households.forms import TokenForm
from households.http import Request
from supermarket.models import Outlet, Redemption, SlipPrint, Window

STATES = (("standing", "有效"), ("cancelled", "已撤销"))


def periods(request: Request) -> list[tuple[str, str]]:
    """Choices: the windows of the person's community, the latest first."""
    found = Window.objects.visible_to(request.user).values_list("year", "quarter")
    return [(f"{year}-{quarter}", f"{year}年第{quarter}季度") for year, quarter in found]


def shops(request: Request) -> list[tuple[str, str]]:
    """Choices: the counters that the person sees."""
    found = Outlet.objects.visible_to(request.user).shops().order_by("place__code")
    return list(found.values_list("place__code", "place__name"))


class SlipFilter(NarrowingFilter):
    """Window, counter, household code, day, standing or cancelled."""

    period = django_filters.ChoiceFilter(
        label="兑换期",
        method="by_period",
        empty_label="全部",
        error_messages={"invalid_choice": "没有这一期，请重新选择。"},
    )
    outlet = django_filters.ChoiceFilter(
        label="柜台",
        field_name="outlet__place__code",
        empty_label="全部",
        error_messages={"invalid_choice": "没有这个柜台，请重新选择。"},
    )
    household = django_filters.CharFilter(
        label="户编号", field_name="household__code", lookup_expr="istartswith"
    )
    on = django_filters.DateFilter(
        label="日期",
        field_name="entry__effective_on",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期不对，请按“2026-11-23”的样子填写。"},
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=STATES,
        method="by_state",
        empty_label="全部",
        error_messages={"invalid_choice": "请重新选择状态。"},
    )

    class Meta:
        model = Redemption
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["period"].extra["choices"] = periods(self.request)
        self.filters["outlet"].extra["choices"] = shops(self.request)

    def by_period(self, slips: QuerySet[Redemption], name: str, typed: str) -> QuerySet[Redemption]:
        year, quarter = typed.split("-")
        return slips.filter(window__year=year, window__quarter=quarter)

    def by_state(self, slips: QuerySet[Redemption], name: str, typed: str) -> QuerySet[Redemption]:
        return slips.filter(cancellation__isnull=typed == "standing")


class CancelForm(TokenForm):
    reason = forms.CharField(
        label="撤销原因",
        max_length=100,
        help_text="会留在兑换单上，例如“拿错了商品”。",
        error_messages={
            "required": "请写明撤销的原因。",
            "max_length": "撤销的原因最多100个字，请缩短。",
        },
    )


class PrintForm(forms.Form):
    """Which of the two sheets, on which paper."""

    sheet = forms.ChoiceField(choices=SlipPrint.Sheet.choices)
    paper = forms.ChoiceField(choices=SlipPrint.Paper.choices)
