"""Signing up for a call, by card and through the office; who waits, who may not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from households.services import households
from points.models import Activity, SignUp
from points.services import activities, sign_ups, teams
from points.services.sign_ups import placed
from tests.factory import make_group, make_household, make_village
from tests.points.card_holding import card_of
from tests.points.volunteering import DAY, Helpers, on

pytestmark = pytest.mark.django_db

BEFORE = on(date(2026, 11, 12), 9)


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def told(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return "".join(refused.value.messages)


def waiting(activity: Activity) -> list[tuple[str, bool]]:
    return [
        (each.sign_up.person, each.waits) for each in placed(activity, activity.sign_ups.standing())
    ]


def test_the_office_and_the_card_sign_up_and_the_head_comes_without_a_name(town: Helpers) -> None:
    activity = town.call()
    by_office = sign_ups.sign_up(activity, town.zhang, "张 小禾", town.clerk, BEFORE)
    card = card_of(town, town.li)
    by_card = sign_ups.sign_up(activity, town.li, "", card, BEFORE)
    assert (by_office.person, by_office.author) == ("张小禾", town.clerk.name)
    assert (by_card.person, by_card.author) == ("李四谷", "本户（积分卡）")


def test_whoever_comes_beyond_the_number_waits_and_moves_up(town: Helpers) -> None:
    activity = town.call(wanted=2)
    made = [
        sign_ups.sign_up(activity, town.zhang, name, town.clerk, BEFORE)
        for name in ("甲一", "乙二", "丙三")
    ]
    assert waiting(activity) == [("甲一", False), ("乙二", False), ("丙三", True)]
    sign_ups.withdraw(made[0], town.clerk, BEFORE)
    assert waiting(activity) == [("乙二", False), ("丙三", False)]
    sign_ups.sign_up(activity, town.zhang, "甲一", town.clerk, BEFORE)
    assert waiting(activity)[-1] == ("甲一", True)


def test_nobody_is_signed_up_twice_and_nothing_withdrawn_twice(town: Helpers) -> None:
    activity = town.call()
    made = sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    with pytest.raises(AlreadyHandled):
        sign_ups.sign_up(activity, town.zhang, "张三禾", town.clerk, BEFORE)
    sign_ups.withdraw(made, town.clerk, BEFORE)
    with pytest.raises(AlreadyHandled):
        sign_ups.withdraw(made, town.clerk, BEFORE)


def test_a_card_signs_up_and_withdraws_for_its_own_household_alone(town: Helpers) -> None:
    activity, card = town.call(), card_of(town, town.li)
    made = sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    for act in (
        lambda: sign_ups.sign_up(activity, town.zhang, "张三", card, BEFORE),
        lambda: sign_ups.withdraw(made, card, BEFORE),
    ):
        assert told(act) == "积分卡只能给本户报名。"


def test_a_household_out_of_reach_gone_or_not_in_the_scheme_is_refused(town: Helpers) -> None:
    activity, wide = town.call(), town.call(place=town.community)
    elsewhere = make_household(make_group(make_village(town.community, "前庄")), "郑远")

    def sign(of: Activity, household: Any) -> str:
        return told(lambda: sign_ups.sign_up(of, household, "", town.clerk, BEFORE))

    assert "面向赵庄" in sign(activity, elsewhere)
    assert "2026年11月还没有参加积分制" in sign(wide, town.stranger)
    households.mark_left(town.li, date(2026, 11, 11), town.clerk, BEFORE)
    town.li.refresh_from_db()
    assert "已迁出" in sign(activity, town.li)
    assert sign_ups.sign_up(wide, elsewhere, "", town.clerk, BEFORE)


def test_a_team_s_call_takes_households_on_its_list_on_its_day(town: Helpers) -> None:
    team = town.team()
    town.joins(team, town.zhang, date(2026, 3, 1), "张三禾")
    activity = town.call(team=team)
    assert sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    refused = told(lambda: sign_ups.sign_up(activity, town.li, "", town.clerk, BEFORE))
    assert "没有人在名册上" in refused
    member = team.members.get()
    teams.leave(member, date(2026, 11, 11), town.clerk, BEFORE)
    refused = told(lambda: sign_ups.sign_up(activity, town.zhang, "张母", town.clerk, BEFORE))
    assert "没有人在名册上" in refused


def test_what_has_begun_or_ended_takes_no_more_sign_ups_and_gives_none_back(
    town: Helpers,
) -> None:
    activity = town.call()
    made = sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    town.start(activity)
    act = lambda: sign_ups.sign_up(activity, town.li, "", town.clerk, BEFORE)  # noqa: E731
    assert "来了的人可以直接签到" in told(act)
    assert "不能再取消报名" in told(lambda: sign_ups.withdraw(made, town.clerk, BEFORE))
    other = town.call(title="扫雪")
    activities.cancel(other, "没有下雪", town.clerk, BEFORE)
    assert "已取消" in told(lambda: sign_ups.sign_up(other, town.li, "", town.clerk, BEFORE))
    past = town.call(title="巡河")
    late = on(date(2026, 11, 15), 9)
    assert "已经过了" in told(lambda: sign_ups.sign_up(past, town.li, "", town.clerk, late))


def test_somebody_without_an_office_there_signs_nobody_up(town: Helpers) -> None:
    activity = town.call()
    refused = told(lambda: sign_ups.sign_up(activity, town.zhang, "", town.scorer, BEFORE))
    assert "没有办理赵庄此事的任职" in refused
    assert not SignUp.objects.exists()


def test_the_database_keeps_one_standing_sign_up_of_a_person(town: Helpers) -> None:
    activity = town.call()
    made = sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    made.pk, made.ref = None, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    assert SignUp.objects.get().activity.held_on == DAY
