"""The villagers read until when the paper hangs in their village, where that is longer."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household, Place
from households.refusals import Refused
from points.models import Objection, SheetLine
from points.reports.card_months import card_months
from points.services import objections
from points.services.objections import Raised
from tests.points.card_holding import card_of, holding, text_of
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"
AGAIN = "赵庄的公示单张贴到2026年12月1日"
TORN = "赵庄的公示单提前撤下，要重新张贴满7天"


@pytest.fixture
def wall() -> Wall:
    cache.clear()
    return Wall()


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: at)


def torn(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(23), WHY)


def hung_again(wall: Wall) -> None:
    """20 to 23, and from the 25th again: until 1 December."""
    torn(wall)
    wall.hang(wall.zhaozhuang, on(25))


def board(wall: Wall, village: Place) -> str:
    address = reverse("board_notice", args=[wall.office.community.code, 1])
    return str(Client().get(address, {"village": village.code}).text)


def test_the_board_says_it_of_the_village_alone(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, noon(24))
    wall.hang(wall.qianzhuang, on(20))
    assert "的公示单" not in board(wall, wall.zhaozhuang)
    torn(wall)
    assert f"{TORN}，提异议也到那时为止。" in board(wall, wall.zhaozhuang)
    wall.hang(wall.zhaozhuang, on(25), noon(25))
    set_clock(monkeypatch, noon(25))
    page = board(wall, wall.zhaozhuang)
    assert f"{AGAIN}，提异议也到那时为止。" in page
    assert "2026年11月20日至11月26日（7天）" in page
    assert "的公示单" not in board(wall, wall.qianzhuang)
    assert "孙张贴" not in page


def test_the_board_costs_the_same_however_often_it_was_hung(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            board(wall, wall.zhaozhuang)
        return len(queries)

    set_clock(monkeypatch, noon(26))
    wall.hang(wall.qianzhuang, on(20))
    once = cost()
    hung_again(wall)
    assert cost() == once


def test_the_card_says_it_with_the_days(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    def period(household: Household, day: int = 28) -> str:
        (month,) = card_months(household, [2026], on(day))
        return month.period

    own = "2026年11月20日至11月26日"
    wall.hang(wall.qianzhuang, on(20))
    assert period(wall.zhang) == own
    torn(wall)
    assert period(wall.zhang) == f"{own}，{TORN}"
    wall.hang(wall.zhaozhuang, on(25))
    assert period(wall.zhang) == f"{own}，{AGAIN}"
    assert period(wall.zhou) == own
    set_clock(monkeypatch, noon(28))
    card = card_of(wall.office, wall.zhang)
    client = holding(card)
    assert f"公示期{own}，{AGAIN}" in text_of(client, "/card/months/2026-11/")
    asked = text_of(client, f"{reverse('card_object')}?notice=1")
    assert f"公示期{own}，{AGAIN}" in asked
    assert 'name="text"' in asked
    for day, month, over in ((1, 12, False), (2, 12, True)):
        set_clock(monkeypatch, noon(day, month))
        asked = text_of(holding(card), f"{reverse('card_object')}?notice=1")
        assert ("公示期已经过了，不能再提异议" in asked) == over


def test_who_is_too_late_is_told_the_village_s_own_last_day(wall: Wall) -> None:
    def late(household: Household, day: int, month: int) -> str:
        line = SheetLine.objects.get(household=household)
        raised = Raised("漏了一次", Objection.How.ORAL, on(day, month), wall.wu)
        by = wall.office.clerk
        with pytest.raises(Refused) as refused:
            objections.raise_objection(wall.notice, line, raised, by, noon(day, month))
        (told,) = refused.value.message_dict["received_on"]
        return str(told)

    hung_again(wall)
    own = "第1期的公示期是2026年11月20日至2026年11月26日"
    assert f"{own}，赵庄张贴到2026年12月1日，已经过了" in late(wall.zhang, 2, 12)
    assert f"{own}，已经过了" in late(wall.zhou, 27, 11)
