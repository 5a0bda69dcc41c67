"""What a household reads behind its card of its years and of a veto, and how it objects to one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Card
from households.refusals import AlreadyHandled, Refused
from points.models import Veto, VetoObjection
from points.periods import Month
from points.reports.card_honours import told_vetoes
from points.reports.honours_of_years import histories
from points.services import rankings, vetoes
from tests.clock import Clock, running
from tests.factory import NOON, signed_in
from tests.points.card_holding import card_of, holding, text_of
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear
from tests.points.test_vetoes import TODAY, ground, impose, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


@pytest.fixture
def card(town: HonourYear) -> Card:
    return card_of(town, town.zhang)


def sent(**typed: Any) -> dict[str, Any]:
    return {"form_token": str(uuid4())} | typed


def page_of(veto: Veto) -> str:
    return reverse("card_veto", args=[veto.ref])


# A veto


def test_it_is_read_once_it_was_told_and_by_its_own_household(town: HonourYear, card: Card) -> None:
    veto, client = impose(town), holding(card)
    assert "一票否决" not in text_of(client, "/card/")
    assert client.get(page_of(veto)).status_code == 404
    tell(town, veto)
    home = text_of(client, "/card/")
    for due in ("关于您家的一票否决", "酒后驾驶", "2026年11月23日前（含当天）可以提出异议"):
        assert due in home
    page = text_of(client, page_of(veto))
    for due in (
        "处罚决定书（青公〔2026〕5号），2026年5月6日",
        "2026年5月1日至12月31日",
        "2026年度不参加荣誉积分排名",
        "2026年11月20日上门送达，告知人周主任",
        "不写进任何公示",
        "提出异议",
    ):
        assert due in page
    neighbour = holding(card_of(town, town.li))
    assert "一票否决" not in text_of(neighbour, "/card/")
    assert neighbour.get(page_of(veto)).status_code == 404
    vetoes.void(veto, "登记错了户", town.clerk, NOON)
    assert "登记有误，已作废，不影响参评。" in text_of(client, "/card/")
    page = text_of(client, page_of(veto))
    assert "提出异议" not in page
    assert "不参加荣誉积分排名" not in page
    assert "登记错了户" not in page


def test_it_is_objected_to_by_card_once_and_answered_there(
    town: HonourYear, card: Card, clock: Clock
) -> None:
    veto, client = tell(town, impose(town)), holding(card)
    form = sent(text="不是我开的车")
    for _ in range(2):
        answer = client.post(page_of(veto), form, follow=True)
        assert "您的异议已经收到" in answer.text
    made = VetoObjection.objects.get()
    assert (made.how, made.by_card, made.typed_by, made.received_on) == ("card", card, None, TODAY)
    assert made.author == "本户（积分卡）"
    page = text_of(client, page_of(veto))
    assert "最晚 2026年12月1日 答复" in page
    assert "<form" not in page.split("<main")[1]
    assert "最晚2026年12月1日答复" in text_of(client, "/card/")
    answer = client.post(page_of(veto), sent(text="再说一次"))
    assert answer.status_code == 422
    assert "已经有一件异议在办理" in answer.text
    assert "再说一次" in answer.text
    office = signed_in(town.auditor).get(reverse("veto", args=[veto.ref])).text
    assert "本户（积分卡）" in office
    assert "不是我开的车" in office
    vetoes.reply(veto, upheld=True, text="监控里是别人", by=town.auditor, at=NOON)
    page = text_of(client, page_of(veto))
    for due in ("已解除", "异议成立，一票否决已解除", "监控里是别人"):
        assert due in page


def test_after_its_days_it_is_told_where_to_go(town: HonourYear, card: Card, clock: Clock) -> None:
    veto = tell(town, impose(town))
    clock.set("2026-11-24 00:00")
    client = holding(card)
    assert "<form" not in text_of(client, page_of(veto)).split("<main")[1]
    answer = client.post(page_of(veto), sent(text="不是我"))
    assert answer.status_code == 422
    assert "异议期是2026年11月20日至2026年11月23日，已经过了。" in answer.text
    assert "请到社区积分办说明" in answer.text
    assert "有效。2026年度不参加" in text_of(client, "/card/")
    assert not VetoObjection.objects.exists()


def test_without_a_text_it_says_what_is_missing(town: HonourYear, card: Card) -> None:
    veto = tell(town, impose(town))
    answer = holding(card).post(page_of(veto), sent(text=" "))
    assert answer.status_code == 422
    assert "请写明哪里不对、为什么。" in answer.text


def test_a_card_objects_for_its_own_household_alone(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    other = card_of(town, town.li)
    with pytest.raises(Refused, match="不是您家的"):
        vetoes.object_to(veto, "不是我", "card", TODAY, other, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        VetoObjection.objects.create(
            community=town.community, veto=veto, text="不是我", how="oral",
            received_on=TODAY, by_card=other, at=NOON,
        )  # fmt: skip
    lifted = vetoes.lift(veto, "改了", town.auditor, NOON).veto
    with pytest.raises(AlreadyHandled):
        vetoes.object_to(lifted, "不是我", "card", TODAY, card_of(town, town.zhang), NOON)


def test_the_office_types_one_in_up_to_two_weeks_late(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    for late, good in ((14, True), (15, False)):
        at = NOON + timedelta(days=late)
        with transaction.atomic():
            if good:
                made = vetoes.object_to(veto, "不是我", "oral", TODAY, town.clerk, at)
                assert made.author == f"{town.clerk.name}代录"
            else:
                with pytest.raises(Refused, match="收到超过14天的异议不能再补登"):
                    vetoes.object_to(veto, "不是我", "oral", TODAY, town.clerk, at)
            transaction.set_rollback(True)


def test_what_is_long_over_is_shown_no_more(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    shown = [
        told_vetoes(town.zhang, day).filter(pk=veto.pk).exists()
        for day in (TODAY, date(2027, 1, 1), TODAY.replace(year=2027), date(2028, 1, 1))
    ]
    assert shown == [True, True, False, False]


# Places and stars


def test_places_and_stars_of_settled_years_with_their_corrections(
    town: HonourYear, card: Card, clock: Clock
) -> None:
    """Li has 40, Qian 30, Zhang 20; Li is off the list afterwards: of four, three stars for one
    and a half, which is one."""
    town.post(Month(YEAR, 12), {town.li: 40, town.qian: 30, town.zhang: 20})
    ranking = town.freeze()
    clock.set("2027-01-10 12:00")
    client = holding(card)
    home = text_of(client, "/card/")
    assert "2026年：全社区第3名，全村第3名，本组第2名" in home
    assert "三星" in home
    assert "之后更正" not in home
    town.vetoed(town.li)
    rankings.correct(ranking, town.li, "偷盗", "判决书", town.recorder, AFTER_THE_YEAR)
    home = text_of(client, "/card/")
    assert "2026年：全社区第2名，全村第2名，本组第1名" in home
    assert "定名次时第3名，三星，之后更正" in home
    assert "偷盗" not in home
    (mine,) = histories([town.li])[town.li.pk]
    assert (mine.placed, mine.stars, mine.was) == ("不参评", "无", "第1名，四星")
    office = signed_in(town.clerk).get(reverse("household_page", args=[town.zhang.code])).text
    assert "2026年：全社区第2名，全村第2名，本组第1名" in office
    office = signed_in(town.clerk).get(reverse("household_page", args=[town.li.code])).text
    assert "2026年：不参评" in office


def test_the_offices_page_of_a_household_shows_a_veto_to_whoever_may_see_it(
    town: HonourYear,
) -> None:
    veto = impose(town)
    address = reverse("household_page", args=[town.zhang.code])
    due = reverse("veto", args=[veto.ref])
    page = signed_in(town.clerk).get(address).text
    assert due in page
    assert "待告知" in page
    for person in (town.scorer, town.committee):
        assert "一票否决" not in signed_in(person).get(address).text
    tell(town, veto)
    vetoes.lift(veto, "改了", town.auditor, NOON)
    assert due not in signed_in(town.clerk).get(address).text


def test_the_pages_cost_the_same_however_many_there_are(
    town: HonourYear, card: Card, clock: Clock
) -> None:
    town.post(Month(YEAR, 12), {town.zhang: 20})
    town.freeze()
    clock.set("2027-01-10 12:00")
    addresses: dict[str, Client] = {
        "/card/": holding(card),
        reverse("household_page", args=[town.zhang.code]): signed_in(town.clerk),
    }

    def cost() -> list[int]:
        found = []
        for address, client in addresses.items():
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    for year in (2023, 2024):
        days = {"starts_on": date(year, 5, 1), "ends_on": date(year + 1, 4, 30)}
        veto = vetoes.impose(town.zhang, ground(**days), town.clerk, AFTER_THE_YEAR)
        vetoes.tell(veto, AFTER_THE_YEAR.date(), "phone", "周", town.clerk, AFTER_THE_YEAR)
        if year == 2023:
            few = cost()
    assert cost() == few
