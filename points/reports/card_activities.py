"""What a household sees of activities behind its card: the calls it may answer, its own sign-ups,
what it has done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from households.models import Household
from points.hours import in_hours
from points.models import Activity, Attendance, Item, SignUp, Standard, TeamMember
from points.reports.activity_words import when
from points.reports.standard_page import item_line
from points.services.sign_ups import Placed, placed

LATEST = 10


@dataclass(frozen=True, slots=True)
class CardCall:
    """A call with the household's own standing sign-ups. `room` is how many places are left, None
    where nobody counts; `refused` says why nobody of the household may take part."""

    activity: Activity
    when: str
    own: list[Placed] = field(default_factory=list)
    room: int | None = None
    refused: str = ""

    @property
    def may_sign_up(self) -> bool:
        return self.activity.is_called and not self.refused

    @property
    def left(self) -> str:
        """“还招5人”, “已经招满，可以报名候补”; empty where nobody counts."""
        if self.room is None:
            return ""
        return f"还招{self.room}人" if self.room > 0 else "已经招满，可以报名候补"


@dataclass(frozen=True, slots=True)
class CardService:
    """One activity somebody of the household came to."""

    activity: Activity
    when: str
    attendance: Attendance

    @property
    def hours(self) -> str:
        if self.attendance.left is None:
            return "还没有签退"
        return in_hours(self.attendance.counted(self.activity.most_hours))


def calls_for(household: Household) -> QuerySet[Activity]:
    """The activities that are for `household`: where it lives, and of the teams somebody of it is
    on the list of."""
    group = household.group
    places = [group.pk, group.parent_id, household.community_id]
    teams = TeamMember.objects.filter(household=household, left_on__isnull=True).values("team")
    return Activity.objects.filter(
        Q(team__isnull=True) | Q(team__in=teams),
        community=household.community_id,
        place__in=places,
    ).select_related("place__parent", "team")


def to_answer(household: Household, today: date) -> QuerySet[Activity]:
    """Those of `calls_for` that are still to come, the next one first."""
    coming = calls_for(household).filter(ended_at__isnull=True, held_on__gte=today)
    return coming.order_by("held_on", "starts", "pk")


def card_calls(household: Household, activities: Iterable[Activity]) -> list[CardCall]:
    """`activities` with what `household` has to do with each. One query."""
    found = list(activities)
    standing: defaultdict[int, list[SignUp]] = defaultdict(list)
    for each in SignUp.objects.standing().filter(activity__in=found):
        standing[each.activity_id].append(each)
    calls = []
    for activity in found:
        everybody = standing[activity.pk]
        own = [
            each
            for each in placed(activity, everybody)
            if each.sign_up.household_id == household.pk
        ]
        room = None if activity.wanted is None else max(0, activity.wanted - len(everybody))
        calls.append(CardCall(activity, when(activity), own, room))
    return calls


def services_of(household: Household) -> list[CardService]:
    """What the household has done lately, the latest first. One query."""
    came = Attendance.objects.standing().filter(household=household).select_related("activity")
    latest = came.order_by("-activity__held_on", "-pk")[:LATEST]
    return [CardService(each.activity, when(each.activity), each) for each in latest]


def counts_under(activity: Activity) -> str:
    """What the activity counts, as a household reads it. Two queries at most."""
    standards = Standard.objects.filter(community=activity.community_id)
    standard = standards.in_force_on_first_day_of(activity.month).first()
    item = Item.objects.filter(standard=standard, code=activity.item_code).first()
    return f"{item.title}，{item_line(item).said}" if item is not None else ""
