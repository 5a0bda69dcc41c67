"""Volunteers' teams and their lists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from points.models import Team, TeamMember
from points.services import teams
from points.services.teams import TeamDraft
from tests.points.volunteering import YEARS, Helpers, on

pytestmark = pytest.mark.django_db

NOW = on(date(2026, 11, 20), 12)
DRAFT = TeamDraft("巾帼志愿者", "赵队长", date(2026, 1, 1), YEARS)


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def told(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return "".join(refused.value.messages)


def test_a_team_is_set_up_changed_and_given_up_with_its_list(town: Helpers) -> None:
    team = town.team()
    town.joins(team, town.zhang, date(2026, 3, 1))
    teams.change(team, replace(DRAFT, name="巾帼服务队", item_code=""), town.clerk, NOW)
    team.refresh_from_db()
    assert (team.name, team.item_code) == ("巾帼服务队", "")
    teams.give_up(team, town.clerk, NOW)
    team.refresh_from_db()
    assert team.until == team.members.get().left_on == date(2026, 11, 20)
    with pytest.raises(AlreadyHandled):
        teams.give_up(team, town.clerk, NOW)
    assert town.team("巾帼服务队")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写队伍名称"),
        ({"leader": " "}, "请填写负责人的姓名"),
        ({"since": date(2026, 11, 21)}, "成立日期还没有到"),
        ({"item_code": "11.2"}, "11.2不是按“人年”计的加分项"),
        ({"name": "乡风 文明岗"}, "已经有“乡风文明岗”"),
    ],
)
def test_a_team_that_makes_no_sense_is_refused(
    town: Helpers, typed: dict[str, Any], sentence: str
) -> None:
    town.team("乡风文明岗")
    draft = replace(DRAFT, **typed)
    assert sentence in told(lambda: teams.found(town.community, draft, town.clerk, NOW))
    assert Team.objects.count() == 1


def test_teams_are_the_whole_community_s_and_members_their_group_s(town: Helpers) -> None:
    found = lambda: teams.found(town.community, DRAFT, town.scorer, NOW)  # noqa: E731
    assert "没有办理东岭社区此事的任职" in told(found)
    team = town.team()
    teams.join(team, town.zhang, "", date(2026, 11, 1), town.scorer, NOW)
    refused = told(lambda: teams.join(team, town.stranger, "", date(2026, 11, 1), town.scorer, NOW))
    assert "没有办理" in refused


def test_members_join_and_leave_once_on_days_that_make_sense(town: Helpers) -> None:
    team = town.team()

    def join(day: date) -> TeamMember:
        return teams.join(team, town.zhang, "", day, town.clerk, NOW)

    assert "入队日期还没有到" in told(lambda: join(date(2026, 11, 21)))
    assert "入队日期不能更早" in told(lambda: join(date(2025, 12, 31)))
    member = join(date(2026, 3, 1))
    assert member.person == "张三禾"
    with pytest.raises(AlreadyHandled):
        join(date(2026, 4, 1))
    later = told(lambda: teams.change(team, replace(DRAFT, since=NOW.date()), town.clerk, NOW))
    assert "2026年3月1日已有队员入队" in later

    def leave(day: date) -> None:
        teams.leave(member, day, town.clerk, NOW)

    assert "离队日期不能更早" in told(lambda: leave(date(2026, 2, 28)))
    assert "离队日期还没有到" in told(lambda: leave(date(2026, 11, 21)))
    leave(date(2026, 11, 1))
    with pytest.raises(AlreadyHandled):
        leave(date(2026, 11, 1))
    assert join(date(2026, 11, 2)) != member


def test_a_team_with_an_open_activity_is_not_given_up(town: Helpers) -> None:
    team = town.team()
    town.call(team=team)
    assert "还没有结束或取消" in told(lambda: teams.give_up(team, town.clerk, NOW))


def test_the_database_keeps_one_name_and_one_place_on_the_list(town: Helpers) -> None:
    team = town.team()
    town.joins(team, town.zhang, date(2026, 3, 1))
    member = team.members.get()
    for again in (member, team):
        again.pk, again.ref = None, "x"
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        TeamMember.objects.update(person="别人")
