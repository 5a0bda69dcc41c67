"""The clearing of a year against another clearing, and against points that move meanwhile."""

import pytest
from django.db import connection

from households.refusals import AlreadyHandled
from points.models import Account, Clearing
from points.services import clearings
from tests.concurrency.harness import race, second_net, stopped_by_sqlite, writing
from tests.points.clearing_year import ON_THE_DAY, Year, nothing_held

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
