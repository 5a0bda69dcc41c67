"""The supermarket on the public board: when, what for how many points, and who gave what."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.models import Policy
from points.services import policies
from supermarket.models import Receipt
from supermarket.reports.board_market import board_market
from supermarket.services import catalogue, stock
from supermarket.services.stock import Item
from tests.factory import NOON, make_community
from tests.supermarket.factory import TODAY, Market, make_goods, make_shop, make_window, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def market() -> Market:
    return Market()


def shown(market: Market) -> str:
    answer = Client().get(reverse("board_market", args=[market.community.code]))
    assert answer.status_code == 200
    return answer.text


def give(market: Market, donor: str, on: date, quantity: int = 5) -> None:
    items = [Item(market.rice, quantity, None, None), Item(market.oil, 2, None, 2800)]
    kind = Receipt.Kind.DONATION
    stock.receive(market.shop, kind, donor, items, on, market.storekeeper, NOON)


def test_goods_and_services_stand_there_with_their_points_and_limits(market: Market) -> None:
    page = "".join(shown(market).split())
    for told in (
        "<strong>大米</strong><span>20分换一袋</span>",
        "<strong>菜籽油</strong><span>15分换一桶</span>",
        "每户每季最多兑2桶",
        "<strong>理发</strong><span>8分换一次</span>",
        "由便民理发店提供",
    ):
        assert told in page


def test_what_is_gone_expired_or_retired_is_told_or_left_out(market: Market) -> None:
    flour = make_goods(market.community, "面粉", 12, by=market.clerk)
    yesterday, a_week_ago = TODAY - timedelta(days=1), NOON - timedelta(days=7)
    stocked(market.shop, flour, 3, yesterday, by=market.clerk, at=a_week_ago)
    catalogue.retire(market.oil, market.clerk, NOON)
    page = shown(market)
    assert "菜籽油" not in page
    assert page.count("现在没有货") == 1
    assert "现在没有货" in page.split("面粉")[1]


def test_a_price_that_begins_later_is_not_told_yet(market: Market) -> None:
    tomorrow = TODAY + timedelta(days=1)
    catalogue.price(market.rice, 25, 3200, tomorrow, market.clerk, NOON)
    assert "20分换一袋" in shown(market)


def test_the_days_of_exchange_are_said_before_in_and_after_them(market: Market) -> None:
    assert "下一次的日期还没有定" in shown(market)
    opens, closes = TODAY + timedelta(days=5), TODAY + timedelta(days=8)
    make_window(market.community, opens, closes, reserve_from=TODAY, by=market.clerk)
    page = shown(market)
    assert "下一次是2026年11月25日至2026年11月28日" in page
    assert "商品现在可以先预约，2026年11月24日截止" in page


def test_while_points_are_exchanged_it_says_where(market: Market) -> None:
    make_window(market.community, by=market.clerk)
    assert "现在可以兑换，到2026年11月30日为止。请带积分卡到爱心超市。" in shown(market)


def test_donors_are_thanked_as_the_office_wrote_them_and_without_their_telephone(
    market: Market,
) -> None:
    give(market, "城关粮油店 13911112222", date(2026, 11, 3))
    give(market, "不愿留名的村民", date(2025, 12, 30), 7)
    page = "".join(shown(market).split())
    first = "<span>11月3日</span><strong>城关粮油店***</strong><span>捐赠大米5袋、菜籽油2桶</span>"
    assert first in page
    assert "<h3>2025年</h3>" in page
    assert "不愿留名的村民" in page
    assert not [each for each in ("1391111", "县粮油公司", "2800") if each in page]


def test_gifts_are_told_until_the_end_of_the_next_year(market: Market) -> None:
    give(market, "甲", date(2025, 12, 30))
    give(market, "乙", date(2026, 11, 3))

    def told(day: date) -> list[tuple[int, list[str]]]:
        gifts = board_market(market.community, day).gifts
        return [(year, [gift.donor for gift in found]) for year, found in gifts]

    assert told(date(2026, 11, 2)) == [(2025, ["甲"])]
    assert told(date(2026, 12, 31)) == [(2026, ["乙"]), (2025, ["甲"])]
    assert told(date(2027, 1, 1)) == [(2026, ["乙"])]


def test_without_a_gift_and_without_a_shelf_it_says_so() -> None:
    community = make_community("西河社区", "XH")
    address = reverse("board_market", args=["XH"])
    page = Client().get(address).text
    assert "超市还没有上架" in page
    assert "还没有登记捐赠" in page
    policies.save(Policy(community=community, exchange_examples="20分可换大米一袋"))
    assert "20分可换大米一袋" in Client().get(address).text


def test_nothing_of_another_community_is_on_it(market: Market) -> None:
    other = Market("西河社区")
    make_goods(other.community, "香皂", by=other.clerk)
    give(other, "西河善人", TODAY)
    page = shown(market)
    assert not [each for each in ("香皂", "西河善人", "西河") if each in page]


def test_it_costs_the_same_however_much_there_is(market: Market) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(market)
        return len(queries)

    give(market, "甲", TODAY)
    few = cost()
    shop = make_shop(market.community, "第二超市", by=market.clerk)
    for number in range(6):
        goods = make_goods(market.community, f"商品{number}", by=market.clerk)
        stocked(shop, goods, 2, by=market.clerk)
        give(market, f"捐赠人{number}", TODAY)
    assert cost() == few <= 12
