"""A quarter is published while a slip of it is cancelled, or twice: the wall tells what is so."""

from typing import Any

import pytest

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Account, Notice
from points.services import notices
from supermarket.models import Cancellation, Redemption, Window
from supermarket.services import exchange_notices
from tests.concurrency.harness import Act, race, reading, second_net, stopped_by_sqlite, writing
from tests.concurrency.test_notice_races import is_whole
from tests.factory import NOVEMBER, make_officer
from tests.points.notice_months import settle
from tests.supermarket.factory import AUTUMN
from tests.supermarket.quarters_told import CLOSED, Autumn

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Told(Autumn):
    """A closed window with two slips, of 20 and of 15 points."""

    def __init__(self) -> None:
        super().__init__()
        self.takes(self.zhang, rice=1)
        self.slip: Redemption = self.takes(self.li, oil=1)
        self.close()
        self.other = make_officer(Role.CLERK, self.community, "积分办乙")

    def publishes(self, second_clerk: bool = False) -> Act:
        by = self.other if second_clerk else self.clerk
        day = CLOSED.date()
        return lambda: exchange_notices.publish_quarter(self.community, AUTUMN, day, by, CLOSED)

    def cancels(self) -> Act:
        return lambda: self.cancel(self.slip, at=CLOSED)


def points(notice: Any) -> int:
    return notice.content["totals"]["points"]


def test_a_slip_that_is_being_cancelled_is_left_out() -> None:
    town = Told()
    outcome = race(town.cancels(), town.publishes(), reading(Account))
    assert outcome.waited
    assert isinstance(outcome.leader, Cancellation)
    assert points(outcome.follower) == 20


def test_without_the_lock_the_wall_tells_of_a_cancelled_slip(unlocked: None) -> None:
    town = Told()
    outcome = race(town.cancels(), town.publishes(), reading(Account))
    assert points(outcome.follower) == 35
    if not stopped_by_sqlite(outcome):
        assert isinstance(outcome.leader, Cancellation)


def test_a_slip_that_is_being_published_stays() -> None:
    town = Told()
    outcome = race(town.publishes(), town.cancels(), writing(Notice))
    assert outcome.waited
    assert points(outcome.leader) == 35
    assert isinstance(outcome.follower, Refused)
    assert "已经公示，这张兑换单不能再撤销" in str(outcome.follower)
    assert not Cancellation.objects.exists()


def test_without_the_lock_a_slip_is_cancelled_that_the_wall_tells_of(unlocked: None) -> None:
    town = Told()
    outcome = race(town.publishes(), town.cancels(), writing(Notice))
    assert not outcome.waited
    assert isinstance(outcome.follower, Cancellation)
    if not stopped_by_sqlite(outcome):
        assert points(outcome.leader) == 35


def test_two_clerks_publish_a_quarter_and_one_notice_hangs() -> None:
    town = Told()
    outcome = race(town.publishes(), town.publishes(second_clerk=True), writing(Notice))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Notice.objects.get() == outcome.leader == Window.objects.get().notice


def test_without_the_lock_only_a_constraint_keeps_a_second_notice_away(unlocked: None) -> None:
    town = Told()
    outcome = race(town.publishes(), town.publishes(second_clerk=True), writing(Notice))
    assert second_net(outcome, "notice_")
    assert Notice.objects.get() == outcome.follower == Window.objects.get().notice


def publishes_november(town: Told) -> Act:
    settle(town, NOVEMBER, {})
    return lambda: notices.publish_month(
        town.community, NOVEMBER, CLOSED.date(), town.other, CLOSED
    )


def test_a_month_and_a_quarter_at_once_stand_one_on_the_other() -> None:
    town = Told()
    outcome = race(town.publishes(), publishes_november(town), writing(Notice))
    assert outcome.waited
    chain = list(Notice.objects.order_by("number"))
    assert chain == [outcome.leader, outcome.follower]
    assert is_whole(chain)


def test_without_the_lock_one_of_them_is_turned_away_by_a_constraint(unlocked: None) -> None:
    town = Told()
    outcome = race(town.publishes(), publishes_november(town), writing(Notice))
    assert not outcome.waited
    assert second_net(outcome, "notice_")
    assert Notice.objects.get() == outcome.follower
