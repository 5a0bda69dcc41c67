"""Two people at one activity at once: one of them comes first, and the other is told."""

from datetime import date, time

import pytest

from households.refusals import AlreadyHandled, Refused
from points.models import Activity, Attendance, SignUp
from points.services import attendances, sign_ups
from points.services.attendance_book import Arrival
from tests.concurrency.harness import (
    Act,
    race,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.points.volunteering import DAY, Helpers, on

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Gathering:
    """An activity that is running, to which one has come and gone."""

    def __init__(self) -> None:
        self.town = Helpers()
        self.activity = self.town.running()
        self.town.came(self.activity, self.town.li, "08:00", "12:00")

    def comes(self) -> Act:
        arrival = Arrival(self.town.zhang, "", time(9))
        how, at = Attendance.How.CODE, on(DAY, 10)
        return lambda: attendances.come(self.activity, arrival, how, self.town.clerk, at)

    def goes(self) -> Act:
        town, left, at = self.town, time(11), on(DAY, 12)
        return lambda: attendances.leave(self.activity, town.zhang, "", left, town.clerk, at)

    def closes(self) -> Act:
        return lambda: self.town.close(self.activity, on(DAY, 13))

    def closed_with_somebody_there(self) -> bool:
        still = Attendance.objects.still_there().filter(activity=self.activity)
        return Activity.objects.get(pk=self.activity.pk).is_closed and still.exists()


def test_somebody_signed_in_at_two_tables_is_there_once() -> None:
    here = Gathering()
    outcome = race(here.comes(), here.comes(), writing(Attendance))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Attendance.objects.count() == 2


def test_without_the_lock_only_a_constraint_keeps_the_second_away(unlocked: None) -> None:
    here = Gathering()
    outcome = race(here.comes(), here.comes(), writing(Attendance))
    assert second_net(outcome, "attendance_once_per_person_while_it_stands")
    assert Attendance.objects.count() == 2


def test_somebody_signed_out_twice_has_one_time() -> None:
    here = Gathering()
    here.comes()()
    outcome = race(here.goes(), here.goes(), writing(Attendance))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)


def test_closing_comes_first_and_nobody_is_signed_in_any_more() -> None:
    here = Gathering()
    outcome = race(here.closes(), here.comes(), writing(Activity))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "已结束" in outcome.follower.messages[0]
    assert not here.closed_with_somebody_there()


def test_signing_in_comes_first_and_it_is_not_closed_over_somebody() -> None:
    here = Gathering()
    outcome = race(here.comes(), here.closes(), writing(Attendance))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "还有1人没有签退" in outcome.follower.messages[0]


def test_without_the_lock_it_is_closed_over_somebody(unlocked: None) -> None:
    here = Gathering()
    outcome = race(here.closes(), here.comes(), writing(Activity))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert here.closed_with_somebody_there()


def test_somebody_signs_up_by_two_ways_once() -> None:
    town = Helpers()
    activity, at = town.call(), on(date(2026, 11, 12), 9)
    one, other = (
        lambda: sign_ups.sign_up(activity, town.zhang, "", town.clerk, at) for _ in range(2)
    )
    outcome = race(one, other, writing(SignUp))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert SignUp.objects.get() == outcome.leader


def test_without_the_lock_a_sign_up_meets_a_constraint(unlocked: None) -> None:
    town = Helpers()
    activity, at = town.call(), on(date(2026, 11, 12), 9)
    one, other = (
        lambda: sign_ups.sign_up(activity, town.zhang, "", town.clerk, at) for _ in range(2)
    )
    outcome = race(one, other, writing(SignUp))
    assert second_net(outcome, "sign_up_once_while_it_stands")


class TwoPlaces:
    """Somebody is signed in with both times at two activities of one day that overlap."""

    def __init__(self) -> None:
        self.town = Helpers()
        self.river, self.street = self.town.running(), self.town.running(title="扫街")

    def comes(self, activity: Activity) -> Act:
        return lambda: self.town.came(activity, self.town.zhang, "08:00", "11:00")


def test_nobody_is_at_two_activities_at_once_though_each_has_its_own_table() -> None:
    both = TwoPlaces()
    outcome = race(both.comes(both.river), both.comes(both.street), writing(Attendance))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "时间不能重叠" in outcome.follower.messages[0]


def test_without_the_lock_somebody_is_at_two_places(unlocked: None) -> None:
    both = TwoPlaces()
    outcome = race(both.comes(both.river), both.comes(both.street), writing(Attendance))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert Attendance.objects.count() == 2
