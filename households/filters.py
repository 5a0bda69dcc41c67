"""What narrows the list of households."""

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from households.http import Request
from households.models import Household, Place
from households.roles import PlaceKind
from households.search import search

JOINED = (("yes", "已参加"), ("no", "未参加"))
LEFT = (("left", "已迁出"), ("all", "全部"))


def visible_places(kind: PlaceKind) -> Callable[[Request], QuerySet[Place]]:
    """The choices of a filter: the places of `kind` that the person asking sees."""

    def of_request(request: Request) -> QuerySet[Place]:
        return Place.objects.visible_to(request.user).filter(kind=kind).select_related("parent")

    return of_request


class PlaceChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class PlaceFilter(django_filters.ModelChoiceFilter):
    """A place by its code, so that addresses hold no row numbers."""

    field_class = PlaceChoiceField

    def __init__(self, kind: PlaceKind, **kwargs: Any) -> None:
        super().__init__(
            queryset=visible_places(kind),
            to_field_name="code",
            label=kind.label,
            empty_label="全部",
            error_messages={"invalid_choice": f"没有这个{kind.label}，请重新选择。"},
            **kwargs,
        )


class LeftFilter(django_filters.ChoiceFilter):
    """Those living here, unless something else is asked for."""

    def filter(self, qs: QuerySet[Household], value: str) -> QuerySet[Household]:
        if value == "all":
            return qs
        return qs.filter(left_on__isnull=value != "left")


class NarrowingFilter(django_filters.FilterSet):
    """A filter whose list says so where it is narrowed."""

    def is_narrowed(self) -> bool:
        """Whether anything was asked for at all."""
        return any(self.data.get(name) for name in self.filters)


class HouseholdFilter(django_filters.FilterSet):
    """Villages, groups, joined or not on `day`, left or not, and words typed."""

    q = django_filters.CharFilter(label="户编号、姓名、拼音", method="by_words")
    village = PlaceFilter(PlaceKind.VILLAGE, field_name="group__parent")
    group = PlaceFilter(PlaceKind.GROUP, field_name="group")
    joined = django_filters.ChoiceFilter(
        label="积分制", choices=JOINED, method="by_joining", empty_label="全部"
    )
    left = LeftFilter(label="住户", choices=LEFT, empty_label="现住户")

    class Meta:
        model = Household
        fields: list[str] = []

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def by_words(
        self, households: QuerySet[Household], name: str, typed: str
    ) -> QuerySet[Household]:
        return search(households, typed)

    def by_joining(
        self, households: QuerySet[Household], name: str, answer: str
    ) -> QuerySet[Household]:
        joined = Place.objects.joined_on(self.day).values("pk")
        if answer == "yes":
            return households.filter(group__in=joined)
        return households.exclude(group__in=joined)
