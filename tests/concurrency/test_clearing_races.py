"""The clearing of a year against another clearing, against points that move meanwhile, and against
an exchange at the counter."""

import pytest
from django.db import connection

from households.refusals import AlreadyHandled, Refused
from points.models import Account, Clearing, Entry, Policy
from points.services import clearing_announcements, clearings, policies
from supermarket.models import Redemption, Reservation
from supermarket.services.offers import NotOffered
from supermarket.services.reservations import held_points
from tests.concurrency.harness import race, second_net, stopped_by_sqlite, writing
from tests.factory import NOON
from tests.points.clearing_year import LAST_DAY, ON_THE_DAY, Year, nothing_held
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Ending:
    """A year whose clearing two people have on their screens."""

    def __init__(self) -> None:
        self.town = Year()
        self.announcement = self.town.announce()
        self.seen = clearings.due(self.announcement, nothing_held)

    def clears(self) -> Clearing:
        return self.town.clear(self.announcement, seen=self.seen)

    def gives(self) -> None:
        self.town.give(self.town.zhang, 4)

    def balance(self) -> int:
        return Account.objects.get(household=self.town.zhang).balance


def test_a_year_is_cleared_once() -> None:
    ending = Ending()
    outcome = race(ending.clears, ending.clears, writing(Clearing))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Clearing.objects.count() == 1
    assert ending.balance() == 0


def test_without_the_lock_the_database_alone_stops_the_second(unlocked: None) -> None:
    ending = Ending()
    outcome = race(ending.clears, ending.clears, writing(Clearing))
    assert second_net(outcome, "clearing_once_while_it_stands")


def test_points_that_come_meanwhile_stay() -> None:
    ending = Ending()
    outcome = race(ending.clears, ending.gives, writing(Clearing))
    assert outcome.waited
    assert outcome.follower is None
    assert ending.balance() == 4


def test_without_the_lock_points_that_come_meanwhile_are_lost(unlocked: None) -> None:
    ending = Ending()
    outcome = race(ending.clears, ending.gives, writing(Clearing))
    if not stopped_by_sqlite(outcome):
        assert connection.vendor == "postgresql"
        # The entry's number was taken: only the database keeps the two apart.
        assert second_net(outcome, "entry_number_once_in_account")


def test_what_was_cleared_is_given_back_once() -> None:
    ending = Ending()
    made = ending.clears()

    def reverses() -> None:
        clearings.reverse(made, "试算", ending.town.auditor, ON_THE_DAY)

    outcome = race(reverses, reverses, writing(Clearing))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert ending.balance() == 12


class LastBag(Serving):
    """A household with 100 points at the counter, while its year is cleared."""

    def __init__(self, *, reserved_for: bool = False) -> None:
        super().__init__(reserved_for=reserved_for)
        policies.save(Policy(community=self.community, year_end=Policy.YearEnd.CLEAR))
        self.announced = clearing_announcements.announce(
            self.community, 2026, LAST_DAY, NOON.date(), self.clerk, NOON
        )
        self.seen = clearings.due(self.announced, held_points)

    def takes(self) -> Redemption:
        return self.exchange(rice=1)

    def clears(self) -> Clearing:
        return clearings.clear(self.announced, self.seen, held_points, self.auditor, ON_THE_DAY)

    def reserves(self) -> Reservation:
        return self.reserve(self.rice, 1)

    def adds_up(self) -> bool:
        account = Account.objects.get(household=self.household)
        return account.balance == sum(account.entries.values_list("points", flat=True))


def test_points_that_are_cleared_are_not_spent_as_well() -> None:
    shop = LastBag()
    outcome = race(shop.clears, shop.takes, writing(Clearing))
    assert outcome.waited
    assert isinstance(outcome.follower, NotOffered)
    assert (shop.balance(), shop.left(shop.rice)) == (0, (20, 0))


def test_points_that_are_spent_are_not_cleared_as_well() -> None:
    shop = LastBag()
    outcome = race(shop.takes, shop.clears, writing(Entry))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "您打开页面之后有变动" in str(outcome.follower)
    assert not Clearing.objects.exists()
    assert (shop.balance() > 0, shop.adds_up()) == (True, True)


def test_without_the_lock_only_a_constraint_keeps_points_from_being_spent_and_cleared(
    unlocked: None,
) -> None:
    shop = LastBag()
    outcome = race(shop.clears, shop.takes, writing(Clearing))
    assert isinstance(outcome.follower, Redemption)
    assert second_net(outcome, "entry_number_once_in_account")
    assert shop.adds_up()


def test_points_that_are_cleared_are_not_reserved_as_well() -> None:
    shop = LastBag(reserved_for=True)
    outcome = race(shop.clears, shop.reserves, writing(Clearing))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert (shop.balance(), Reservation.objects.count()) == (0, 0)


def test_without_the_lock_points_are_reserved_that_are_gone(unlocked: None) -> None:
    shop = LastBag(reserved_for=True)
    outcome = race(shop.clears, shop.reserves, writing(Clearing))
    assert isinstance(outcome.follower, Reservation)
    if not stopped_by_sqlite(outcome):
        assert isinstance(outcome.leader, Clearing)
        assert (shop.balance(), held_points([shop.household.pk])) == (
            0,
            {shop.household.pk: outcome.follower.points},
        )
