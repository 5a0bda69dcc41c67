"""Points are posted at once from two sides: each line has one entry, the balance is their sum."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum
from django.db.models.query import QuerySet

from households.models import Household
from points.models import Account, Entry, Notice, Posting, Record
from points.services import ledger, notices, posting, records, sheets
from points.services.recordbook import Draft
from tests.concurrency.harness import Act, Outcome, race, second_net, writing
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

OVER = NOON + timedelta(days=7)
NUMBER_ONCE = "entry_number_once_in_account"


def moves(household: Household, points: int) -> Act:
    """A movement of its own, outside any notice."""
    move = ledger.Movement(household.pk, points, Entry.Kind.MONTH, 2026, "测试")
    return lambda: ledger.write(household.community_id, [move], NOON.date(), None, NOON)


def agrees(household: Household) -> bool:
    """Whether the account equals its entries, numbered without gaps."""
    account = Account.objects.get(household=household)
    entries = account.entries.order_by("number")
    numbers = list(entries.values_list("number", flat=True))
    return (
        numbers == list(range(1, account.last_number + 1))
        and account.balance == entries.aggregate(sum=Sum("points"))["sum"]
        and account.balance == entries.last().balance_after
    )


class Over:
    """A notice whose period is over; its one household has an account already."""

    def __init__(self) -> None:
        office = Office()
        self.household = make_household(office.group)
        moves(self.household, 10)()
        (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        draft = Draft(self.household, "4.1", date(2026, 11, 3))
        records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, office.clerk, NOON)
        pass_until(office, sheet, None)
        self.notice = notices.publish_month(
            office.community, NOVEMBER, NOON.date(), office.clerk, NOON
        )

    def close(self) -> list[Notice]:
        return posting.close_notices(self.notice.community, OVER).closed


def test_a_notice_is_closed_twice_and_each_line_is_posted_once() -> None:
    over = Over()
    outcome = race(over.close, over.close, writing(Entry))
    assert outcome.waited
    assert sorted([outcome.leader, outcome.follower], key=len) == [[], [over.notice]]
    assert (Posting.objects.count(), Entry.objects.count()) == (1, 2)
    assert agrees(over.household)
    assert Account.objects.get().balance == 13


def test_without_the_lock_only_a_constraint_keeps_a_line_from_being_posted_twice(
    unlocked: None,
) -> None:
    over = Over()
    outcome = race(over.close, over.close, writing(Entry))
    assert second_net(outcome, NUMBER_ONCE)
    assert outcome.follower == [over.notice]
    assert agrees(over.household)


def test_two_movements_of_one_account_follow_each_other() -> None:
    household = make_household(Office().group)
    moves(household, 10)()
    outcome = race(moves(household, 5), moves(household, -8), writing(Entry))
    assert outcome.waited
    assert [entry.number for (entry,) in (outcome.leader, outcome.follower)] == [2, 3]
    assert agrees(household)
    assert Account.objects.get().balance == 7


def test_without_the_lock_only_a_constraint_keeps_two_movements_apart(unlocked: None) -> None:
    household = make_household(Office().group)
    moves(household, 10)()
    outcome = race(moves(household, 5), moves(household, -8), writing(Entry))
    assert second_net(outcome, NUMBER_ONCE)
    assert agrees(household)


def open_an_account_twice() -> tuple[Household, Outcome]:
    household = make_household(Office().group)
    return household, race(moves(household, 5), moves(household, -8), writing(Account))


def test_two_first_movements_open_one_account_and_both_are_entered() -> None:
    household, outcome = open_an_account_twice()
    assert sorted(entry.number for entry in (*outcome.leader, *outcome.follower)) == [1, 2]
    assert agrees(household)
    assert Account.objects.get().balance == -3


def test_an_account_that_must_be_new_is_refused_to_the_second_who_opens_it(
    unlocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = QuerySet.bulk_create

    def insisting(rows: QuerySet, *given, ignore_conflicts: bool = False, **named):
        return stock(rows, *given, **named)

    monkeypatch.setattr(QuerySet, "bulk_create", insisting)
    household, outcome = open_an_account_twice()
    assert second_net(outcome, "points_account_household_id")
    assert agrees(household)
