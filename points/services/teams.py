"""The only writer of volunteer teams and of the lists of their members."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Item, Standard, Team, TeamMember
from points.periods import Month, chinese_date
from points.services.persons import one_name, person_of, said

RIGHT = "points.organise_activity"
YEARLY_UNIT = "人年"
"""Of the items that a year on a team's list counts under, for each person."""


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """A team as typed; `item_code` is what a year on its list counts under, or nothing."""

    name: str
    leader: str
    since: date
    item_code: str = ""


def yearly_items(community: Place, day: date) -> list[Item]:
    """The items that a year on a team's list may count under, by the standard in force. Two
    queries at most."""
    in_force = Standard.objects.filter(community=community).in_force_on_first_day_of(Month.of(day))
    standard = in_force.first()
    if standard is None:
        return []
    return list(standard.items.filter(unit=YEARLY_UNIT, points_min__gt=0).order_by("position"))


@transaction.atomic
def found(community: Place, draft: TeamDraft, by: User, at: datetime) -> Team:
    """Sets up a team of `community`. Raises Refused for a name in use, a day to come, an item that
    counts no years, without a name or leader, without an office."""
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, RIGHT, [community], day_of(at))
    team = Team(community=community, founded_by=by, founded_at=at)
    _write(team, draft, at)
    team.save(force_insert=True)
    return team


@transaction.atomic
def change(team: Team, draft: TeamDraft, by: User, at: datetime) -> None:
    """Writes a team's name, leader, day and item anew. Raises Refused as `found`; for a day after
    the first member joined; AlreadyHandled once it was given up."""
    Place.objects.select_for_update(no_key=True).get(pk=team.community_id)
    offices_for(by, RIGHT, [team.community], day_of(at))
    current = _locked(team)
    first = current.members.order_by("joined_on").first()
    if first is not None and draft.since > first.joined_on:
        told = f"{chinese_date(first.joined_on)}已有队员入队，成立日期不能更晚，请改正。"
        raise Refused({"since": told})
    _write(current, draft, at)
    current.save(update_fields=["name", "leader", "since", "item_code"])


@transaction.atomic
def give_up(team: Team, by: User, at: datetime) -> None:
    """Ends a team today, and with it the time on its list of whoever is on it.

    Raises AlreadyHandled when somebody has done so; Refused without an office, while an activity of
    the team is open, and on the day somebody joined: that is taken back by his leaving.
    """
    Place.objects.select_for_update(no_key=True).get(pk=team.community_id)
    today = day_of(at)
    offices_for(by, RIGHT, [team.community], today)
    current = _locked(team)
    waiting = current.activities.open().first()
    if waiting is not None:
        raise Refused(f"这支队伍的活动“{waiting}”还没有结束或取消，请先办完再撤销队伍。")
    on_list = current.members.filter(left_on__isnull=True)
    if current.since > today or on_list.filter(joined_on__gt=today).exists():
        raise Refused("队伍还没有成立，或者有队员还没有入队，不能撤销。")
    on_list.update(left_on=today, left_noted_by=by, left_noted_at=at)
    Team.objects.filter(pk=current.pk, until__isnull=True).update(until=today)


@transaction.atomic
def join(
    team: Team, household: Household, person: str, joined_on: date, by: User, at: datetime
) -> TeamMember:
    """Puts somebody of `household` on the team's list; without a name that is its head.

    Raises AlreadyHandled when he is on it; Refused for a household that has left, for a day to come
    or before the team was set up, and without an office where the household lives.
    """
    current = _locked(team)
    offices_for(by, RIGHT, [household.group], day_of(at))
    name = person_of(household, person)
    if household.left_on is not None:
        raise Refused({"household": f"{household}已迁出，不能入队。"})
    if current.members.filter(household=household, person=name, left_on__isnull=True).exists():
        raise AlreadyHandled(f"{said(household, name)}已经在{current}的名册上，本次未作改动。")
    if joined_on > day_of(at):
        raise Refused({"joined_on": "入队日期还没有到，请改正。"})
    if joined_on < current.since:
        told = f"{current}是{chinese_date(current.since)}成立的，入队日期不能更早，请改正。"
        raise Refused({"joined_on": told})
    return TeamMember.objects.create(
        community_id=current.community_id,
        team=current,
        household=household,
        person=name,
        joined_on=joined_on,
        listed_by=by,
        listed_at=at,
    )


@transaction.atomic
def leave(member: TeamMember, left_on: date, by: User, at: datetime) -> None:
    """Notes the last day of a member on the list.

    Raises AlreadyHandled when that is noted; Refused for a day to come or before he joined, without
    an office where his household lives.
    """
    _locked(member.team)
    offices_for(by, RIGHT, [member.household.group], day_of(at))
    if left_on > day_of(at):
        raise Refused({"left_on": "离队日期还没有到，请改正。"})
    if left_on < member.joined_on:
        told = f"是{chinese_date(member.joined_on)}入队的，离队日期不能更早，请改正。"
        raise Refused({"left_on": told})
    on_list = TeamMember.objects.filter(pk=member.pk, left_on__isnull=True)
    if not on_list.update(left_on=left_on, left_noted_by=by, left_noted_at=at):
        raise AlreadyHandled(f"{member.person}已经离队，本次未作改动。")


def _locked(team: Team) -> Team:
    locked = Team.objects.select_for_update(of=("self",)).select_related("community")
    current = locked.get(pk=team.pk)
    if current.until is not None:
        raise AlreadyHandled(f"{current}已经撤销，本次未作改动。")
    return current


def _write(team: Team, draft: TeamDraft, at: datetime) -> None:
    team.name = one_name(draft.name, "name", "队伍名称")
    team.leader = one_name(draft.leader, "leader", "负责人的姓名")
    others = Team.objects.filter(community=team.community_id, name=team.name, until__isnull=True)
    if others.exclude(pk=team.pk).exists():
        raise Refused({"name": f"已经有“{team.name}”，请换一个名称，或在那支队伍里登记队员。"})
    if draft.since > day_of(at):
        raise Refused({"since": "成立日期还没有到，请改正。"})
    team.since = draft.since
    codes = [item.code for item in yearly_items(team.community, day_of(at))]
    if draft.item_code and draft.item_code not in codes and draft.item_code != team.item_code:
        raise Refused({"item_code": f"{draft.item_code}不是按“人年”计的加分项，请改选。"})
    team.item_code = draft.item_code
