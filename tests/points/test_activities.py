"""Calls for volunteers: what they need, where they stand, before whom they end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from points.models import Activity, Item
from points.services import activities, attendances, sign_ups
from points.services.activities import Witness, countable
from tests.factory import Office
from tests.points.volunteering import (
    DAY,
    HOURS,
    PERSONS,
    TIMES,
    YEARS,
    Helpers,
    on,
)

pytestmark = pytest.mark.django_db

NOW = on(DAY, 20)


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def told(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return "".join(refused.value.messages)


def test_an_activity_goes_from_its_call_to_its_end_before_two_witnesses(town: Helpers) -> None:
    activity = town.call()
    assert activity.is_called
    assert town.start(activity).is_running
    town.came(activity, town.zhang, "08:00", "12:00")
    closed = town.close(activity)
    assert closed.is_closed
    assert (closed.witness, closed.witness_household) == ("周见证", town.li)
    assert (closed.second_witness, closed.second_witness_household) == ("吴旁观", None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ends": time(8)}, "结束时间要在开始时间之后"),
        ({"most_hours": 13}, "应在1至12之间"),
        ({"most_hours": 0}, "应在1至12之间"),
        ({"wanted": 0}, "招募人数应在1至999之间"),
        ({"item_code": "4.1"}, "4.1不是活动可以计分的项"),
        ({"item_code": "1.3"}, "1.3不是活动可以计分的项"),
        ({"item_code": "11.3"}, "11.3不是活动可以计分的项"),
        ({"item_code": YEARS}, "11.1不是活动可以计分的项"),
        ({"item_code": "99"}, "99不是活动可以计分的项"),
        ({"held_on": date(2025, 11, 14)}, "2025年11月1日还没有通过的标准"),
        ({"title": " "}, "请填写活动名称"),
        ({"organiser": ""}, "请填写组织者的姓名"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(
    town: Helpers, typed: dict[str, Any], sentence: str
) -> None:
    assert sentence in told(lambda: town.call(**typed))
    assert not Activity.objects.exists()


def test_an_item_counts_where_organisers_may_propose_it(town: Helpers) -> None:
    items = {item.code: item for item in Item.objects.filter(standard=town.standard)}
    assert all(countable(items[code]) for code in (HOURS, PERSONS, TIMES))
    item = items[HOURS]
    item.proposers = "本户/活动组织者"
    assert countable(item)
    item.proposers = "村小组"
    assert not countable(item)
    item.proposers, item.case_by_case = "", True
    assert not countable(item)


def test_it_is_called_by_whoever_holds_an_office_where_it_is_for(town: Helpers) -> None:
    draft = town.draft()
    assert "没有办理赵庄此事的任职" in told(lambda: activities.call(draft, town.scorer, NOW))
    own = replace(draft, place=town.group)
    assert activities.call(own, town.scorer, NOW).place == town.group
    assert "没有办理" in told(lambda: activities.call(own, town.auditor, NOW))
    assert "没有办理" in told(lambda: activities.call(own, Office("西岭社区").clerk, NOW))


def test_it_does_not_begin_before_its_day_and_only_once(town: Helpers) -> None:
    activity = town.call()
    early = on(date(2026, 11, 13), 23, 59)
    sentence = told(lambda: activities.start(activity, town.clerk, early))
    assert sentence == "活动在2026年11月14日，当天才能开始签到。"
    town.start(activity)
    with pytest.raises(AlreadyHandled):
        activities.start(activity, town.clerk, NOW)


def test_a_call_is_changed_until_it_begins(town: Helpers) -> None:
    activity = town.call()
    activities.change(activity, town.draft(title="清理水塘", wanted=5), town.clerk, NOW)
    activity.refresh_from_db()
    assert (activity.title, activity.wanted) == ("清理水塘", 5)
    sign_ups.sign_up(activity, town.zhang, "", town.clerk, on(DAY, 7))
    moved = town.draft(place=town.group)
    assert "已经有人报名" in told(lambda: activities.change(activity, moved, town.clerk, NOW))
    town.start(activity)
    with pytest.raises(AlreadyHandled):
        activities.change(activity, town.draft(), town.clerk, NOW)


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (Witness("周见证"), "两位见证人要是不同的人"),
        (Witness("周 见证"), "两位见证人要是不同的人"),
        (Witness(""), "请填写第二位见证人的姓名"),
        (Witness("孙组织"), "见证人不能是组织者本人"),
    ],
)
def test_two_different_people_vouch_and_not_the_organiser(
    town: Helpers, second: Witness, sentence: str
) -> None:
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    first = Witness("周见证", town.zhang)
    found = told(lambda: activities.close(activity, first, second, town.clerk, NOW))
    assert sentence in found
    activity.refresh_from_db()
    assert activity.is_running


def test_whoever_closes_it_does_not_vouch_for_it(town: Helpers) -> None:
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    first, second = Witness("周见证", town.zhang), Witness(town.clerk.name, town.li)
    found = told(lambda: activities.close(activity, first, second, town.clerk, NOW))
    assert "不能是办理结束的人本人" in found


def test_two_of_one_household_do_not_vouch_together(town: Helpers) -> None:
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    first, second = Witness("周见证", town.li), Witness("李四谷", town.li)
    found = told(lambda: activities.close(activity, first, second, town.clerk, NOW))
    assert "同一户" in found


def test_it_does_not_end_while_somebody_is_there_or_nobody_came(town: Helpers) -> None:
    activity = town.running()
    assert "还没有人签到，不能结束" in told(lambda: town.close(activity))
    town.came(activity, town.zhang, "08:00")
    assert "还有1人没有签退" in told(lambda: town.close(activity))
    attendances.leave_all(activity, time(12), town.clerk, NOW)
    assert town.close(activity).is_closed
    with pytest.raises(AlreadyHandled):
        town.close(activity)


def test_it_is_called_off_with_a_reason_until_somebody_came(town: Helpers) -> None:
    activity = town.running()
    assert "请写明取消的原因" in told(lambda: activities.cancel(activity, " ", town.clerk, NOW))
    signed = town.came(activity, town.zhang, "08:00", "12:00")
    assert "已经有人签到" in told(lambda: activities.cancel(activity, "下雨", town.clerk, NOW))
    attendances.void(signed, "签错了户", town.clerk, NOW)
    activities.cancel(activity, "下雨", town.clerk, NOW)
    activity.refresh_from_db()
    assert (activity.state, activity.cancel_reason) == ("cancelled", "下雨")
    with pytest.raises(AlreadyHandled):
        activities.cancel(activity, "下雨", town.clerk, NOW)


def test_what_is_over_is_not_changed_by_any_way(town: Helpers) -> None:
    closed = town.held((town.zhang, "08:00", "12:00"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Activity.objects.filter(pk=closed.pk).update(title="别的活动")


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ({"ends": time(8)}, "activity_ends_after_it_starts"),
        ({"wanted": 0}, "activity_wants_somebody_for_some_hours"),
        ({"state": "running"}, "activity_state_is_what_has_happened"),
        (
            {"state": "closed", "witness": "周见证", "second_witness": "吴旁观"},
            "activity_state_is_what_has_happened",
        ),
        ({"witness": "周见证"}, "activity_is_closed_before_two_witnesses_and_only_then"),
    ],
)
def test_the_database_keeps_the_law_of_activities(
    town: Helpers, wrong: dict[str, Any], law: str
) -> None:
    activity = town.call()
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**wrong)


def test_the_database_knows_no_end_before_one_witness_alone(town: Helpers) -> None:
    activity = town.running()
    ended = {"state": "closed", "ended_by": town.clerk, "ended_at": NOW, "witness": "周见证"}
    for more in ({}, {"second_witness": "周见证"}):
        with pytest.raises(IntegrityError, match="two_witnesses"), transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(**ended | more)
    both = {"witness_household": town.li, "second_witness_household": town.li}
    named = {"second_witness": "吴旁观"}
    with pytest.raises(IntegrityError, match="two_witnesses"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**ended | named | both)
