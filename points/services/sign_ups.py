"""The only writer of sign-ups: made and withdrawn by a household's card or by the office.

Nobody is given a place or a place in the waiting list: of the standing sign-ups the first as many
as are wanted have one, so whoever withdraws makes room for the first who waits.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from households.models import Card, Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Activity, SignUp, TeamMember
from points.services.activities import RIGHT, lock, takes
from points.services.persons import person_of, said


@dataclass(frozen=True, slots=True)
class Placed:
    """A standing sign-up with its number among them, from 1; `waits` beyond the number wanted."""

    sign_up: SignUp
    number: int
    waits: bool


def placed(activity: Activity, standing: Iterable[SignUp]) -> list[Placed]:
    """All standing sign-ups of `activity`, in their order, each with whether it waits."""
    return [
        Placed(each, number, waits=activity.wanted is not None and number > activity.wanted)
        for number, each in enumerate(standing, start=1)
    ]


def waits(sign_up: SignUp) -> bool:
    """Whether a standing sign-up waits for a place. A query where places are counted."""
    wanted = sign_up.activity.wanted
    before = SignUp.objects.standing().filter(activity=sign_up.activity, pk__lt=sign_up.pk)
    return wanted is not None and before.count() >= wanted


def listed(activity: Activity, households: Iterable[Household]) -> set[int]:
    """Those of `households` (primary keys) of which somebody is on the list of the activity's team
    on its day; all of them where it is open to everybody. One query for a team's."""
    keys = {household.pk for household in households}
    if activity.team_id is None:
        return keys
    on_list = TeamMember.objects.on_list(activity.held_on).filter(team=activity.team_id)
    return set(on_list.filter(household__in=keys).values_list("household_id", flat=True))


def why_not(activity: Activity, household: Household, listed: Collection[int]) -> str:
    """Why nobody of `household` may take part in `activity`; empty when they may."""
    village = household.group.parent
    joined = village.joined_on if village is not None else None
    if household.left_on is not None and household.left_on < activity.held_on:
        return f"{household}已迁出，不能参加。"
    if not takes(activity, household):
        return f"这次活动面向{activity.place.label}，{household}不在范围内。"
    if joined is None or joined > activity.month.first_day:
        month = activity.month.label
        return f"{household.group.label}所在的村{month}还没有参加积分制，不能报名和签到。"
    if household.pk not in listed:
        return f"这次活动由{activity.team}的队员参加，{household}没有人在名册上，请先登记入队。"
    return ""


@transaction.atomic
def sign_up(
    activity: Activity, household: Household, person: str, by: User | Card, at: datetime
) -> SignUp:
    """Signs somebody of `household` up; without a name that is its head.

    Raises AlreadyHandled when he is; Refused once the activity has begun or ended, for a household
    that may not take part, for a card of another one, and without an office.
    """
    current = lock(activity)
    _require_may(current, household, by, at)
    if not current.is_called:
        raise Refused(f"活动{current.get_state_display()}，不能再报名；来了的人可以直接签到。")
    if day_of(at) > current.held_on:
        raise Refused("活动的日子已经过了，不能再报名。")
    refused = why_not(current, household, listed(current, [household]))
    if refused:
        raise Refused({"household": refused})
    name = person_of(household, person)
    if current.sign_ups.standing().filter(household=household, person=name).exists():
        raise AlreadyHandled(f"{said(household, name)}已经报过名，不用再报。")
    return SignUp.objects.create(
        community_id=current.community_id,
        activity=current,
        household=household,
        person=name,
        by=by if isinstance(by, User) else None,
        by_card=by if isinstance(by, Card) else None,
        at=at,
    )


@transaction.atomic
def withdraw(sign_up: SignUp, by: User | Card, at: datetime) -> None:
    """Takes a sign-up back; the first who waits has its place then.

    Raises AlreadyHandled when that is done; Refused once the activity has begun or ended, for a
    card of another household, and without an office.
    """
    current = lock(sign_up.activity)
    _require_may(current, sign_up.household, by, at)
    if not current.is_called:
        raise Refused(f"活动{current.get_state_display()}，不能再取消报名。")
    withdrawn = SignUp.objects.standing().filter(pk=sign_up.pk).order_by()
    if not withdrawn.update(
        withdrawn_at=at,
        withdrawn_by=by if isinstance(by, User) else None,
        withdrawn_by_card=by if isinstance(by, Card) else None,
    ):
        raise AlreadyHandled("这条报名已经取消，本次未作改动。")


def _require_may(activity: Activity, household: Household, by: User | Card, at: datetime) -> None:
    if isinstance(by, User):
        offices_for(by, RIGHT, [activity.place], day_of(at))
    elif by.household_id != household.pk:
        raise Refused("积分卡只能给本户报名。")
