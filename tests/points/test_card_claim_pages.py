"""Claiming behind a card: which item, the form with what was typed wrong, taking it back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from households.models import Card
from points.models import Evidence, Record
from points.periods import Month
from points.services.standards import ItemRow
from points.steps import Step
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER, ROWS, make_household, make_standard, pass_until
from tests.photos import drawn, saved
from tests.points.card_holding import card_of, holding, text_of
from tests.points.notice_months import open_with
from tests.points.recording import THIRD, Recording

pytestmark = pytest.mark.django_db

CLAIM = "/card/claim/"
ITEM = f"{CLAIM}?month=2026-11&item=7.2"
YEARLY = ItemRow("家园建设", 1, "规范建房", 10, "1.2", "主动拆除私搭乱建", 5, 5, "次", None, 5)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """November, by a standard in which 4.1 is for the group to propose."""
    proposers = {"4.1": "村小组", "7.2": "本户/村小组"}
    rows = tuple(replace(row, proposers=proposers.get(row.code, "")) for row in (*ROWS, YEARLY))
    monkeypatch.setattr(
        "tests.factory.make_standard", lambda place, **_: make_standard(place, rows=rows)
    )
    return Recording()


@pytest.fixture
def card(month: Recording) -> Card:
    return card_of(month, month.zhang)


@pytest.fixture
def client(card: Card) -> Client:
    return holding(card)


def send(client: Client, **typed: Any) -> HttpResponse:
    data = {
        "form_token": uuid4(),
        "month": NOVEMBER,
        "item": "7.2",
        "occurred_on": "2026-11-03",
        "quantity": "1",
        "note": "",
    }
    return client.post(CLAIM, data | typed)


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What the form says is wrong; nothing may have been recorded."""
    assert response.status_code == 422
    assert not Record.objects.exists()
    return dict(response.context["form"].errors)


def picture(seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile("帮忙.jpg", saved(drawn(seed=seed)), "image/jpeg")


def test_only_what_a_household_may_propose_is_offered_by_area(client: Client) -> None:
    text = text_of(client, CLAIM)
    assert "2026年11月做的事" in text
    assert "邻里互助" in text
    assert "每次加 1 分，每月最多加 1 分，每年最多加 6 分" in text
    assert re.findall(r"<summary>(.*?)</summary>", text) == [
        "家园建设", "环境建设", "家庭建设", "文明建设", "民主建设",
    ]  # fmt: skip
    for other in ("巡查平均45分及以上", "新增私搭乱建"):
        assert other not in text


def test_items_are_sought_by_words_or_pinyin(client: Client) -> None:
    for sought in ("互助", "llhz", "7.2"):
        text = text_of(client, f"{CLAIM}?month=2026-11&q={sought}")
        assert re.findall(r'item=([\d.]+)"', text) == ["7.2"]
    assert "没有找到" in text_of(client, f"{CLAIM}?month=2026-11&q=打牌")


def test_the_form_names_the_item_and_what_it_is_worth(client: Client) -> None:
    text = text_of(client, ITEM)
    assert "邻里互助" in text
    assert "每次加 1 分" in text
    assert 'value="2026-11-20"' in text
    assert 'enctype="multipart/form-data"' in text
    assert "先按最低分申报" in text_of(client, f"{CLAIM}?month=2026-11&item=11.3")


def test_an_item_that_may_not_be_claimed_leads_back_to_the_choice(client: Client) -> None:
    for code in ("4.1", "1.3", "9.9"):
        assert "申报哪件事？" in text_of(client, f"{CLAIM}?month=2026-11&item={code}")
        response = send(client, item=code)
        assert response.status_code == 422
        assert "这一页已经过时" in response.content.decode()
    assert not Record.objects.exists()


def test_a_claim_with_a_photo_is_kept_and_told(client: Client, card: Card) -> None:
    response = send(client, quantity="２", note="帮邻居收谷子", photos=[picture(), picture(seed=2)])
    record = Record.objects.get()
    assert response.url == f"/card/records/{record.ref}/"
    assert (record.by_card, record.line.household) == (card, card.household)
    assert (record.quantity, record.points, record.note) == (2, 2, "帮邻居收谷子")
    assert (record.occurred_on, record.origin) == (THIRD, "self")
    assert [photo.by_card for photo in Evidence.objects.filter(record=record)] == [card, card]
    text = text_of(client, response.url)
    assert "已申报“邻里互助”：本月该项最多计 1 分，本次只计 1 分。" in text
    assert "帮邻居收谷子" in text


def test_sent_twice_a_claim_is_made_once(client: Client) -> None:
    token = uuid4()
    first, second = (send(client, form_token=token, photos=[picture()]) for _ in range(2))
    assert first.url == second.url
    assert (Record.objects.count(), Evidence.objects.count()) == (1, 1)


def test_a_second_claim_of_a_yearly_item_is_taken_and_the_page_says_it_counts_nothing(
    client: Client,
) -> None:
    send(client, item="1.2")
    response = send(client, item="1.2", occurred_on="2026-11-04")
    told = "已申报“主动拆除私搭乱建”：本年该项已得 5 分，达到上限 5 分，本次计 0 分。"
    assert told in text_of(client, response.url)
    assert Record.objects.count() == 2


def test_a_day_outside_the_month_is_told_and_what_was_typed_stays(client: Client) -> None:
    response = send(client, occurred_on="2026-10-31", quantity="3", note="帮邻居收谷子")
    assert errors(response) == {
        "occurred_on": ["现在只能申报2026年11月的事，请改日期；以前漏报的，请告诉村小组补录。"]
    }
    text = response.content.decode()
    for typed in ('value="2026-10-31"', 'value="3"', "帮邻居收谷子"):
        assert typed in text
    assert errors(send(client, occurred_on="2026-11-21")) == {
        "occurred_on": ["日期还没有到，请改正。"]
    }
    assert list(errors(send(client, occurred_on="昨天"))) == ["occurred_on"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0", "数量应为1或更大的整数，请改正。"),
        ("-1", "数量应为1或更大的整数，请改正。"),
        ("1.5", "“1.5”不是整数，请只填整数，不写单位和小数。"),
        ("两", "“两”不是整数，请只填整数，不写单位和小数。"),
        ("", "请填写数量，一般是1。"),
        ("100", "一条记录的数量最多填99，请核对，或分几条记。"),
    ],
)
def test_a_wrong_number_is_told_in_a_sentence_and_stays(
    client: Client, typed: str, told: str
) -> None:
    response = send(client, quantity=typed)
    assert errors(response) == {"quantity": [told]}
    if typed:
        assert f'value="{typed}"' in response.content.decode()


def test_a_photo_that_is_none_is_told_and_nothing_is_claimed(client: Client) -> None:
    page = SimpleUploadedFile("网页.jpg", b"<html><body>photo</body></html>", "image/jpeg")
    (told,) = errors(send(client, photos=[page]))["photos"]
    assert told.startswith("“网页.jpg”：")
    seven = [picture(seed) for seed in range(1, 8)]
    assert "最多6张" in errors(send(client, photos=seven))["photos"][0]
    assert not Evidence.objects.exists()


def test_a_form_from_before_self_evaluation_was_over_is_out_of_date(
    client: Client, month: Recording
) -> None:
    pass_until(month, month.sheet, Step.GROUP)
    response = send(client)
    assert response.status_code == 422
    assert "现在不能申报" in response.content.decode()
    assert not Record.objects.exists()
    assert "现在不能申报" in text_of(client, CLAIM)


def test_two_open_months_are_claimed_each_on_its_own(
    card: Card, month: Recording, clock: Clock
) -> None:
    clock.set("2026-12-02 09:00")
    client = holding(card)
    open_with(month, NOVEMBER.next(), {}, NOON + timedelta(days=12))
    text = text_of(client, CLAIM)
    assert "2026年12月做的事" in text
    assert 'href="?month=2026-11"' in text
    assert 'value="2026-11-30"' in text_of(client, ITEM)
    send(client, month=NOVEMBER)
    assert Record.objects.get().line.sheet.period == NOVEMBER
    response = send(client, month=Month(2026, 9))
    assert response.status_code == 422
    assert Record.objects.count() == 1


def test_who_came_after_the_month_was_opened_claims_too(month: Recording) -> None:
    new = make_household(month.group, "孙七粟")
    client = holding(card_of(month, new))
    assert "我要申报" in text_of(client, "/card/")
    assert send(client).status_code == 302
    assert Record.objects.get().line.household == new


def test_a_claim_is_taken_back_after_one_question(client: Client, card: Card) -> None:
    send(client)
    record = Record.objects.get()
    address = f"/card/records/{record.ref}/withdraw/"
    assert f'href="{address}"' in text_of(client, f"/card/records/{record.ref}/")
    assert "要撤回这件事吗？" in text_of(client, address)
    assert Record.objects.standing().exists()
    token = uuid4()
    for _ in range(2):
        response = client.post(address, {"form_token": token})
        assert response.url == f"/card/records/{record.ref}/"
    record.refresh_from_db()
    assert (record.voided_by_card, record.void_reason) == (card, "本户撤回")
    text = text_of(client, response.url)
    assert "已撤回" in text
    assert "不计分：本户撤回" in text
    assert address not in text


def test_what_cannot_be_taken_back_is_told(client: Client, month: Recording) -> None:
    send(client)
    claim = Record.objects.get()
    recorded = month.record("4.1")
    pass_until(month, month.sheet, Step.GROUP)
    for record, told in ((claim, "自评已截止"), (recorded, "只能撤回本户自评申报的事项")):
        address = f"/card/records/{record.ref}/withdraw/"
        response = client.post(address, {"form_token": uuid4()})
        assert response.status_code == 422
        assert told in response.content.decode()
    assert Record.objects.standing().count() == 2
    assert "撤回</a>" not in text_of(client, f"/card/records/{claim.ref}/")


def test_a_paper_claim_is_taken_back_here_too(client: Client, month: Recording) -> None:
    typed = month.record("7.2", origin="self")
    client.post(f"/card/records/{typed.ref}/withdraw/", {"form_token": uuid4()})
    assert not Record.objects.standing().exists()
