"""The shelf in a few words: what stands on the card's back and in the letter."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.reports.shelf import Shelf
from supermarket.models import Outlet
from supermarket.reports.shelf_words import shelf_words
from tests.factory import NOON, make_community
from tests.supermarket.factory import (
    TODAY,
    Market,
    make_goods,
    make_service,
    make_shop,
    make_window,
    stocked,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> Market:
    return Market()


def test_the_cheapest_of_each_category_that_is_there_is_told(market: Market) -> None:
    make_goods(market.community, "珍珠", points=1, category="首饰")
    soap = make_goods(market.community, "肥皂", points=3, category="日用品", unit="块")
    stocked(market.shop, soap, 5)
    make_service(market.merchant, "量血压", points=2)
    examples = shelf_words(market.community, TODAY).examples
    assert "3分可换肥皂一块" in examples
    assert "2分可换量血压一次" in examples
    assert not any("珍珠" in each for each in examples)
    assert sum("大米" in each or "油" in each for each in examples) == 1


def test_what_comes_at_a_price_of_a_later_day_or_is_past_its_day_is_not_told() -> None:
    community = make_community()
    shop = make_shop(community)
    milk = make_goods(community, "牛奶", points=4)
    stocked(shop, milk, 5, best_before=date(2026, 12, 1), at=NOON)
    assert shelf_words(community, TODAY).examples == ["4分可换牛奶一袋"]
    assert shelf_words(community, date(2026, 12, 2)).examples == []
    assert shelf_words(community, date(2025, 12, 31)).examples == []


def test_counters_tell_their_hours_and_the_window_its_days(market: Market) -> None:
    Outlet.objects.filter(pk=market.shop.pk).update(hours="8点至17点", phone="0000-1234506")
    told = shelf_words(market.community, TODAY)
    assert told.counters == [f"{market.shop}（8点至17点，0000-1234506）"]
    assert told.days == ""
    make_window(market.community, date(2026, 12, 1), date(2026, 12, 9))
    for day in (TODAY, date(2026, 12, 9)):
        days = shelf_words(market.community, day).days
        assert days == "2026年第4季度的兑换期是2026年12月1日至2026年12月9日。"
    assert shelf_words(market.community, date(2026, 12, 10)).days == ""


def test_a_community_without_a_supermarket_has_nothing_to_tell() -> None:
    assert shelf_words(make_community(), TODAY) == Shelf([], [], "")


def test_the_shelf_takes_the_same_queries_however_much_is_on_it(market: Market) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            shelf_words(market.community, TODAY)
        return len(found)

    before = queries()
    for number in range(5):
        stocked(market.shop, make_goods(market.community, f"货{number}", category=f"类{number}"), 3)
    assert queries() == before <= 5
