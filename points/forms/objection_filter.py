"""What narrows the list of objections."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from points.models import Objection

STATES = (("overdue", "已超期"), ("all", "全部"))


class StateFilter(django_filters.ChoiceFilter):
    """Those without a reply, the most urgent first, unless something else is asked for."""

    def filter(self, qs: QuerySet[Objection], value: str) -> QuerySet[Objection]:
        if value == "all":
            return qs.order_by("-pk")
        waiting = qs.filter(reply__isnull=True).order_by("reply_by", "pk")
        if value == "overdue":
            overdue = Objection.objects.overdue_on(self.parent.day)
            return waiting.filter(pk__in=overdue.values("pk"))
        return waiting


class ObjectionFilter(django_filters.FilterSet):
    """Where it stands on `day`, and the code of the household objected to."""

    state = StateFilter(
        label="状态",
        choices=STATES,
        empty_label="待办理",
        error_messages={"invalid_choice": "请重新选择状态。"},
    )
    household = django_filters.CharFilter(
        label="户编号", field_name="line__household__code", lookup_expr="istartswith"
    )

    class Meta:
        model = Objection
        fields: list[str] = []

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)
