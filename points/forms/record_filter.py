"""What narrows the list of records."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from households.filters import NarrowingFilter, PlaceFilter
from households.http import Request
from households.roles import PlaceKind
from points.models import Record, Sheet
from points.periods import Month
from points.services.telling import untold

STATES = (("standing", "有效"), ("voided", "已作废"), ("untold", "扣分待告知"))


def months_with_sheets(request: Request) -> list[tuple[str, str]]:
    """Choices: the months of the sheets that the person asking sees, the latest first."""
    months = Sheet.objects.visible_to(request.user).order_by("-year", "-month")
    found = [Month(*pair) for pair in months.values_list("year", "month").distinct()]
    return [(str(month), month.label) for month in found]


class RecordFilter(NarrowingFilter):
    """Month, group, household code, item number, origin, standing or voided or still to be told."""

    month = django_filters.ChoiceFilter(
        label="月份",
        method="by_month",
        empty_label="全部",
        error_messages={"invalid_choice": "没有这个月份的积分表，请重新选择。"},
    )
    group = PlaceFilter(PlaceKind.GROUP, field_name="line__sheet__group")
    household = django_filters.CharFilter(
        label="户编号", field_name="line__household__code", lookup_expr="istartswith"
    )
    item = django_filters.CharFilter(
        label="评分项编号", field_name="item__code", lookup_expr="iexact"
    )
    origin = django_filters.ChoiceFilter(
        label="来源",
        choices=Record.Origin.choices,
        empty_label="全部",
        error_messages={"invalid_choice": "请重新选择来源。"},
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=STATES,
        method="by_state",
        empty_label="全部",
        error_messages={"invalid_choice": "请重新选择状态。"},
    )

    class Meta:
        model = Record
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["month"].extra["choices"] = months_with_sheets(self.request)

    def by_month(self, records: QuerySet[Record], name: str, typed: str) -> QuerySet[Record]:
        month = Month.parse(typed)
        return records.filter(line__sheet__year=month.year, line__sheet__month=month.month)

    def by_state(self, records: QuerySet[Record], name: str, typed: str) -> QuerySet[Record]:
        if typed == "untold":
            return untold(records)
        return records.filter(voided_at__isnull=typed == "standing")
