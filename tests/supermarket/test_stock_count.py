"""Counting the shelf and writing off, and who may keep it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.refusals import Refused
from supermarket.models import Stock, StockCount, StockMovement
from supermarket.services import stock
from supermarket.services.stock import Counted, Found, Item
from tests.factory import NOON
from tests.supermarket.factory import TODAY, Market, make_goods, stocked
from tests.supermarket.shelves import adds_up, lots_of, moves, rice, slip

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def market() -> Market:
    return Market()


def count(market: Market, *found: Found, **more: Any) -> Counted:
    people = {"counted_by": "王保管", "witness": "赵监督", "by": market.storekeeper} | more
    return stock.count(market.shop, found, at=LATER, **people)


def test_every_line_is_kept_and_only_a_difference_moves_anything(market: Market) -> None:
    counted = count(market, Found(market.rice, 20, 20), Found(market.oil, 18, 20, "漏了两桶"))
    lines = counted.count.lines.order_by("pk").values_list("system", "found", "reason")
    assert list(lines) == [(20, 20, ""), (20, 18, "漏了两桶")]
    assert (counted.moved, counted.count.counted_on) == ([], LATER.date())
    (move,) = StockMovement.objects.filter(kind="count")
    assert (move.quantity, move.count_line.difference, move.moved_on) == (-2, -2, LATER.date())
    assert all(adds_up(row) for row in Stock.objects.all())


def test_a_shortage_goes_out_oldest_first_and_a_surplus_joins_the_last_lot(market: Market) -> None:
    stocked(market.shop, market.rice, 3, DECEMBER)
    stocked(market.shop, market.rice, 2, JANUARY)
    count(market, Found(market.rice, 21, reason="鼠害"))
    assert lots_of(market, market.rice) == [(JANUARY, 1), (None, 20)]
    count(market, Found(market.rice, 25, reason="上次漏数"))
    assert lots_of(market, market.rice) == [(JANUARY, 5), (None, 20)]
    assert adds_up(rice(market))


def test_a_surplus_does_not_join_a_lot_that_has_expired(market: Market) -> None:
    # LATER is 23 November: the lot that came in last went bad two days before.
    stocked(market.shop, market.rice, 3, date(2026, 11, 21))
    count(market, Found(market.rice, 25, reason="上次漏数"))
    assert lots_of(market, market.rice) == [(date(2026, 11, 21), 3), (None, 22)]
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, milk, 3, TODAY)
    count(market, Found(milk, 4, reason="上次漏数"))
    # There is no other.
    assert lots_of(market, milk) == [(TODAY, 4)]


def test_goods_that_never_came_in_may_be_found(market: Market) -> None:
    flour = make_goods(market.community, "面粉", by=market.clerk)
    count(market, Found(flour, 2, 0, "入库时漏登"))
    row = Stock.objects.get(product=flour)
    assert (row.quantity, adds_up(row)) == (2, True)


def test_nothing_found_where_nothing_was_is_a_line_without_a_movement(market: Market) -> None:
    flour = make_goods(market.community, "面粉", by=market.clerk)
    counted = count(market, Found(flour, 0, 0))
    assert not StockMovement.objects.filter(stock__product=flour).exists()
    assert counted.count.lines.get().found == 0


def test_the_system_number_is_the_one_under_the_lock_and_the_answer_says_so(market: Market) -> None:
    slip(market, rice=1)
    with pytest.raises(Refused, match="系统数由 20 变为 19，与实盘数 20 不符"):
        count(market, Found(market.rice, 20, 20))
    counted = count(market, Found(market.rice, 17, 20, "破了两袋"), Found(market.oil, 20, 20))
    ((line, shown),) = counted.moved
    assert (line.system, line.found, shown) == (19, 17, 20)
    assert moves(rice(market), "count") == [-2]
    slip(market, rice=1)
    assert len(count(market, Found(market.rice, 16, 17)).moved) == 1


def test_every_difference_without_a_reason_is_told_and_nothing_is_written(market: Market) -> None:
    with pytest.raises(Refused) as caught:
        count(market, Found(market.rice, 19, 20), Found(market.oil, 21, 20, "　"))
    first, second = caught.value.messages
    assert "系统数 20，实盘数 19，差 -1，请写明原因" in first
    assert "差 +1" in second
    assert not StockCount.objects.exists()


def test_less_than_is_reserved_is_refused(market: Market) -> None:
    stock.hold(market.shop, market.rice, 5, TODAY)
    with pytest.raises(Refused, match="有 5 袋已被预约"):
        count(market, Found(market.rice, 4, 20, "鼠害"))
    count(market, Found(market.rice, 5, 20, "鼠害"))
    assert adds_up(rice(market))


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({"counted_by": " "}, "请写明盘点人"),
        ({"witness": ""}, "请写明监盘人"),
        ({"witness": "王保管 "}, "不能是盘点人自己"),
    ],
)
def test_two_people_count(market: Market, people: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        count(market, Found(market.rice, 20, 20), **people)


def test_an_empty_count_is_refused(market: Market) -> None:
    with pytest.raises(Refused, match="至少填一种"):
        count(market)
    with pytest.raises(Refused, match="实盘数应在 0 至"):
        count(market, Found(market.rice, -1, 20, "x"))


def write_off(market: Market, best_before: date | None, quantity: int, **more: Any) -> None:
    how = {"reason": "受潮", "by": market.storekeeper, "product": market.rice} | more
    product = how.pop("product")
    stock.write_off(market.shop, product, best_before, quantity, at=LATER, **how)


def test_only_the_lots_of_that_best_before_day_are_touched(market: Market) -> None:
    stocked(market.shop, market.rice, 3, DECEMBER)
    write_off(market, None, 4)
    assert lots_of(market, market.rice) == [(DECEMBER, 3), (None, 16)]
    (move,) = StockMovement.objects.filter(kind="write_off")
    assert (move.quantity, move.reason) == (-4, "受潮")
    assert adds_up(rice(market))


def test_what_has_expired_can_be_written_off(market: Market) -> None:
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, milk, 2, TODAY)
    write_off(market, TODAY, 2, product=milk, reason="过期")
    assert lots_of(market, milk) == []


def test_more_than_the_lot_holds_or_than_is_free_is_refused(market: Market) -> None:
    stocked(market.shop, market.rice, 3, DECEMBER)
    with pytest.raises(Refused, match="大米只有 3 袋，不够 4"):
        write_off(market, DECEMBER, 4)
    stock.hold(market.shop, market.rice, 22, TODAY)
    with pytest.raises(Refused, match="有 22 袋已被预约"):
        write_off(market, DECEMBER, 2)
    assert (rice(market).quantity, adds_up(rice(market))) == (23, True)


def test_without_a_reason_a_number_or_a_stock_nothing_is_written_off(market: Market) -> None:
    flour = make_goods(market.community, "面粉", by=market.clerk)
    for wrong, told in (
        ({"reason": "　"}, "请写明报损的原因"),
        ({"quantity": 0}, "至少为 1"),
        ({"product": flour}, "没有.*面粉的库存"),
    ):
        quantity = wrong.pop("quantity", 1)
        with pytest.raises(Refused, match=told):
            write_off(market, None, quantity, **wrong)
    assert not moves(rice(market), "write_off")


def test_the_number_of_queries_does_not_grow_with_the_lines(market: Market) -> None:
    def cost(many: int) -> int:
        goods = [make_goods(market.community, by=market.clerk) for _ in range(many)]
        items = [Item(product, 5, DECEMBER) for product in goods]
        with CaptureQueriesContext(connection) as queries:
            stock.receive(market.shop, "donation", "李老板", items, TODAY, market.clerk, NOON)
            count(market, *(Found(product, 4, 5, "鼠害") for product in goods))
            count(market, *(Found(product, 6, 4, "多出") for product in goods))
        return len(queries)

    assert cost(2) == cost(30)


ACTS: dict[str, Callable[[Market, Any], Any]] = {
    "receive": lambda market, by: stock.receive(
        market.shop, "donation", "李老板", [Item(market.rice, 1)], TODAY, by, NOON
    ),
    "count": lambda market, by: count(market, Found(market.rice, 20, 20), by=by),
    "write_off": lambda market, by: stock.write_off(
        market.shop, market.rice, None, 1, "受潮", by, NOON
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_who_keeps_this_outlet_keeps_its_stock(market: Market, act: str) -> None:
    other = Market("西湖社区")
    for person in (market.supervisor, market.barber, market.scorer, other.storekeeper, other.clerk):
        with pytest.raises(Refused, match="没有办理爱心超市此事的任职"):
            ACTS[act](market, person)
    ACTS[act](market, market.clerk)
    ACTS[act](market, market.storekeeper)


def test_a_service_is_not_counted(market: Market) -> None:
    with pytest.raises(Refused, match="不是本社区的商品"):
        count(market, Found(market.haircut, 1, reason="x"))
