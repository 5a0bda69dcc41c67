"""A household answers a call behind its card; and what hangs in thanks for it."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from points.models import Activity, Policy, SignUp
from points.reports.activity_papers import sign_in_sheet, thanks_list
from points.services import activities, policies, sign_ups
from tests.clock import Clock, running
from tests.factory import make_household, make_village, signed_in
from tests.points.card_holding import card_of, holding, text_of
from tests.points.volunteering import DAY, Helpers, on

pytestmark = pytest.mark.django_db

BEFORE = on(date(2026, 11, 12), 9)


@pytest.fixture(autouse=True)
def _two_days_before() -> Iterator[None]:
    with running(Clock("2026-11-12 09:00")):
        yield


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def sent(**typed: Any) -> dict[str, Any]:
    return {"form_token": uuid4()} | typed


def at(activity: Activity) -> str:
    return reverse("card_activity", args=[activity.ref])


def pdf(made: bytes) -> str:
    return "".join(each.extract_text() for each in PdfReader(BytesIO(made)).pages).replace("\n", "")


def test_a_call_is_seen_answered_and_taken_back(town: Helpers) -> None:
    activity = town.call(wanted=1, note="带铁锹")
    client = holding(card_of(town, town.zhang))
    home = text_of(client, "/card/")
    assert "招募志愿者" in home
    assert "还招1人" in home
    text = text_of(client, at(activity))
    for told in ("带铁锹", "志愿服务每满4小时，每4小时加 1 分", "还招1人"):
        assert told in text, told
    answer = client.post(at(activity), sent(person="张小禾"), follow=True)
    assert "已报名，请按时到集合地点签到。" in answer.text
    assert "张小禾" in answer.text
    assert "已报名" in text_of(client, reverse("card_activities"))
    neighbour = holding(card_of(town, town.li))
    text = text_of(neighbour, at(activity))
    assert "已经招满，可以报名候补" in text
    assert "张小禾" not in text
    answer = neighbour.post(at(activity), sent(), follow=True)
    assert "已报名候补，前面有人退出就补上。" in answer.text
    assert "李四谷（候补，前面有人退出就补上）" in answer.text
    own = SignUp.objects.get(household=town.zhang)
    answer = client.post(at(activity), sent(withdraw=own.ref), follow=True)
    assert "已取消报名。" in answer.text
    assert "前面有人退出" not in text_of(neighbour, at(activity))


def test_a_form_sent_twice_is_one_sign_up_and_a_second_one_is_told(town: Helpers) -> None:
    activity = town.call()
    client, form = holding(card_of(town, town.zhang)), sent()
    for _ in range(2):
        assert client.post(at(activity), form).status_code == 302
    answer = client.post(at(activity), sent())
    assert answer.status_code == 422
    assert "已经报过名，不用再报。" in answer.text
    assert SignUp.objects.count() == 1


def test_a_household_takes_back_nothing_of_another(town: Helpers) -> None:
    activity = town.call()
    made = sign_ups.sign_up(activity, town.li, "", town.clerk, BEFORE)
    client = holding(card_of(town, town.zhang))
    assert client.post(at(activity), sent(withdraw=made.ref)).status_code == 404
    assert SignUp.objects.standing().get() == made


def test_calls_for_others_are_not_shown(town: Helpers) -> None:
    team = town.team()
    town.joins(team, town.li, date(2026, 1, 5))
    for_team = town.call(team=team, title="队伍活动")
    elsewhere = town.call(place=make_village(town.community, "前庄"), title="别村的活动")
    foreign = Helpers("西岭社区").call(title="别的社区")
    client = holding(card_of(town, town.zhang))
    text = text_of(client, reverse("card_activities"))
    assert "现在没有招募" in text
    for other in (for_team, elsewhere, foreign):
        assert client.get(at(other)).status_code == 404
    assert "队伍活动" in text_of(holding(card_of(town, town.li)), reverse("card_activities"))


def test_what_was_called_off_says_why_and_what_was_done_stays(town: Helpers) -> None:
    activity = town.call()
    activities.cancel(activity, "下雨改期", town.clerk, BEFORE)
    client = holding(card_of(town, town.zhang))
    text = text_of(client, at(activity))
    assert "活动已经取消：下雨改期" in text
    assert "谁来参加" not in text
    town.held((town.zhang, "08:00", "10:30"), title="扫街", held_on=date(2026, 11, 7))
    text = text_of(client, reverse("card_activities"))
    assert "我家参加过的" in text
    assert "2小时30分" in text


def test_the_home_page_costs_the_same_for_one_call_and_for_three(town: Helpers) -> None:
    client = holding(card_of(town, town.zhang))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "/card/")
        return len(queries)

    town.call()
    once = cost()
    town.call(title="扫街")
    town.call(title="扫雪")
    assert cost() == once


def test_the_sheet_names_whoever_signed_up_and_who_waits(town: Helpers) -> None:
    activity = town.call(wanted=1)
    sign_ups.sign_up(activity, town.zhang, "张小禾", town.clerk, BEFORE)
    sign_ups.sign_up(activity, town.li, "", town.clerk, BEFORE)
    text = pdf(sign_in_sheet(activity))
    for told in (
        "活动签到签退表",
        "清理村口河道",
        "08:00—12:00",
        town.zhang.code,
        "张小禾",
        "候补",
    ):
        assert told in text, told


def test_the_thanks_tell_households_as_notices_do_and_never_who_came(town: Helpers) -> None:
    """张三禾 and a child for 4小时 each, 李四谷 for 2小时30分: 3 persons, 10小时30分."""
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    town.came(activity, town.zhang, "08:00", "12:00", person="张小禾")
    town.came(activity, town.li, "08:00", "10:30")
    closed = town.close(activity)
    policy = policies.save(Policy(community=town.community, office="东岭积分办"))
    text = pdf(thanks_list(closed, policy, DAY))
    for told in ("2户3人参加，服务10小时30分", "张*禾", "8小时", "2小时30分", "东岭积分办"):
        assert told in text, told
    for secret in ("张三禾", "李四谷", "张小禾", "周见证", "吴旁观"):
        assert secret not in text, secret
    policy.masks_names, policy.unmasking_basis = False, "村民代表会议决议"
    assert "张三禾" in pdf(thanks_list(closed, policy, DAY))


def test_papers_are_for_the_organisers_and_thanks_come_after_the_end(town: Helpers) -> None:
    activity = town.running()
    thanks = reverse("activity_thanks", args=[activity.ref])
    clerk = signed_in(town.clerk)
    assert clerk.get(thanks).status_code == 404
    town.came(activity, town.zhang, "08:00", "12:00")
    town.close(activity)
    assert clerk.get(thanks)["Content-Type"] == "application/pdf"
    assert signed_in(town.scorer).get(thanks).status_code == 403


def test_a_name_that_cannot_be_printed_is_told_and_nothing_is_printed(town: Helpers) -> None:
    activity = town.call()
    odd = make_household(town.group, "张\U0002ebf0")
    sign_ups.sign_up(activity, odd, "", town.clerk, BEFORE)
    answer = signed_in(town.clerk).get(reverse("activity_sheet", args=[activity.ref]))
    assert answer.status_code == 422
    assert "字库里没有以下的字" in answer.text
