"""One activity with its people, as far as whoever looks may know them: names are those of
households in his scope, numbers those of all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from households.models import Household, Place, User
from households.models.household import HouseholdQuerySet
from households.services.days import day_of
from points.hours import in_hours
from points.models import Activity, Attendance, Item, SignUp, Standard
from points.reports.activity_words import TONES, when, whom
from points.services.activities import RIGHT
from points.services.proposed_by_activity import MONTHS_BACK, is_too_old
from points.services.sign_ups import Placed, placed


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """`minutes` as they count, in words; empty until somebody has left, or of one voided."""

    attendance: Attendance
    minutes: str


@dataclass(frozen=True, slots=True)
class Served:
    """What one household did: how many persons, for how many minutes in all."""

    household: Household
    persons: int
    minutes: int

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """`signed_up` and `attendances` are those whoever looks may know; the numbers count all.

    `hours` in words, empty while there are none; `organises`: whether he may act where the call is
    for.
    """

    activity: Activity
    facts: list[dict[str, Any]]
    tone: str
    signed_up: list[Placed]
    attendances: list[AttendanceRow]
    signed_up_number: int
    came: int
    still_there: int
    hours: str
    organises: bool
    others: bool


def with_chain(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """With what pages tell of an activity."""
    return activities.select_related(
        "community",
        "place__parent",
        "place__community",
        "team",
        "called_by",
        "ended_by",
        "witness_household",
        "second_witness_household",
    )


def households_of(activity: Activity) -> HouseholdQuerySet:
    """The households the call is for; whoever organises it sees them all."""
    covered = Place.objects.covered_by([activity.place_id])
    return Household.objects.filter(group__in=covered.values("pk"))


def activity_page(activity: Activity, user: User) -> ActivityPage:
    """The page of `activity` (of `with_chain`). Seven queries at most."""
    standing = list(activity.sign_ups.standing().select_related("household__group", "by"))
    signed = list(activity.attendances.select_related("household__group", "voided_by"))
    everybody = {each.household_id for each in standing} | {each.household_id for each in signed}
    visible = Household.objects.visible_to(user).filter(pk__in=everybody)
    seen = set(visible.values_list("pk", flat=True))
    counting = [each for each in signed if each.voided_at is None]
    minutes = sum(each.counted(activity.most_hours) for each in counting)
    return ActivityPage(
        activity=activity,
        facts=_facts(activity),
        tone=TONES[Activity.State(activity.state)],
        signed_up=[
            each for each in placed(activity, standing) if each.sign_up.household_id in seen
        ],
        attendances=_rows([each for each in signed if each.household_id in seen], activity),
        signed_up_number=len(standing),
        came=len(counting),
        still_there=sum(each.left is None for each in counting),
        hours=in_hours(minutes) if minutes else "",
        organises=user.has_perm(RIGHT, activity.place),
        others=bool(everybody - seen),
    )


def _rows(signed: Sequence[Attendance], activity: Activity) -> list[AttendanceRow]:
    return [
        AttendanceRow(
            each,
            in_hours(each.counted(activity.most_hours))
            if each.left is not None and each.voided_at is None
            else "",
        )
        for each in signed
    ]


def too_old_told(activity: Activity, today: date) -> str:
    """That no sheet proposes an activity any more, as it was closed so late or is still open on
    `today`; empty for others."""
    closed = day_of(activity.ended_at) if activity.ended_at else today
    if activity.state == Activity.State.CANCELLED or not is_too_old(activity, closed):
        return ""
    return f"活动已超过{MONTHS_BACK}个月，积分表里不再提出建议，各户的积分须逐户补录。"


def still_to_come(activity: Activity) -> list[SignUp]:
    """The standing sign-ups of whom nobody has been signed in yet. Two queries."""
    here = set(activity.attendances.standing().values_list("household_id", "person"))
    standing = activity.sign_ups.standing().select_related("household__group__parent")
    return [each for each in standing if (each.household_id, each.person) not in here]


def served(activity: Activity) -> list[Served]:
    """What each household did, by code. One query."""
    standing = activity.attendances.standing().filter(left__isnull=False)
    by_household: defaultdict[Household, list[Attendance]] = defaultdict(list)
    for each in standing.select_related("household").order_by("household__code", "pk"):
        by_household[each.household].append(each)
    return [
        Served(
            household,
            len(signed),
            sum(each.counted(activity.most_hours) for each in signed),
        )
        for household, signed in by_household.items()
    ]


def _facts(activity: Activity) -> list[dict[str, Any]]:
    named = [
        ("时间", when(activity)),
        ("集合地点", activity.spot),
        ("面向", whom(activity)),
        ("招募人数", f"{activity.wanted}人" if activity.wanted else "不限"),
        ("计入", _item_told(activity)),
        ("组织者", activity.organiser),
        ("说明", activity.note),
        ("见证人", "；".join(_witnesses(activity))),
        ("取消的原因", activity.cancel_reason),
    ]
    facts = [{"label": label, "text": text} for label, text in named if text]
    if activity.team is not None:
        facts.append(
            {
                "label": "队伍",
                "text": activity.team.name,
                "url": reverse("team", args=[activity.team.ref]),
            }
        )
    return facts


def _item_told(activity: Activity) -> str:
    standard = (
        Standard.objects.filter(community=activity.community_id)
        .in_force_on_first_day_of(activity.month)
        .first()
    )
    item = Item.objects.filter(standard=standard, code=activity.item_code).first()
    return str(item or activity.item_code)


def _witnesses(activity: Activity) -> Iterable[str]:
    for name, household in (
        (activity.witness, activity.witness_household),
        (activity.second_witness, activity.second_witness_household),
    ):
        if name:
            yield f"{name}（{household.code}户）" if household is not None else name
