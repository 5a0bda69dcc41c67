"""What stands on the shelf now, with its warnings, and what stood there on a day in the past."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from supermarket.models import StockMovement
from supermarket.reports.stock_report import StockRow, past_rows, stock_on, stock_rows
from supermarket.services import catalogue, stock
from supermarket.services.stock import Found, Item
from tests.factory import NOON
from tests.supermarket.factory import TODAY, Market, make_goods, make_shop, stocked
from tests.supermarket.shelves import slip

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def market() -> Market:
    return Market()


def row_of(market: Market, name: str, day: date = TODAY) -> StockRow:
    rows = stock_rows([market.shop], day, 30)
    return next(row for row in rows if row.stock.product.name == name)


def test_lots_are_warned_of_thirty_days_before_their_last_day_and_from_the_day_after_it(
    market: Market,
) -> None:
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    for ahead, units in ((31, 1), (30, 2), (0, 4)):
        stocked(market.shop, milk, units, TODAY + ahead * DAY)
    row = row_of(market, "牛奶")
    assert [(each.lot.quantity, each.standing) for each in row.lots] == [
        (4, "临期"),
        (2, "临期"),
        (1, ""),
    ]
    assert (row.available, row.expired, row.warnings) == (7, 0, ["临期"])
    tomorrow = row_of(market, "牛奶", TODAY + DAY)
    assert [each.standing for each in tomorrow.lots] == ["已过期", "临期", "临期"]
    assert (tomorrow.available, tomorrow.expired) == (3, 4)
    assert tomorrow.warnings == ["已过期", "临期"]


def test_little_stock_is_told_by_what_may_still_go_out(market: Market) -> None:
    soap = make_goods(market.community, "肥皂", by=market.clerk, low_stock=5)
    stocked(market.shop, soap, 5)
    assert row_of(market, "肥皂").warnings == []
    stock.hold(market.shop, soap, 1, TODAY)
    assert (row_of(market, "肥皂").available, row_of(market, "肥皂").warnings) == (4, ["库存不足"])
    catalogue.retire(soap, market.clerk, NOON)
    assert row_of(market, "肥皂").warnings == []


def test_retired_goods_are_listed_while_there_are_any(market: Market) -> None:
    catalogue.retire(market.oil, market.clerk, NOON)
    assert row_of(market, "菜籽油").available == 20
    stock.write_off(market.shop, market.oil, None, 20, "清仓", market.clerk, NOON)
    names = [row.stock.product.name for row in stock_rows([market.shop], TODAY, 30)]
    assert names == ["大米"]


def test_each_outlet_has_its_own_shelf(market: Market) -> None:
    second = make_shop(market.community, "第二柜台", by=market.clerk)
    stocked(second, market.rice, 3)
    rows = stock_rows([market.shop, second], TODAY, 30)
    assert [(str(row.stock.outlet), row.stock.quantity) for row in rows] == [
        ("爱心超市", 20),
        ("爱心超市", 20),
        ("第二柜台", 3),
    ]
    assert stock_on(second, TODAY) == {market.rice.pk: 3}


def test_the_stock_of_any_past_day_is_what_its_movements_come_to(market: Market) -> None:
    """Against a sum by hand, movement after movement."""
    at = [NOON + days * DAY for days in range(6)]
    shop, rice, by = market.shop, market.rice, market.clerk
    slip(market, at[1], rice=3)
    bought = [Item(rice, 10, None, 3000)]
    stock.receive(shop, "purchase", "县粮油公司", bought, at[2].date(), by, at[4])
    stock.write_off(shop, rice, None, 2, "受潮", by, at[3])
    stock.give_back(slip(market, at[3], rice=4, oil=1), by, at[5])
    stock.count(shop, [Found(rice, 24, reason="多出")], "王", "赵", by, at[5])
    by_hand: defaultdict[date, int] = defaultdict(int)
    for move in StockMovement.objects.filter(stock__product=rice):
        for day in (each.date() for each in at):
            by_hand[day] += move.quantity * (move.moved_on <= day)
    stood = {each.date(): stock_on(shop, each.date())[rice.pk] for each in at}
    assert stood == by_hand
    assert list(stood.values()) == [20, 17, 27, 21, 21, 24]
    assert stock_on(shop, TODAY - DAY) == {}
    assert past_rows(shop, at[3].date()) == [(rice, 21), (market.oil, 19)]
