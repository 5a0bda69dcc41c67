"""A slip sent to paper twice at once: one original, one 重印. Reserving at two counters at once."""

import pytest
from django.db import OperationalError, connection

from households.models import Household
from supermarket.models import Redemption, Reservation, SlipPrint
from supermarket.services import reserving, slip_prints
from supermarket.services.offers import Pick
from tests.concurrency.harness import Act, Outcome, race, second_net, writing
from tests.factory import NOON
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def print_twice() -> tuple[Serving, Outcome]:
    town = Serving()
    town.exchange(rice=1)

    def prints(by: str) -> Act:
        slip = Redemption.objects.select_related("outlet__place").get()
        return lambda: slip_prints.note(slip, "slip", "A6", getattr(town, by), NOON)

    return town, race(prints("storekeeper"), prints("clerk"), writing(SlipPrint))


def test_of_two_sheets_at_once_one_is_the_reprint() -> None:
    _, outcome = print_twice()
    assert outcome.waited
    assert (outcome.leader.number, outcome.leader.again) == (1, False)
    assert (outcome.follower.number, outcome.follower.again) == (2, True)


def test_without_the_lock_only_a_constraint_keeps_a_slip_from_having_two_originals(
    unlocked: None,
) -> None:
    town, outcome = print_twice()
    assert second_net(outcome, "print_number_once_per_slip_and_sheet")
    assert SlipPrint.objects.get().by == town.clerk


def in_opposite_order() -> tuple[Serving, Outcome]:
    town = Serving(reserved_for=True)
    basket = [town.pick(town.rice, 1), town.pick(town.oil, 1)]
    neighbour = town.neighbour(50)

    def reserves(household: Household, picks: list[Pick]) -> Act:
        return lambda: reserving.reserve_all(
            town.window, town.shop, household, picks, town.storekeeper, NOON
        )

    mine, theirs = reserves(town.household, basket), reserves(neighbour, basket[::-1])
    return town, race(mine, theirs, writing(Reservation))


def test_baskets_in_opposite_order_do_not_wait_in_a_ring() -> None:
    town, outcome = in_opposite_order()
    assert outcome.waited
    assert [len(outcome.leader), len(outcome.follower)] == [2, 2]
    assert town.left(town.rice) == town.left(town.oil) == (20, 2)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time never deadlocks")
def test_reserved_in_the_order_of_the_basket_they_wait_in_a_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reserving, "_as_locked", lambda _, basket: basket)
    _, outcome = in_opposite_order()
    failed = [each for each in (outcome.leader, outcome.follower) if isinstance(each, Exception)]
    assert isinstance(failed[0], OperationalError)
    assert "deadlock" in str(failed[0])
