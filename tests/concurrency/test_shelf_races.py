"""The shelf and the calendar from two sides at once: nothing leaves twice, no days overlap."""

from datetime import date, timedelta

import pytest
from django.db.models.query import QuerySet

from households.refusals import Refused
from points.periods import Quarter
from supermarket.models import Product, Stock, StockCount, StockCountLine, StockMovement, Window
from supermarket.services import stock, windows
from supermarket.services.stock import Found, Item
from tests.concurrency.harness import (
    Act,
    Outcome,
    race,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.factory import NOON, Office
from tests.supermarket.factory import AUTUMN, TODAY, Market, make_goods, make_window
from tests.supermarket.shelves import adds_up, rice

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NUMBER_ONCE = "movement_number_once_in_stock"


def writes_off(market: Market, quantity: int) -> Act:
    return lambda: stock.write_off(
        market.shop, market.rice, None, quantity, "受潮", market.storekeeper, NOON
    )


def receives(market: Market, product: Product, quantity: int) -> Act:
    items = [Item(product, quantity, None, 3000)]
    return lambda: stock.receive(
        market.shop, "purchase", "县粮油公司", items, TODAY, market.storekeeper, NOON
    )


def counts(market: Market, found: Found) -> Act:
    return lambda: stock.count(market.shop, [found], "王保管", "赵监督", market.clerk, NOON)


def test_the_last_bags_leave_once() -> None:
    market = Market()
    outcome = race(writes_off(market, 15), writes_off(market, 6), writing(StockMovement))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "大米只有 5 袋，不够 6" in str(outcome.follower)
    assert (rice(market).quantity, adds_up(rice(market))) == (5, True)


def test_without_the_lock_only_a_constraint_keeps_them_from_leaving_twice(unlocked: None) -> None:
    market = Market()
    outcome = race(writes_off(market, 15), writes_off(market, 6), writing(StockMovement))
    assert second_net(outcome, NUMBER_ONCE)
    assert adds_up(rice(market))


def test_two_first_receipts_open_one_stock_and_both_are_entered() -> None:
    market = Market()
    flour = make_goods(market.community, "面粉", by=market.clerk)
    race(receives(market, flour, 5), receives(market, flour, 7), writing(Stock))
    row = Stock.objects.get(product=flour)
    assert (row.quantity, row.last_number, adds_up(row)) == (12, 2, True)


def test_a_stock_that_must_be_new_is_refused_to_the_second_who_opens_it(
    unlocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_of = QuerySet.bulk_create

    def insisting(rows: QuerySet, *given, ignore_conflicts: bool = False, **named):
        return stock_of(rows, *given, **named)

    market = Market()
    flour = make_goods(market.community, "面粉", by=market.clerk)
    monkeypatch.setattr(QuerySet, "bulk_create", insisting)
    outcome = race(receives(market, flour, 5), receives(market, flour, 7), writing(Stock))
    assert second_net(outcome, "stock_once_per_outlet_and_product")


def count_while_a_bag_goes_out(market: Market) -> Outcome:
    """Two bags are spoilt while twenty are counted, as the page says there are."""
    return race(
        counts(market, Found(market.rice, 20, seen=20)), writes_off(market, 2), writing(StockCount)
    )


def test_a_count_holds_the_shelf_until_it_is_written() -> None:
    market = Market()
    outcome = count_while_a_bag_goes_out(market)
    assert outcome.waited
    assert StockCountLine.objects.get().system == 20
    assert (rice(market).quantity, adds_up(rice(market))) == (18, True)
    move, counted = StockMovement.objects.get(kind="write_off"), outcome.leader.count
    assert move.balance_after == 18
    assert counted.at == NOON


def test_without_the_lock_a_count_says_twenty_were_there_when_they_were_not(unlocked: None) -> None:
    market = Market()
    outcome = count_while_a_bag_goes_out(market)
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert StockCountLine.objects.get().system == 20
        assert rice(market).quantity == 18


def opens(office: Office, quarter: Quarter, first: date, last: date) -> Act:
    return lambda: make_window(office.community, first, last, quarter=quarter, by=office.clerk)


def open_twice(office: Office) -> Outcome:
    """The windows of two quarters in one week of January."""
    return race(
        opens(office, AUTUMN, date(2027, 1, 9), date(2027, 1, 12)),
        opens(office, Quarter(2027, 1), date(2027, 1, 12), date(2027, 1, 15)),
        writing(Window),
    )


def test_two_windows_opened_at_once_do_not_overlap() -> None:
    office = Office()
    outcome = open_twice(office)
    assert outcome.waited
    assert "的日子重叠" in str(outcome.follower)
    assert Window.objects.get().period == AUTUMN


def test_without_the_lock_on_the_community_they_overlap(unlocked: None) -> None:
    outcome = open_twice(Office())
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert Window.objects.count() == 2


def change_while_it_closes(office: Office) -> Outcome:
    """A window gets three days more while somebody else closes it."""
    window = make_window(office.community, by=office.clerk)
    days = (window.opens_on, window.closes_on + timedelta(days=3), None)
    return race(
        lambda: windows.change_days(window, *days, office.clerk, NOON),
        lambda: windows.close_window(window, office.clerk, NOON),
        writing(Window),
    )


def test_closing_waits_for_a_change_of_the_days() -> None:
    outcome = change_while_it_closes(Office())
    assert outcome.waited
    assert (outcome.leader.closed_at, outcome.follower) == (None, 0)


def test_without_the_lock_a_closed_window_gets_other_days(unlocked: None) -> None:
    outcome = change_while_it_closes(Office())
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        window = Window.objects.get()
        assert (window.closed_at, window.closes_on) == (NOON, date(2026, 12, 3))


def number_twice(market: Market) -> Outcome:
    """Two clerks give the next number away, the first of them stopped after he found it free."""
    return race(
        lambda: make_goods(market.community, "面粉", number=77, by=market.clerk),
        lambda: make_goods(market.community, "挂面", number=77, by=market.clerk),
        writing(Product),
    )


def test_one_number_is_given_once() -> None:
    outcome = number_twice(Market())
    assert outcome.waited
    assert "已有编号 77 的商品" in str(outcome.follower)


def test_without_the_lock_only_a_constraint_keeps_a_number_single(unlocked: None) -> None:
    outcome = number_twice(Market())
    assert second_net(outcome, "product_number_once_in_community")
