"""The supermarket on a household's phone: what its points buy, when, and putting some of it by."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Card, Household
from points.models import Policy
from points.services import policies
from supermarket.reports.card_market import CardMarket, card_market
from tests.clock import Clock, running
from tests.factory import Office, make_household
from tests.points.card_holding import card_of, holding, text_of
from tests.supermarket.factory import TODAY, make_goods, make_shop, stocked
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


def shown(household: Household, day: date = TODAY) -> CardMarket:
    return card_market(Household.objects.get(pk=household.pk), day)


def told(household: Household, day: date = TODAY) -> dict[str, str]:
    return {each.product.name: each.told for each in shown(household, day).offers}


def test_goods_say_where_they_are_and_services_who_does_them(market: Serving) -> None:
    second = make_shop(market.community, "河东便民点", by=market.clerk)
    stocked(second, market.rice, 3, by=market.clerk)
    stocked(second, market.rice, 5, date(2026, 11, 19), by=market.clerk, at=FAIR.replace(day=1))
    market.reserve(market.oil, 1)
    assert told(market.household) == {
        "大米": "爱心超市余20袋，河东便民点余3袋",
        "菜籽油": "爱心超市余19桶，本季还可兑2桶",
        "理发": "便民理发店",
    }


def test_what_is_sold_out_or_had_up_to_its_limit_says_so_and_is_no_example() -> None:
    market = Serving()
    satchel = make_goods(market.community, "书包", 25, by=market.clerk, unit="个")
    assert told(market.household)["书包"] == "已兑完"
    market.exchange(oil=2)
    page = shown(market.household)
    assert told(market.household)["菜籽油"] == "爱心超市余18桶，本季已兑满"
    examples = [each.product.name for each in page.examples]
    assert examples == ["大米", "理发"]
    assert satchel.name not in examples


def test_examples_are_the_dearest_that_the_free_points_buy(market: Serving) -> None:
    for points in (40, 30, 50):
        dear = make_goods(market.community, f"礼盒{points}", points, by=market.clerk)
        stocked(market.shop, dear, 5, by=market.clerk)
    market.reserve(market.rice, 3)
    page = shown(market.household)
    assert (page.balance, page.held, page.free) == (100, 60, 40)
    assert [each.product.name for each in page.examples] == ["礼盒40", "礼盒30", "菜籽油", "理发"]


def test_without_the_points_for_anything_the_nearest_is_told_with_what_is_short(
    market: Serving,
) -> None:
    poor = market.neighbour(5)
    (nearest,) = shown(poor).examples
    assert (nearest.product.name, nearest.short) == ("理发", 3)
    text = text_of(holding(card_of(market, poor)), "/card/")
    assert "还差 3 分" in text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2026, 11, 19),
            "现在不是兑换期。下一次是2026年11月25日至2026年11月30日，请到时再来。",
        ),
        (
            TODAY,
            "现在不是兑换期。下一次是2026年11月25日至2026年11月30日，请到时再来。"
            "商品现在可以先预约，2026年11月24日截止。",
        ),
        (
            FAIR.date(),
            "现在可以兑换，到2026年11月30日为止。请带积分卡到爱心超市。",
        ),
        (date(2026, 12, 1), "现在不是兑换期，下一次的日期还没有定，请等积分办通知。"),
    ],
)
def test_the_days_of_exchange_are_said_in_words(market: Serving, day: date, sentence: str) -> None:
    assert shown(market.household, day).when == sentence


def test_the_first_page_shows_the_shelf_in_place_of_the_offices_words(
    market: Serving, phone: Client
) -> None:
    policies.save(Policy(community=market.community, exchange_examples="10分可理发一次"))
    text = text_of(phone, "/card/")
    assert "10分可理发一次" not in text
    assert "20 分／袋" in text
    assert f'href="{PAGE}"' in text
    assert "11月25日至2026年11月30日" in text


def test_a_community_without_a_shelf_keeps_its_own_words() -> None:
    office = Office()
    policies.save(Policy(community=office.community, exchange_examples="10分可理发一次"))
    phone = holding(card_of(office, make_household(office.group)))
    for address in ("/card/", PAGE):
        assert "10分可理发一次" in text_of(phone, address)
    assert "/card/market/" in text_of(phone, "/card/")


def test_without_shelf_and_words_the_page_says_what_will_be_there() -> None:
    office = Office()
    text = text_of(holding(card_of(office, make_household(office.group))), PAGE)
    assert "超市还没有上架" in text


def test_another_communitys_goods_are_not_there(market: Serving, phone: Client) -> None:
    elsewhere = Serving("西岭社区", reserved_for=True)
    assert phone.get(f"{PAGE}{elsewhere.rice.number}/").status_code == 404
    only = {each.product for each in shown(market.household).offers}
    assert only == {market.rice, market.oil, market.haircut}


def test_the_queries_do_not_grow_with_the_shelf(market: Serving, card: Card) -> None:
    household = Household.objects.select_related("community").get(pk=market.household.pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = card_market(household, TODAY)
            assert [each.told for each in page.offers]
        return len(queries)

    few = cost()
    for number in range(4):
        shop = make_shop(market.community, f"柜台{number}", by=market.clerk)
        goods = make_goods(market.community, f"糕点{number}", by=market.clerk)
        stocked(shop, goods, 5, by=market.clerk)
        market.reserve(goods, 1, outlet=shop, by=card)
    assert (cost(), few <= 9) == (few, True)
