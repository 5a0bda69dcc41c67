"""Goods go out for slips, oldest first; come back into their lots; are reserved and released."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from households.refusals import Refused
from supermarket.models import Lot, Stock
from supermarket.services import stock, windows
from supermarket.services.offers import NotOffered
from tests.factory import NOON
from tests.supermarket.factory import TODAY, Market, make_goods, stocked
from tests.supermarket.serving import FAIR, Serving
from tests.supermarket.shelves import adds_up, lots_of, moves, rice, slip

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def market() -> Market:
    return Market()


def test_the_lot_that_expires_first_goes_out_first_and_what_never_does_last(market: Market) -> None:
    stocked(market.shop, market.rice, 3, JANUARY)
    stocked(market.shop, market.rice, 2, DECEMBER)
    redemption = slip(market, rice=4)
    assert lots_of(market, market.rice) == [(JANUARY, 1), (None, 20)]
    line = redemption.lines.get()
    taken = line.movements.order_by("number").values_list("lot__best_before", "quantity")
    assert list(taken) == [(DECEMBER, -2), (JANUARY, -2)]
    assert adds_up(rice(market))


def test_of_two_lots_of_one_day_the_one_that_came_first_goes_first(market: Market) -> None:
    first = Lot.objects.get(stock=rice(market))
    stocked(market.shop, market.rice, 5)
    slip(market, rice=20)
    first.refresh_from_db()
    assert (first.quantity, lots_of(market, market.rice)) == (0, [(None, 5)])


def test_the_last_day_is_good_and_the_day_after_is_not(market: Market) -> None:
    goods = make_goods(market.community, "牛奶", by=market.clerk)
    market.milk = goods
    stocked(market.shop, goods, 2, LATER.date())
    slip(market, LATER, milk=1)
    with pytest.raises(Refused, match="牛奶现在可兑的只有 0 袋"):
        slip(market, LATER + timedelta(days=1), milk=1)
    assert lots_of(market, goods) == [(LATER.date(), 1)]


def test_what_has_expired_is_passed_over(market: Market) -> None:
    market.milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, market.milk, 2, TODAY)
    stocked(market.shop, market.milk, 2, DECEMBER)
    slip(market, LATER, milk=1)
    assert lots_of(market, market.milk) == [(TODAY, 2), (DECEMBER, 1)]
    with pytest.raises(Refused, match="牛奶现在可兑的只有 1 袋"):
        slip(market, LATER, milk=2)


def test_more_than_there_is_changes_nothing(market: Market) -> None:
    with pytest.raises(Refused, match="大米现在可兑的只有 20 袋"):
        slip(market, oil=1, rice=21)
    assert (rice(market).quantity, adds_up(rice(market))) == (20, True)
    assert not moves(rice(market), "exchange")
    assert Stock.objects.get(product=market.oil).quantity == 20


def test_goods_that_never_came_in_are_refused(market: Market) -> None:
    market.flour = make_goods(market.community, "面粉", by=market.clerk)
    with pytest.raises(Refused, match="面粉现在可兑的只有 0 袋"):
        slip(market, flour=1)


def test_what_others_reserved_stays_and_what_one_reserved_himself_is_his(market: Market) -> None:
    stock.hold(market.shop, market.rice, 15, TODAY)
    with pytest.raises(Refused, match="只有 5 袋"):
        slip(market, rice=6)
    redemption = slip(market, rice=5)
    with transaction.atomic():
        shelf = stock.lock(market.shop, [market.rice.pk])
        line = redemption.lines.get()
        line.pk, line.quantity = None, 6
        line.redemption = slip(market, oil=1)
        line.save()
        stock.take(shelf, [line], market.storekeeper, NOON, {market.rice.pk: 7})
    assert (rice(market).quantity, rice(market).held) == (9, 8)
    assert adds_up(rice(market))


def test_goods_come_back_into_their_lots(market: Market) -> None:
    stocked(market.shop, market.rice, 2, DECEMBER)
    before = lots_of(market, market.rice)
    redemption = slip(market, rice=4, oil=1)
    stock.give_back(redemption, market.storekeeper, LATER)
    assert lots_of(market, market.rice) == before
    assert moves(rice(market), "cancellation") == [2, 2]
    assert all(adds_up(row) for row in Stock.objects.all())


def test_goods_come_back_once(market: Market) -> None:
    redemption = slip(market, rice=4)
    stock.give_back(redemption, market.storekeeper, LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        stock.give_back(redemption, market.storekeeper, LATER)
    assert (rice(market).quantity, adds_up(rice(market))) == (20, True)


def test_held_units_are_free_again_when_they_are_released(market: Market) -> None:
    stock.hold(market.shop, market.rice, 18, TODAY)
    with pytest.raises(Refused, match="可预约的只有 2 袋"):
        stock.hold(market.shop, market.rice, 3, TODAY)
    stock.hold(market.shop, market.oil, 1, TODAY)
    stock.release({(market.shop.pk, market.rice.pk): 10})
    held = dict(Stock.objects.values_list("product", "held"))
    assert held == {market.rice.pk: 8, market.oil.pk: 1}


def test_what_will_have_expired_cannot_be_reserved(market: Market) -> None:
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, milk, 2, DECEMBER)
    with pytest.raises(Refused, match="只有 0 袋"):
        stock.hold(market.shop, milk, 1, JANUARY)


def test_more_than_was_held_is_not_released(market: Market) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        stock.release({(market.shop.pk, market.rice.pk): 1})


def test_the_database_itself_keeps_a_stock_above_zero_and_above_what_is_held(
    market: Market,
) -> None:
    row = rice(market)
    for change in ({"quantity": -1}, {"held": 21}, {"held": 5, "quantity": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stock.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(stock=row).update(quantity=-1)


def test_the_last_good_one_goes_to_whoever_of_those_that_reserved_comes_first() -> None:
    """Two bags are reserved for November, the window is made longer, and one of them goes bad."""
    town = Serving(reserved_for=True)
    flour = make_goods(town.community, "面粉", by=town.clerk)
    stocked(town.shop, flour, 1, town.window.closes_on)
    stocked(town.shop, flour, 1)
    first, second = town.neighbour(50), town.neighbour(50)
    for household in (first, second):
        town.reserve(flour, 1, household)
    windows.change_days(town.window, FAIR.date(), DECEMBER, TODAY, town.clerk, NOON)
    late = FAIR + timedelta(days=6)
    one = [town.pick(flour, 1)]
    # Nothing reserved: 1 good − 2 held = −1, so 0.
    with pytest.raises(NotOffered, match="面粉：已经兑完"):
        town.exchange(*one, at=late)
    # Two, one of them reserved: min(1 good, 1 claimed) = 1, not 2.
    with pytest.raises(NotOffered, match="面粉：只剩1袋"):
        town.exchange(town.pick(flour, 2), household=second, at=late)
    # One, reserved: 1 − 2 + 1 = 0, but min(1, 1) = 1.
    town.exchange(*one, household=second, at=late)
    assert town.left(flour) == (1, 1)
    # 0 good − 1 held + 1 claimed = 0, and min(0, 1) = 0.
    with pytest.raises(NotOffered, match="面粉：已经兑完"):
        town.exchange(*one, household=first, at=late)
