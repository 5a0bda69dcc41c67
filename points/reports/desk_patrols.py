"""What patrols ask of a person: the rounds he is to walk, and those that wait for his word."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from households.models import Appointment, User
from points.models import PatrolConfirmation, PatrolRound
from points.patrol import week_of
from points.periods import chinese_date
from points.reports.tasks import Task, holds
from points.services.patrol_walkers import WALK


def patrol_tasks(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """A task for each open round of his own up to this week, the earliest first, but for those he
    has confirmed as they are. One query, none for whoever walks nowhere."""
    if not holds(offices, WALK):
        return []
    confirmed = PatrolConfirmation.objects.filter(
        round=OuterRef("pk"), walker=user, version=OuterRef("version")
    )
    mine = (
        PatrolRound.objects.standing()
        .filter(
            Q(first_walker=user) | Q(second_walker=user),
            closed_at__isnull=True,
            week__lte=week_of(day),
        )
        .exclude(Exists(confirmed))
        .select_related("group__parent")
        .order_by("week", "group__code")
    )
    return [_task(each) for each in mine]


def _task(patrol: PatrolRound) -> Task:
    url = reverse("patrol", args=[patrol.ref])
    if patrol.walked_on is None:
        text = f"安排在{chinese_date(patrol.planned_for)}，两人同行"
        return Task(f"{patrol.group.label}待巡查", text, url, "去巡查")
    text = f"{chinese_date(patrol.walked_on)}巡查，您还没有确认"
    return Task(f"{patrol.group.label}巡查待确认", text, url, "去确认")
