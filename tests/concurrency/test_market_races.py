"""Two counters at once, and the counter against the calendar: nothing is sold or spent twice."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from households.models import Household
from households.refusals import Refused
from points.models import Account, Entry
from supermarket.models import Lot, Product, Redemption, Reservation, Stock, StockMovement, Window
from supermarket.services import exchange as exchanging
from supermarket.services import windows
from supermarket.services.offers import NotOffered
from supermarket.services.shelf import Shelf, lock
from tests.concurrency.harness import (
    PATIENCE,
    Act,
    Outcome,
    race,
    reading,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.factory import NOON
from tests.supermarket.factory import TODAY, make_goods, make_shop, stocked
from tests.supermarket.serving import Serving
from tests.supermarket.shelves import adds_up

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MOVEMENT_ONCE = "movement_number_once_in_stock"
ENTRY_ONCE = "entry_number_once_in_account"


class Fair(Serving):
    """One bag of sugar is left, for 5 points; whoever comes has points enough for one."""

    def __init__(self) -> None:
        super().__init__()
        self.sugar = make_goods(self.community, "白糖", 5, by=self.clerk)
        stocked(self.shop, self.sugar, 1, by=self.clerk)

    def takes(self, household: Household | None = None, **wanted: int) -> Act:
        return lambda: self.exchange(household=household, **(wanted or {"sugar": 1}))

    def sound(self, *products: Product) -> bool:
        """Whether stock and accounts equal what moved them."""
        return all(adds_up(row) for row in Stock.objects.all()) and all(
            account.balance == sum(account.entries.values_list("points", flat=True))
            for account in Account.objects.all()
        )


# The last bag


def at_the_shelf(sql: str) -> bool:
    """Where the leader has looked at the stock; on SQLite, where the first look is the one that
    counts, before he has written anything."""
    return writing(Entry if connection.vendor == "sqlite" else StockMovement)(sql)


def test_the_last_bag_is_sold_once() -> None:
    fair = Fair()
    outcome = race(fair.takes(), fair.takes(fair.neighbour(5)), at_the_shelf)
    assert outcome.waited
    assert isinstance(outcome.leader, Redemption)
    assert isinstance(outcome.follower, NotOffered)
    assert "白糖：已经兑完" in str(outcome.follower)
    assert (fair.left(fair.sugar), fair.sound()) == ((0, 0), True)


def test_without_the_lock_only_a_constraint_keeps_the_last_bag_from_going_twice(
    unlocked: None,
) -> None:
    fair = Fair()
    outcome = race(fair.takes(), fair.takes(fair.neighbour(5)), at_the_shelf)
    assert isinstance(outcome.follower, Redemption)
    assert second_net(outcome, MOVEMENT_ONCE)
    assert fair.sound()


def test_of_twenty_buyers_of_the_last_bag_exactly_one_gets_it() -> None:
    fair = Fair()
    buyers = [fair.neighbour(5, f"邻居{number}") for number in range(20)]
    gate, results = Barrier(len(buyers)), []

    def buy(household: Household) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            results.append(fair.takes(household)())
        except Exception as error:  # noqa: BLE001  (what a buyer gets is what is judged)
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=buy, args=(household,), daemon=True) for household in buyers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    (slip,) = [result for result in results if isinstance(result, Redemption)]
    refused = [result for result in results if isinstance(result, NotOffered)]
    assert len(refused) == 19
    assert (fair.left(fair.sugar), fair.sound()) == ((0, 0), True)
    assert StockMovement.objects.get(kind="exchange").redemption_line.redemption == slip
    assert Entry.objects.filter(kind="exchange").count() == 1


# One household at two counters


def at_two_counters(fair: Fair) -> Outcome:
    """Five bags of rice are all the household can pay; at the other counter it takes oil."""
    west = make_shop(fair.community, "西岭超市", by=fair.clerk)
    stocked(west, fair.oil, 2, by=fair.clerk)
    fair.storekeeper.appointments.create(
        community=fair.community, role="storekeeper", place=west.place, starts_on=TODAY
    )
    oil = fair.pick(fair.oil, 1)
    return race(fair.takes(rice=5), lambda: fair.exchange(oil, outlet=west), writing(Entry))


def test_one_household_at_two_counters_spends_its_points_once() -> None:
    fair = Fair()
    outcome = at_two_counters(fair)
    assert outcome.waited
    assert isinstance(outcome.follower, NotOffered)
    assert "还差15分：合计15分，可用0分" in str(outcome.follower)
    assert (fair.balance(), fair.sound()) == (0, True)


def test_without_the_lock_only_a_constraint_keeps_points_from_being_spent_twice(
    unlocked: None,
) -> None:
    fair = Fair()
    outcome = at_two_counters(fair)
    assert isinstance(outcome.follower, Redemption)
    assert second_net(outcome, ENTRY_ONCE)
    assert (fair.balance(), fair.sound()) == (85, True)


# Two baskets in opposite order


def in_opposite_order(fair: Fair) -> Outcome:
    """The leader stops where he has locked what he needs, or its first part."""
    there, back = {"rice": 1, "oil": 1}, {"oil": 1, "rice": 1}
    return race(fair.takes(**there), fair.takes(fair.neighbour(50), **back), reading(Lot))


def test_baskets_in_opposite_order_follow_each_other() -> None:
    fair = Fair()
    outcome = in_opposite_order(fair)
    assert outcome.waited
    assert isinstance(outcome.leader, Redemption)
    assert isinstance(outcome.follower, Redemption)
    assert (fair.left(fair.rice), fair.left(fair.oil)) == ((18, 0), (18, 0))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time never deadlocks")
def test_locked_in_the_order_of_the_basket_they_wait_in_a_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_by_one(outlet: Any, products: list[int]) -> Shelf:
        parts = [lock(outlet, [product]) for product in products]
        whole = Shelf([], [])
        for part in parts:
            whole.stocks |= part.stocks
            whole._lots |= part._lots
        return whole

    monkeypatch.setattr(exchanging, "lock", one_by_one)
    outcome = in_opposite_order(Fair())
    failed = [each for each in (outcome.leader, outcome.follower) if isinstance(each, Exception)]
    assert isinstance(failed[0], OperationalError)
    assert "deadlock" in str(failed[0])


# The window


def test_closing_waits_for_an_exchange_that_has_begun() -> None:
    fair = Fair()
    outcome = race(fair.takes(), closes(fair), writing(Entry))
    assert outcome.waited
    assert isinstance(outcome.leader, Redemption)
    assert outcome.follower == 0
    assert Window.objects.get().closed_at == NOON


def closes(fair: Fair) -> Act:
    return lambda: windows.close_window(fair.window, fair.clerk, NOON)


def test_nothing_is_exchanged_while_the_window_is_closing() -> None:
    fair = Fair()
    outcome = race(closes(fair), fair.takes(), reading(Reservation))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "现在不是兑换期" in str(outcome.follower)
    assert not Redemption.objects.exists()


def test_without_the_lock_a_slip_is_written_into_a_closed_window(unlocked: None) -> None:
    fair = Fair()
    outcome = race(fair.takes(), closes(fair), writing(Entry))
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert outcome.leader.window.closed_at is None
        assert Window.objects.get().closed_at == NOON
