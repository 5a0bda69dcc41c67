"""The calls of a community: those to come first, those that are over on a page of their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from points.models import Activity
from points.reports.activity_words import TONES, when, whom


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A call with how many have signed up and come, in persons."""

    activity: Activity
    when: str
    whom: str
    tone: str
    signed_up: int
    came: int

    @property
    def number(self) -> str:
        """“12 / 20人” of those wanted, “12人” where nobody counts."""
        wanted = self.activity.wanted
        return f"{self.signed_up} / {wanted}人" if wanted else f"{self.signed_up}人"


def to_come(visible: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those not ended, the next one first."""
    return visible.filter(ended_at__isnull=True).order_by("held_on", "starts", "pk")


def over(visible: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those closed or cancelled, the latest first."""
    return visible.filter(ended_at__isnull=False).order_by("-held_on", "-starts", "-pk")


def listed(found: QuerySet[Activity]) -> QuerySet[Activity]:
    """With what a row tells; adds no query."""
    signed_up = Count("sign_ups", Q(sign_ups__withdrawn_at__isnull=True), distinct=True)
    came = Count("attendances", Q(attendances__voided_at__isnull=True), distinct=True)
    chain = found.select_related("place__parent", "team")
    return chain.annotate(signed_up_now=signed_up, came_now=came)


def activity_rows(found: Iterable[Activity]) -> list[ActivityRow]:
    """The rows of `listed` activities."""
    return [
        ActivityRow(
            each,
            when(each),
            whom(each),
            TONES[Activity.State(each.state)],
            each.signed_up_now,  # type: ignore[attr-defined]
            each.came_now,  # type: ignore[attr-defined]
        )
        for each in found
    ]
