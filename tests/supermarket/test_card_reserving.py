"""A household has goods put by from its phone, and gives them up again."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from households.models import Card
from supermarket.models import Reservation
from supermarket.services import catalogue, windows
from tests.clock import Clock, running
from tests.factory import NOON
from tests.points.card_holding import card_of, holding, text_of
from tests.supermarket.factory import TODAY, give_points, make_goods, stocked
from tests.supermarket.serving import FAIR, Serving

pytestmark = pytest.mark.django_db

PAGE = "/card/market/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def market() -> Serving:
    """On a day of reservation; the household has 100 points, rice costs 20, oil 15."""
    return Serving(reserved_for=True)


@pytest.fixture
def card(market: Serving) -> Card:
    return card_of(market, market.household)


@pytest.fixture
def phone(card: Card) -> Client:
    return holding(card)


def filled(market: Serving, **typed: Any) -> dict[str, Any]:
    return {
        "form_token": uuid4(),
        "outlet": market.shop.place.code,
        "quantity": "2",
        "window": str(market.window),
        "points_seen": "20",
    } | typed


def rice_page(market: Serving) -> str:
    return f"{PAGE}{market.rice.number}/"


def refused(response: HttpResponse) -> str:
    assert response.status_code == 422
    assert not Reservation.objects.exists()
    return response.content.decode()


def test_a_household_reserves_from_its_phone_once(
    market: Serving, phone: Client, card: Card
) -> None:
    assert f'href="{rice_page(market)}"' in text_of(phone, PAGE)
    assert "积分按兑换当天的价格计" in text_of(phone, rice_page(market))
    data = filled(market)
    for _ in range(2):
        response = phone.post(rice_page(market), data)
        assert (response.status_code, response.url) == (302, PAGE)
    (made,) = Reservation.objects.all()
    assert (made.by_card, made.by, made.quantity, made.points) == (card, None, 2, 40)
    assert market.left(market.rice) == (20, 2)
    text = text_of(phone, PAGE)
    assert "已预约大米2袋，占用40分。" in text
    assert "可用 60 分" in text
    assert f'href="{rice_page(market)}"' not in text


def test_a_household_takes_its_reservation_back(market: Serving, phone: Client) -> None:
    phone.post(rice_page(market), filled(market))
    made = Reservation.objects.get()
    address = f"{PAGE}reservations/{made.ref}/withdraw/"
    assert "要取消这项预约吗" in text_of(phone, address)
    data = {"form_token": uuid4()}
    for _ in range(2):
        assert phone.post(address, data).status_code == 302
    made.refresh_from_db()
    assert made.ended_how == Reservation.End.WITHDRAWN
    assert market.left(market.rice) == (20, 0)
    assert "这项预约已经领取或取消" in text_of(phone, address)
    assert phone.post(address, {"form_token": uuid4()}).status_code == 422


def test_anothers_reservation_is_not_there(market: Serving, phone: Client) -> None:
    theirs = market.reserve(market.rice, 1, household=market.neighbour(50))
    address = f"{PAGE}reservations/{theirs.ref}/withdraw/"
    assert phone.get(address).status_code == 404
    assert phone.post(address, {"form_token": uuid4()}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"quantity": "6"}, "还差20分"),
        ({"quantity": "0"}, "数量应为1或更大的整数"),
        ({"quantity": "-1"}, "数量应为1或更大的整数"),
        ({"quantity": "1.5"}, "不是整数"),
        ({"quantity": ""}, "请填写数量"),
        ({"outlet": ""}, "请选到哪里领"),
        ({"outlet": "X9"}, "那里已经没有了"),
        ({"window": "2026年第3季度兑换期"}, "预约的日期有变动"),
        ({"points_seen": "19"}, "由19分改为20分"),
    ],
)
def test_what_cannot_be_reserved_is_said_in_words(
    market: Serving, phone: Client, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in refused(phone.post(rice_page(market), filled(market, **typed)))


def test_more_than_is_on_the_shelf_is_not_reserved(market: Serving, phone: Client) -> None:
    give_points(market.household, 500)
    page = refused(phone.post(rice_page(market), filled(market, quantity="21")))
    assert "大米现在可预约的只有 20 袋，请改数量。" in page


def test_wide_digits_are_a_number(market: Serving, phone: Client) -> None:
    phone.post(rice_page(market), filled(market, quantity="１"))
    assert Reservation.objects.get().quantity == 1


def test_a_new_price_is_shown_and_counts_once_it_was_seen(market: Serving, phone: Client) -> None:
    catalogue.price(market.rice, 25, 3200, TODAY, market.clerk, NOON)
    page = refused(phone.post(rice_page(market), filled(market)))
    assert "由20分改为25分" in page
    assert 'name="points_seen" value="25"' in page
    phone.post(rice_page(market), filled(market, points_seen="25"))
    assert Reservation.objects.get().points == 50


def test_a_product_retired_meanwhile_leads_back_with_a_word(market: Serving, phone: Client) -> None:
    catalogue.retire(market.rice, market.clerk, NOON)
    response = phone.post(rice_page(market), filled(market), follow=True)
    assert "大米已经下架" in response.content.decode()
    assert not Reservation.objects.exists()
    assert phone.get(f"{PAGE}9999/").status_code == 404


def test_outside_the_days_of_reservation_nothing_is_reserved(
    market: Serving, card: Card, clock: Clock
) -> None:
    clock.set("2026-11-25 08:00")
    phone = holding(card)
    text = text_of(phone, rice_page(market))
    assert "现在可以兑换" in text
    assert "form_token" not in text
    assert f'href="{rice_page(market)}"' not in text_of(phone, PAGE)
    assert "预约已经结束" in refused(phone.post(rice_page(market), filled(market)))
    windows.close_window(market.window, market.clerk, FAIR)
    assert "预约的日期有变动" in refused(phone.post(rice_page(market), filled(market)))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("haircut", "服务不用预约，请在兑换期内到柜台兑换。"),
        ("oil", "这一种已经预约了。要改数量，请先取消原来的预约。"),
        ("satchel", "已兑完，现在不能预约。"),
        ("television", "您的积分还差200分。"),
    ],
)
def test_the_page_says_why_a_thing_is_not_reserved(
    market: Serving, phone: Client, name: str, sentence: str
) -> None:
    market.satchel = make_goods(market.community, "书包", by=market.clerk)
    market.television = make_goods(market.community, "电视机", 285, by=market.clerk)
    stocked(market.shop, market.television, 1, by=market.clerk)
    market.reserve(market.oil, 1)
    text = text_of(phone, f"{PAGE}{getattr(market, name).number}/")
    assert sentence in text
    assert "form_token" not in text
