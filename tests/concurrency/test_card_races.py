"""Guesses of a PIN at once count one by one; two clerks at once give a household one card."""

import pytest

from households.models import Card, CardAttempt, Household
from households.refusals import Refused
from households.roles import Role
from households.services import cards
from households.services.cards import NEUTRAL, Issued, Scan
from tests.concurrency.harness import Act, race, second_net, stopped_by_sqlite, writing
from tests.factory import NOON, Office, make_household, make_officer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Guessed:
    """A card at which somebody has guessed four times: after one more failure it rests."""

    def __init__(self) -> None:
        office = Office()
        self.issued: Issued = cards.issue(make_household(office.group), office.clerk, NOON)
        for _ in range(4):
            with pytest.raises(Refused):
                self.guesses(self.wrong())()

    def wrong(self) -> str:
        return f"{(int(self.issued.pin) + 1) % 10**6:06d}"

    def guesses(self, pin: str) -> Act:
        scan = Scan.of(self.issued.token)
        return lambda: cards.unlock(scan, pin, "a" * 64, NOON)


def test_a_guess_that_comes_at_the_same_time_as_the_fifth_is_not_looked_at() -> None:
    card = Guessed()
    outcome = race(card.guesses(card.wrong()), card.guesses(card.issued.pin), writing(CardAttempt))
    assert outcome.waited
    assert outcome.leader.messages == outcome.follower.messages == [NEUTRAL]
    assert CardAttempt.objects.count() == 5


def test_without_the_lock_one_guess_more_is_looked_at(unlocked: None) -> None:
    card = Guessed()
    outcome = race(card.guesses(card.wrong()), card.guesses(card.issued.pin), writing(CardAttempt))
    assert outcome.follower == card.issued.card
    if not stopped_by_sqlite(outcome):
        assert CardAttempt.objects.count() == 6


class Desk:
    """Two clerks with the same household, which has no card yet, on their screens."""

    def __init__(self) -> None:
        self.office = Office()
        self.household: Household = make_household(self.office.group)
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")

    def issues(self, second_clerk: bool = False) -> Act:
        by = self.other if second_clerk else self.office.clerk
        return lambda: cards.issue(self.household, by, NOON)

    def issues_to_the_group(self) -> Act:
        return lambda: cards.issue_all([self.household], self.other, NOON)


def test_two_clerks_issue_at_once_and_the_second_is_told_of_the_first_card() -> None:
    desk = Desk()
    outcome = race(desk.issues(), desk.issues(second_clerk=True), writing(Card))
    assert outcome.waited
    assert outcome.follower.message_dict == {"reason": ["这一户已经有积分卡，换卡请写明原因。"]}
    assert Card.objects.get() == outcome.leader.card


def test_a_group_s_cards_leave_out_the_household_that_is_getting_one() -> None:
    desk = Desk()
    outcome = race(desk.issues(), desk.issues_to_the_group(), writing(Card))
    assert outcome.waited
    assert outcome.follower == []
    assert Card.objects.get() == outcome.leader.card


def test_without_the_lock_only_a_constraint_keeps_a_second_card_away(unlocked: None) -> None:
    desk = Desk()
    outcome = race(desk.issues(), desk.issues(second_clerk=True), writing(Card))
    assert second_net(outcome, "card_one_valid_per_household")
    assert Card.objects.get() == outcome.follower.card


class Batch:
    """The paper of a group's cards has been set; a second clerk issues one of them by itself."""

    def __init__(self) -> None:
        desk = Desk()
        self.household = desk.household
        neighbour = make_household(desk.office.group)
        clerk = desk.office.clerk
        prepared = cards.prepare([self.household, neighbour], clerk, NOON)
        self.issues_all: Act = lambda: cards.issue_prepared(prepared, clerk, NOON)
        self.issues_one = desk.issues(second_clerk=True)


def test_who_comes_while_a_batch_is_issued_is_told_of_its_card() -> None:
    batch = Batch()
    outcome = race(batch.issues_all, batch.issues_one, writing(Card))
    assert outcome.waited
    assert outcome.follower.message_dict == {"reason": ["这一户已经有积分卡，换卡请写明原因。"]}
    assert Card.objects.valid().count() == 2


def test_a_batch_that_waited_for_one_card_is_out_of_date_and_issues_none() -> None:
    batch = Batch()
    outcome = race(batch.issues_one, batch.issues_all, writing(Card))
    assert outcome.waited
    assert isinstance(outcome.follower, cards.Overtaken)
    assert Card.objects.get() == outcome.leader.card


def test_without_the_lock_only_a_constraint_keeps_a_batch_from_giving_a_second_card(
    unlocked: None,
) -> None:
    batch = Batch()
    outcome = race(batch.issues_all, batch.issues_one, writing(Card))
    assert second_net(outcome, "card_one_valid_per_household")
    assert Card.objects.get() == outcome.follower.card
