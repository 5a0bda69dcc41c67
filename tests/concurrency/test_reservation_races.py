"""What is being reserved is neither sold nor spent, and no reservation ends twice."""

from datetime import date

import pytest
from django.db import OperationalError, connection

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from points.periods import Quarter
from supermarket.models import Product, Redemption, Reservation, Stock
from supermarket.services import catalogue, reservations, windows
from supermarket.services.offers import NotOffered
from tests.concurrency.harness import (
    Act,
    Outcome,
    race,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.factory import NOON
from tests.supermarket.factory import TODAY, make_window
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Booking(Serving):
    """There is a window now; twenty bags of rice may be reserved for one of January."""

    def __init__(self) -> None:
        super().__init__()
        self.window = make_window(
            self.community, date(2027, 1, 9), date(2027, 1, 10),
            reserve_from=TODAY, quarter=Quarter(2027, 1), by=self.clerk,
        )  # fmt: skip

    def takes(self, household: Household | None = None, **wanted: int) -> Act:
        return lambda: self.exchange(household=household, **wanted)

    def closes(self) -> Act:
        """The window of January is given up."""
        return lambda: windows.close_window(self.window, self.clerk, NOON)

    def retires(self) -> Act:
        return lambda: catalogue.retire(self.rice, self.clerk, NOON)

    def retired_and_reserved(self) -> bool:
        """Whether rice is off the shelf and reserved all the same."""
        standing = Reservation.objects.filter(ended_at__isnull=True)
        return standing.filter(product__retired_at__isnull=False).exists()

    def reserves(self, quantity: int, household: Household | None = None) -> Act:
        return lambda: self.reserve(self.rice, quantity, household)


def reserve_while_it_closes(fair: Booking) -> Outcome:
    """Somebody reserves while the window, with a neighbour's reservation in it, is closed."""
    fair.reserves(1, fair.neighbour(20))()
    return race(fair.reserves(2), fair.closes(), writing(Stock))


def test_closing_waits_for_a_reservation_and_releases_it_too() -> None:
    fair = Booking()
    outcome = reserve_while_it_closes(fair)
    assert outcome.waited
    assert isinstance(outcome.leader, Reservation)
    assert outcome.follower == 2
    assert fair.left(fair.rice) == (20, 0)


def test_without_the_lock_goods_stay_reserved_for_ever(unlocked: None) -> None:
    fair = Booking()
    outcome = reserve_while_it_closes(fair)
    if not stopped_by_sqlite(outcome):
        assert (outcome.waited, outcome.follower) == (False, 1)
        assert Reservation.objects.filter(window=fair.window, ended_at__isnull=True).exists()
        assert fair.left(fair.rice) == (20, 3)


def reserve_and_exchange(fair: Booking) -> Outcome:
    """All points of the household are being reserved while it takes oil."""
    return race(fair.reserves(5), fair.takes(oil=1), writing(Stock))


def test_points_that_are_being_reserved_are_not_spent() -> None:
    fair = Booking()
    outcome = reserve_and_exchange(fair)
    assert outcome.waited
    assert isinstance(outcome.follower, NotOffered)
    assert "可用0分，另有100分已被预约占用" in str(outcome.follower)


def test_without_the_lock_reserved_points_are_spent(unlocked: None) -> None:
    fair = Booking()
    outcome = reserve_and_exchange(fair)
    if not stopped_by_sqlite(outcome):
        assert isinstance(outcome.follower, Redemption)
        assert (fair.balance(), outcome.leader.points) == (85, 100)


def reserve_the_last(fair: Booking) -> Outcome:
    """A bag is being reserved while a neighbour takes all twenty."""
    return race(fair.reserves(1), fair.takes(fair.neighbour(400), rice=20), writing(Stock))


def test_a_bag_that_is_being_reserved_is_not_sold() -> None:
    fair = Booking()
    outcome = reserve_the_last(fair)
    assert outcome.waited
    assert isinstance(outcome.follower, NotOffered)
    assert "大米：只剩19袋" in str(outcome.follower)
    assert fair.left(fair.rice) == (20, 1)


def test_without_the_lock_only_a_constraint_keeps_a_reserved_bag_from_being_sold(
    unlocked: None,
) -> None:
    fair = Booking()
    outcome = reserve_the_last(fair)
    assert second_net(outcome, "stock_never_below_what_is_held")
    assert fair.left(fair.rice) == (0, 0)


def give_up_while_released(fair: Booking) -> Outcome:
    """The household gives up what is just being released, as when its window closes."""
    made = fair.reserves(2)()

    def releases() -> int:
        return reservations.release_unclaimed(fair.window, NOON)

    def gives_up() -> None:
        reservations.withdraw(made, fair.storekeeper, NOON)

    return race(releases, gives_up, writing(Reservation))


def test_a_reservation_ends_once() -> None:
    fair = Booking()
    outcome = give_up_while_released(fair)
    assert outcome.waited
    assert outcome.leader == 1
    assert isinstance(outcome.follower, AlreadyHandled)
    assert fair.left(fair.rice) == (20, 0)
    assert Reservation.objects.get().ended_how == Reservation.End.RELEASED


def test_without_the_lock_only_a_trigger_keeps_it_from_ending_twice(unlocked: None) -> None:
    fair = Booking()
    outcome = give_up_while_released(fair)
    assert outcome.follower is None
    assert second_net(outcome, "append-only")
    assert fair.left(fair.rice) == (20, 0)
    assert Reservation.objects.get().ended_how == Reservation.End.WITHDRAWN


def retire_while_reserved(fair: Booking) -> Outcome:
    """The office takes rice off the shelf while a household has looked and writes that it is
    reserved."""
    return race(fair.reserves(2), fair.retires(), writing(Reservation))


def test_what_is_being_reserved_is_not_retired() -> None:
    fair = Booking()
    outcome = retire_while_reserved(fair)
    assert outcome.waited
    assert isinstance(outcome.leader, Reservation)
    assert isinstance(outcome.follower, Refused)
    assert "还有 1 户预约了" in str(outcome.follower)
    assert Product.objects.on_offer().filter(pk=fair.rice.pk).exists()


def test_without_the_lock_what_is_being_reserved_is_retired(unlocked: None) -> None:
    fair = Booking()
    outcome = retire_while_reserved(fair)
    assert not outcome.waited
    if connection.vendor == "sqlite":
        # The leader holds the goods already, and SQLite has one writer.
        assert isinstance(outcome.follower, OperationalError)
    else:
        assert outcome.follower is None
        assert fair.retired_and_reserved()


def reserve_while_retired(fair: Booking) -> Outcome:
    """A household reserves rice that the office, which found nothing reserved, is retiring."""
    return race(fair.retires(), fair.reserves(2), writing(Product))


def test_what_is_being_retired_is_not_reserved() -> None:
    fair = Booking()
    outcome = reserve_while_retired(fair)
    assert outcome.waited
    assert outcome.leader is None
    assert isinstance(outcome.follower, Refused)
    assert "已经下架，请改选别的" in str(outcome.follower)
    assert fair.left(fair.rice) == (20, 0)


def test_without_the_lock_what_is_being_retired_is_reserved(unlocked: None) -> None:
    fair = Booking()
    outcome = reserve_while_retired(fair)
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert fair.retired_and_reserved()
