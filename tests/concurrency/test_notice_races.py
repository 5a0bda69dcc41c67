"""Two clerks publish at once: numbers without a gap, a chain without a fork, the right figures."""

from datetime import date, timedelta

import pytest

from households.refusals import Refused
from households.roles import Role
from points.canonical import GENESIS, digest
from points.models import Account, Entry, Notice, Record, Sheet
from points.periods import Month
from points.services import notices, posting, records, sheets
from points.services.recordbook import Draft
from tests.concurrency.harness import (
    Act,
    Outcome,
    race,
    reading,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.factory import NOON, NOVEMBER, Office, make_household, make_officer, pass_until

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

OCTOBER = Month(2026, 10)
IN_OCTOBER = NOON - timedelta(days=30)
AFTER_THE_PERIOD = NOON + timedelta(days=7)


class TwoMonths:
    """October and November of one household, three points each, both ready to be published."""

    def __init__(self) -> None:
        self.office = Office()
        self.household = make_household(self.office.group)
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")
        self._prepare(OCTOBER, date(2026, 10, 9))
        self._prepare(NOVEMBER, date(2026, 11, 9))

    def _prepare(self, month: Month, day: date) -> None:
        office = self.office
        (sheet,) = sheets.open_month(office.community, month, office.clerk, NOON)
        draft = Draft(self.household, "4.1", day)
        records.record_matter(month, draft, Record.Origin.OFFICE, office.clerk, NOON)
        pass_until(office, sheet, None)

    def publishes(self, month: Month, second_clerk: bool = False) -> Act:
        by = self.other if second_clerk else self.office.clerk
        return lambda: notices.publish_month(self.office.community, month, NOON.date(), by, NOON)

    def chain(self) -> list[Notice]:
        return list(Notice.objects.order_by("number"))


def is_whole(chain: list[Notice]) -> bool:
    """Whether the notices are numbered without gaps and each stands on the one before."""
    previous = GENESIS
    for number, notice in enumerate(chain, start=1):
        if (notice.number, notice.previous_digest) != (number, previous):
            return False
        if notice.digest != digest(previous, notice.content):
            return False
        previous = notice.digest
    return True


def test_a_month_is_published_twice_and_one_notice_hangs() -> None:
    town = TwoMonths()
    outcome = race(
        town.publishes(OCTOBER), town.publishes(OCTOBER, second_clerk=True), writing(Notice)
    )
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "没有可以公示的积分表" in outcome.follower.messages[0]
    assert town.chain() == [outcome.leader]
    assert is_whole(town.chain())


def test_without_the_lock_only_a_constraint_keeps_a_second_notice_of_a_month_away(
    unlocked: None,
) -> None:
    town = TwoMonths()
    outcome = race(
        town.publishes(OCTOBER), town.publishes(OCTOBER, second_clerk=True), writing(Notice)
    )
    assert second_net(outcome, "points_notice_digest")
    assert town.chain() == [outcome.follower]


def test_two_months_are_published_at_once_and_stand_one_on_the_other() -> None:
    town = TwoMonths()
    outcome = race(
        town.publishes(OCTOBER), town.publishes(NOVEMBER, second_clerk=True), writing(Notice)
    )
    assert outcome.waited
    assert town.chain() == [outcome.leader, outcome.follower]
    assert is_whole(town.chain())


def test_without_the_lock_the_second_month_is_turned_away_for_nothing(unlocked: None) -> None:
    town = TwoMonths()
    outcome = race(
        town.publishes(OCTOBER), town.publishes(NOVEMBER, second_clerk=True), writing(Notice)
    )
    assert not outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert Sheet.objects.ready().get().period == NOVEMBER


def balance_on(notice: Notice) -> int:
    """The balance that the wall sheet shows for the one household."""
    return notice.content["groups"][0]["lines"][0]["balance"]


def publish_while_october_is_posted(town: TwoMonths) -> Outcome:
    """November's figures are read: the points still to come first, then the balances."""
    hangs = notices.publish_month(
        town.office.community, OCTOBER, date(2026, 10, 21), town.office.clerk, IN_OCTOBER
    )
    return race(
        town.publishes(NOVEMBER),
        lambda: posting.close_notices(hangs.community, AFTER_THE_PERIOD),
        reading(Account),
    )


def test_posting_and_publishing_do_not_wait_for_each_other_in_a_ring() -> None:
    """Posting holds its sheet and refers to the community, which publishing holds."""
    town = TwoMonths()
    hangs = notices.publish_month(
        town.office.community, OCTOBER, date(2026, 10, 21), town.office.clerk, IN_OCTOBER
    )
    outcome = race(
        lambda: posting.close_notices(hangs.community, AFTER_THE_PERIOD),
        town.publishes(NOVEMBER),
        writing(Entry),
    )
    assert outcome.leader.closed == [hangs]
    assert isinstance(outcome.follower, Notice)
    assert balance_on(outcome.follower) == 6


def test_points_posted_meanwhile_are_on_the_wall_once() -> None:
    town = TwoMonths()
    outcome = publish_while_october_is_posted(town)
    assert outcome.waited
    assert balance_on(outcome.leader) == 6
    assert Account.objects.get().balance == 3


def test_without_the_lock_points_posted_meanwhile_are_on_the_wall_twice(unlocked: None) -> None:
    town = TwoMonths()
    outcome = publish_while_october_is_posted(town)
    assert Account.objects.get().balance == 3
    if not stopped_by_sqlite(outcome):
        assert balance_on(outcome.leader) == 9
