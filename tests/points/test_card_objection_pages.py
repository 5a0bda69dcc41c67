"""Objecting behind a card: to one's own line or another's, in time, and reading the reply."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from households.models import Card
from households.services import cards
from points.models import Objection
from points.services import notices, objections
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.card_holding import holding, text_of
from tests.points.disputing import Dispute
from tests.points.notice_months import settle

pytestmark = pytest.mark.django_db

OBJECT = "/card/objections/new/?notice=1"
REASON = "救人那件事应该是15分。"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def dispute() -> Dispute:
    return Dispute()


@pytest.fixture
def card(dispute: Dispute) -> Card:
    return dispute.card()


@pytest.fixture
def client(card: Card) -> Client:
    return holding(card)


def send(client: Client, address: str = OBJECT, **typed: Any) -> HttpResponse:
    household = typed.pop("household", "")
    data = {"form_token": uuid4(), "household": household, "text": REASON}
    return client.post(address, data | typed)


def test_the_form_begins_with_ones_own_code(client: Client, dispute: Dispute) -> None:
    text = text_of(client, OBJECT)
    assert f'value="{dispute.zhang.code}"' in text
    assert "2026年11月积分公示（第1期），公示期2026年11月20日至11月26日" in text


def test_an_objection_to_ones_own_line_is_kept_once(
    client: Client, card: Card, dispute: Dispute
) -> None:
    token = uuid4()
    for _ in range(2):
        response = send(client, household=dispute.zhang.code, form_token=token)
    objection = Objection.objects.get()
    assert response.url == f"/card/objections/{objection.ref}/"
    assert (objection.by_card, objection.objector, objection.how) == (card, dispute.zhang, "card")
    assert objection.line.household == dispute.zhang
    text = text_of(client, response.url)
    for told in ("您的异议已经收到", REASON, "本户的积分", "最晚 2026年11月25日 受理"):
        assert told in text


def test_another_households_line_goes_by_its_code_and_shows_what_hangs(
    client: Client, dispute: Dispute
) -> None:
    response = send(client, household=f" {dispute.li.code} ")
    objection = Objection.objects.get()
    assert (objection.line.household, objection.objector) == (dispute.li, dispute.zhang)
    text = text_of(client, response.url)
    assert f"户编号 {dispute.li.code} 李*麦的积分" in text
    assert "李四麦" not in text
    assert "李四麦" not in text_of(client, "/card/")


def test_a_code_that_does_not_hang_is_told_and_what_was_typed_stays(client: Client) -> None:
    response = send(client, household="990099")
    assert response.status_code == 422
    text = response.content.decode()
    assert "这期公示里没有户编号“990099”，请对照公示表改正。" in text
    assert REASON in text
    assert 'value="990099"' in text
    assert not Objection.objects.exists()


def test_without_words_nothing_is_objected(client: Client, dispute: Dispute) -> None:
    response = send(client, household=dispute.zhang.code, text=" ")
    assert "请写明哪里不对、为什么" in response.content.decode()
    assert not Objection.objects.exists()


def test_the_last_second_of_the_period_is_in_time_and_the_next_is_not(
    card: Card, dispute: Dispute, clock: Clock
) -> None:
    clock.set("2026-11-26 23:59:59")
    client = holding(card)
    assert send(client, household=dispute.zhang.code).status_code == 302
    clock.set("2026-11-27 00:00:00")
    response = send(client, household=dispute.li.code)
    assert response.status_code == 422
    assert "已经过了，不能再提异议" in response.content.decode()
    assert Objection.objects.count() == 1
    assert "不能再提异议" in text_of(client, OBJECT)
    assert "提异议</" not in text_of(client, "/card/")


def test_a_second_objection_while_the_first_waits_is_told(client: Client, dispute: Dispute) -> None:
    send(client, household=dispute.zhang.code)
    response = send(client, household=dispute.zhang.code)
    assert response.status_code == 422
    assert "还在办理" in response.content.decode()
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "2", "x", "²", "9" * 30])
def test_a_notice_that_does_not_hang_here_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/card/objections/new/?notice={number}").status_code == 404


def test_a_notice_of_another_community_is_not_found(dispute: Dispute) -> None:
    other = Office("西河社区")
    stranger = make_household(other.group, "赵六水", dispute.zhang.code)
    client = holding(cards.issue(stranger, other.clerk, NOON).card)
    assert client.get(OBJECT).status_code == 404
    assert send(client, household=dispute.zhang.code).status_code == 404


def test_a_notice_published_ahead_is_not_found_before_it_hangs(
    card: Card, dispute: Dispute, clock: Clock
) -> None:
    clock.set("2026-12-01 09:00")
    december = NOVEMBER.next()
    later = NOON + timedelta(days=11)
    settle(dispute, december, {dispute.zhang: ["4.1"]}, later)
    hangs_on = later.date() + timedelta(days=3)
    notices.publish_month(dispute.community, december, hangs_on, dispute.clerk, later)
    ahead = "/card/objections/new/?notice=2"
    assert holding(card).get(ahead).status_code == 404
    clock.set("2026-12-04 09:00")
    assert holding(card).get(ahead).status_code == 200


def test_the_reply_is_read_behind_the_card(client: Client, card: Card, dispute: Dispute) -> None:
    objection = dispute.object(by=card)
    address = f"/card/objections/{objection.ref}/"
    objections.accept(objection, dispute.clerk, NOON)
    assert "最晚 2026年12月1日 答复" in text_of(client, address)
    dispute.uphold(objection, 15, text="查看证明，应为15分。")
    text = text_of(client, address)
    for told in ("答复：异议成立", "查看证明，应为15分。", "积分办", "看更正后的分数"):
        assert told in text
    text = text_of(client, "/card/months/2026-11/")
    assert "得 +15 分" in text
    assert "异议处理把 +10 分改为 +15 分：查看证明，应为15分。" in text


def test_a_refusal_is_read_too(client: Client, card: Card, dispute: Dispute) -> None:
    objection = dispute.object(household=dispute.li, by=card)
    objections.refuse(objection, "巡查表无误。", dispute.clerk, NOON)
    text = text_of(client, f"/card/objections/{objection.ref}/")
    assert "答复：异议不成立" in text
    assert "巡查表无误。" in text
    assert "看更正后的分数" not in text
    assert "异议不成立" in text_of(client, "/card/")


def test_an_objection_that_the_office_typed_in_is_its_own_too(
    client: Client, dispute: Dispute
) -> None:
    objection = dispute.object()
    assert "口头" in text_of(client, f"/card/objections/{objection.ref}/")


def test_another_households_objection_is_not_found_even_on_ones_own_line(
    client: Client, dispute: Dispute
) -> None:
    theirs = dispute.object(by=dispute.card(dispute.li), text="他家没去救人")
    assert theirs.line.household == dispute.zhang
    assert client.get(f"/card/objections/{theirs.ref}/").status_code == 404
    dispute.uphold(theirs, 5, text="只能算5分")
    text = text_of(client, f"/card/records/{dispute.record.ref}/")
    assert "只能算5分" in text
    assert theirs.ref not in text
    assert "李四麦" not in text
