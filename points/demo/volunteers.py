"""The demo's volunteers: two teams, a morning at the river that is over, a call that is out."""

from datetime import date, datetime, time, timedelta
from typing import Final

from households.models import Household
from households.services.days import day_of, moment_of
from points.demo.world import World
from points.models import Attendance, Team
from points.periods import Month
from points.services import activities, attendances, sign_ups, teams
from points.services.activities import Call, Witness
from points.services.attendance_book import Arrival
from points.services.teams import TeamDraft

TEAMS: Final = ("巾帼志愿者", "乡风文明岗")
MEMBERS: Final = 8
"""Of each team, from the groups in turn."""
HELPERS: Final = 24
WANTED: Final = 20
HOURS: Final = "11.2"
CLEANING: Final = "6.2"


def help_out(world: World, month: Month, now: datetime) -> None:
    """The teams, one activity closed in `month`, and one for the week after `now`."""
    households = _households(world)
    listed = [
        _team(world, name, households[number::7][:MEMBERS], month.first_day)
        for number, name in enumerate(TEAMS)
    ]
    _clean_the_river(world, month.first_day + timedelta(days=7), households[:HELPERS])
    _call_for_next_week(world, day_of(now) + timedelta(days=7), listed[0], now)


def _households(world: World) -> list[Household]:
    """Of the joined villages, one group after the other in turn."""
    found = (
        Household.objects.living_here()
        .filter(community=world.community, group__parent__joined_on__isnull=False)
        .select_related("group__parent")
        .order_by("code")
    )
    by_place = sorted(found, key=lambda each: (each.code[-3:], each.code))
    return [each for each in by_place if each.group_id in world.scorers]


def _team(world: World, name: str, households: list[Household], day: date) -> Team:
    """On its list since the year began."""
    since, at = date(day.year, 1, 1), moment_of(day, 10)
    draft = TeamDraft(name, households[0].head, since, "11.1")
    team = teams.found(world.community, draft, world.clerk, at)
    for household in households:
        teams.join(team, household, "", since, world.clerk, at)
    return team


def _clean_the_river(world: World, day: date, households: list[Household]) -> None:
    """Everybody comes at eight; the last few leave earlier."""
    at = moment_of(day - timedelta(days=4), 9)
    call = Call(
        title="清理村口河道",
        place=world.community,
        spot="村口桥头",
        held_on=day,
        starts=time(8),
        ends=time(12),
        item_code=HOURS,
        organiser=world.clerk.name,
        most_hours=4,
        wanted=WANTED,
        note="自带手套和铁锹，河边路滑。",
    )
    activity = activities.call(call, world.clerk, at)
    for household in households[: WANTED // 2]:
        sign_ups.sign_up(activity, household, "", world.clerk, at)
    activities.start(activity, world.clerk, moment_of(day, 7, 45))
    arrivals = [
        Arrival(household, "", time(8), time(12) if number < len(households) - 4 else time(10, 30))
        for number, household in enumerate(households)
    ]
    evening = moment_of(day, 18)
    attendances.come_all(activity, arrivals, Attendance.How.LIST, world.clerk, evening)
    first, second = (Witness(each.head, each) for each in households[:2])
    activities.close(activity, first, second, world.clerk, evening)


def _call_for_next_week(world: World, day: date, team: Team, now: datetime) -> None:
    call = Call(
        title="入户宣传垃圾分类",
        place=world.community,
        spot="社区服务中心",
        held_on=day,
        starts=time(14),
        ends=time(17),
        item_code=CLEANING,
        organiser=team.leader,
        wanted=10,
        note="两人一组，请穿队服。",
    )
    activities.call(call, world.clerk, now)
