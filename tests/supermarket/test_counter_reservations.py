"""Reservations at the counter: made before the window, fetched in it, given up."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.services import cards
from supermarket.models import Outlet, Product, Reservation, Stock
from supermarket.services import catalogue
from supermarket.services.offers import Changed, NotOffered
from supermarket.services.reserving import reserve_all
from tests.factory import NOON, signed_in
from tests.supermarket.counting import Counter, lines, the_slip, words
from tests.supermarket.factory import TODAY, make_goods, make_shop, stocked
from tests.supermarket.serving import FAIR, Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Serving:
    return Serving(reserved_for=True)


@pytest.fixture
def counter(town: Serving) -> Counter:
    return Counter(town)


def reserved(town: Serving) -> list[tuple[str, int, int]]:
    standing = Reservation.objects.filter(ended_at__isnull=True).order_by("product__number")
    return list(standing.values_list("product__name", "quantity", "points"))


def on_the_day(monkeypatch: pytest.MonkeyPatch, town: Serving) -> Counter:
    """The first hour of the window; the storekeeper has signed in that morning."""
    monkeypatch.setattr(timezone, "now", lambda: FAIR)
    return Counter(town)


def send(counter: Counter, *picks: tuple[Product, Any], **more: Any) -> Any:
    return counter.send(*picks, reserve="2026-4", **more)


# Before the window


def test_before_the_window_the_counter_reserves(town: Serving, counter: Counter) -> None:
    page = words(counter.page())
    assert "下一次是2026年11月25日至2026年11月30日" in page
    assert "现在可以为这一期办理预约。" in page
    assert "确认预约" in page
    # Services are exchanged directly, and nobody collects anything yet.
    assert "理发" not in page
    assert "谁来领取" not in page
    assert "积分按兑换当天的价格计。" in page
    answer = send(counter, (town.rice, 2), (town.oil, 1))
    assert answer["Location"] == counter.home
    assert reserved(town) == [("大米", 2, 40), ("菜籽油", 1, 15)]
    assert town.balance() == 100
    told = words(counter.client.get(counter.home))
    assert f"{town.household}已预约大米2袋、菜籽油1桶，占用55分。积分按兑换当天的价格计。" in told


def test_the_page_then_shows_what_is_held_and_what_is_left(town: Serving, counter: Counter) -> None:
    send(counter, (town.rice, 2))
    page = counter.page()
    assert (page.context["page"].held, page.context["after"]) == (40, 60)
    assert "预约占用" in words(page)
    (rice,) = [each for each in page.context["page"].offered if each.product == town.rice]
    assert (rice.left, rice.held) == (18, 0)
    answer = send(counter, (town.oil, 2), (make_goods(town.community, "面粉", 31), 1))
    assert answer.status_code == 422


def test_a_second_sending_reserves_nothing_more(town: Serving, counter: Counter) -> None:
    sent = counter.basket((town.rice, 2), reserve="2026-4")
    first = counter.client.post(counter.address, sent)
    again = counter.client.post(counter.address, sent)
    assert first["Location"] == again["Location"]
    assert reserved(town) == [("大米", 2, 40)]


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        ("0", "数量应为1或更大的整数"),
        ("6", "还差20分：合计120分，可用100分"),
        ("1.5", "“1.5”不是整数"),
    ],
)
def test_what_can_not_be_reserved_is_said(
    town: Serving, counter: Counter, quantity: str, told: str
) -> None:
    answer = send(counter, (town.rice, quantity), total={"6": 120}.get(quantity, 0))
    assert answer.status_code == 422
    assert told in words(answer)
    assert reserved(town) == []


def test_all_of_a_basket_is_reserved_or_nothing(town: Serving, counter: Counter) -> None:
    answer = send(counter, (town.rice, 2), (town.oil, 3))
    assert answer.status_code == 422
    assert "限兑2桶" in words(answer)
    assert reserved(town) == []
    assert town.left(town.rice) == (20, 0)


def test_a_repriced_product_is_shown_again(town: Serving, counter: Counter) -> None:
    sent = counter.basket((town.rice, 2), reserve="2026-4")
    catalogue.price(town.rice, 25, 4000, TODAY, town.clerk, NOON)
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    assert "大米由20分改为25分" in words(answer)
    assert reserved(town) == []


def test_an_empty_basket_and_an_unknown_window(town: Serving, counter: Counter) -> None:
    assert "还没有选商品，请先选好要预约什么。" in words(send(counter))
    answer = counter.send((town.rice, 1), reserve="2031-1")
    assert "没有这一期，请刷新页面后重选。" in words(answer)


def test_once_the_window_is_open_nothing_is_reserved(
    town: Serving, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = counter.basket((town.rice, 1), reserve="2026-4")
    fair = on_the_day(monkeypatch, town)
    answer = fair.client.post(fair.address, sent)
    assert answer.status_code == 422
    assert "预约已经结束，请在兑换期内到柜台兑换。" in words(answer)
    assert lines(answer) == [("大米", "1")]


# In the window


def test_what_was_reserved_lies_in_the_basket_when_it_is_fetched(
    town: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.reserve(town.rice, 2)
    counter = on_the_day(monkeypatch, town)
    page = counter.page()
    assert lines(page) == [("大米", "2")]
    assert "预约可领" in words(page)
    (rice,) = [each for each in page.context["page"].offered if each.product == town.rice]
    # Its own two are there for this household, and for no other.
    assert (rice.left, rice.held) == (20, 40)
    neighbour = Counter(town, town.neighbour(60)).page().context["page"]
    assert [each.left for each in neighbour.offered if each.product == town.rice] == [18]
    assert neighbour.held == 0
    slip = the_slip(counter.send((town.rice, 2)))
    assert slip.points == 40
    assert reserved(town) == []
    assert lines(counter.page()) == []


def test_what_was_reserved_at_another_price_says_so_at_its_line(
    town: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.reserve(town.rice, 2)
    town.reserve(town.oil, 1)
    catalogue.price(town.rice, 25, 4000, FAIR.date(), town.clerk, NOON)
    counter = on_the_day(monkeypatch, town)
    sent = {f"{name}-{town.rice.number}": told for name, told in (("quantity", 2), ("seen", 25))}
    data = counter.basket() | sent | {"step": "add", "add": town.oil.number}
    for answer in (counter.page(), counter.client.post(counter.address, data)):
        assert [line.before for line in answer.context["form"].lines] == [20, None]
        assert words(answer).count("原20分") == 1


def test_what_lies_at_another_counter_stays_held(
    town: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = make_shop(town.community, "第二超市", by=town.clerk)
    stocked(second, town.rice, 5, by=town.clerk)
    reserve_elsewhere(town, second)
    counter = on_the_day(monkeypatch, town)
    page = counter.page()
    assert lines(page) == []
    assert (page.context["page"].held, page.context["page"].held_elsewhere) == (40, 40)
    assert "第二超市" in words(page)
    answer = counter.send((town.rice, 4))
    assert "还差20分：合计80分，可用60分，另有40分已被预约占用。" in words(answer)
    mine = Reservation.objects.get()
    assert counter.client.get(f"{counter.address}withdraw/{mine.ref}/").status_code == 404


def reserve_elsewhere(town: Serving, shop: Outlet) -> None:
    card = cards.issue(town.household, town.clerk, NOON).card
    town.reserve(town.rice, 2, outlet=shop, by=card)


# Giving up


def test_giving_up_asks_once_and_frees_points_and_goods(town: Serving, counter: Counter) -> None:
    reservation = town.reserve(town.rice, 2)
    address = f"{counter.address}withdraw/{reservation.ref}/"
    asked = counter.client.get(address)
    assert "取消后留着的商品和占用的积分放开" in words(asked)
    assert signed_in(town.clerk).post(address).status_code == 403
    token = asked.context["form"]["form_token"].value()
    answer = counter.client.post(address, {"form_token": token})
    assert answer["Location"] == counter.address
    assert reserved(town) == []
    assert town.left(town.rice) == (20, 0)
    assert "已取消预约：大米。" in words(counter.page())
    assert counter.client.post(address, {"form_token": token}).status_code == 302
    assert "这项预约已经领取或取消，不必重复办理。" in words(counter.client.get(address))
    # From a page that was open since before.
    fresh = counter.client.post(address, {"form_token": "6b1f0b0e-7a2f-4a3a-9d6e-0c8f3c5a1d11"})
    assert fresh.status_code == 422
    assert "这项预约已经领取或取消，本次未作改动。" in words(fresh)


# By the household's own card


def test_a_card_reserves_for_its_household_in_one_act(town: Serving) -> None:
    card = cards.issue(town.household, town.clerk, NOON).card
    basket = [town.pick(town.rice, 1), town.pick(town.oil, 1)]
    made = reserve_all(town.window, town.shop, town.household, basket, card, NOON)
    assert {each.by_card for each in made} == {card}
    assert reserved(town) == [("大米", 1, 20), ("菜籽油", 1, 15)]
    with pytest.raises(NotOffered):
        reserve_all(town.window, town.shop, town.household, [], card, NOON)
    with pytest.raises(Changed):
        reserve_all(
            town.window, town.shop, town.household, [town.pick(town.rice, 1, 19)], card, NOON
        )


def test_stock_is_locked_in_the_order_everybody_locks_it_in(town: Serving) -> None:
    """Whatever the order in the basket: two baskets turned round must not wait for each other."""
    basket = [town.pick(town.oil, 1), town.pick(town.rice, 1)]
    stocks = list(Stock.objects.order_by("pk").values_list("product", flat=True))
    for picks in (basket, basket[::-1]):
        household = town.neighbour(50)
        made = reserve_all(town.window, town.shop, household, picks, town.storekeeper, NOON)
        assert [each.product_id for each in made] == stocks


def test_the_page_costs_the_same_however_much_is_reserved(town: Serving, counter: Counter) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            counter.page()
        return len(queries)

    town.reserve(town.rice, 1)
    few = cost()
    for number in range(6):
        goods = make_goods(town.community, f"商品{number}", 1, by=town.clerk)
        stocked(town.shop, goods, 9, by=town.clerk)
        town.reserve(goods, 1)
    assert cost() == few
