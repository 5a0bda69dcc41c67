"""Patrols: a finding against the word of both walkers, two plans, a round against its proposals."""

from datetime import UTC, datetime
from typing import Any

import pytest

from households.refusals import Refused
from households.roles import Role
from points.models import PatrolConfirmation, PatrolFinding, PatrolRound, Record
from points.services import patrol_plans, patrols, proposals
from points.services.patrol_plans import Planned, PlanRefused
from points.steps import Step
from tests.concurrency.harness import Act, race, second_net, stopped_by_sqlite, writing
from tests.factory import make_officer, pass_until, seen
from tests.points.patrolling import DECEMBER, FRIDAY_NOON, WEDNESDAY, Patrolled, noted

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MONTH_END = datetime(2026, 11, 30, 4, tzinfo=UTC)


class Round:
    """A round that has been walked and waits for the word of both."""

    def __init__(self) -> None:
        self.office = Patrolled()
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")
        self.patrol = self.office.walked(WEDNESDAY, close=False)
        self.patrol.refresh_from_db()

    def closes(self) -> PatrolRound:
        version, clerk = self.patrol.version, self.office.clerk
        return patrol_plans.confirm(
            self.patrol, version, WEDNESDAY, clerk, FRIDAY_NOON, on_paper=True
        )

    def enters(self) -> list[PatrolFinding]:
        draft = noted(self.office.households[0])
        return patrols.enter(self.patrol, [draft], self.other, FRIDAY_NOON)


def test_a_finding_does_not_slip_into_a_round_that_is_being_closed() -> None:
    walk = Round()
    outcome = race(walk.closes, walk.enters, writing(PatrolConfirmation))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert not PatrolFinding.objects.exists()


def test_without_the_lock_both_have_confirmed_what_they_have_not_seen(unlocked: None) -> None:
    walk = Round()
    outcome = race(walk.closes, walk.enters, writing(PatrolConfirmation))
    if not stopped_by_sqlite(outcome):
        (found,) = outcome.follower
        assert not found.late
        assert not outcome.leader.is_open


def test_a_round_is_not_closed_over_a_finding_being_entered() -> None:
    walk = Round()
    outcome = race(walk.enters, walk.closes, writing(PatrolFinding))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "又有了变化" in "".join(outcome.follower.messages)
    assert not PatrolConfirmation.objects.exists()


def test_without_the_lock_the_database_keeps_it_out_of_the_closed_round(unlocked: None) -> None:
    walk = Round()
    outcome = race(walk.enters, walk.closes, writing(PatrolFinding))
    assert second_net(outcome, "append-only")
    assert not PatrolFinding.objects.exists()


def plans(office: Patrolled, by: Any) -> Act:
    first, second = office.walkers
    row = Planned(office.group, WEDNESDAY, first.pk, second.pk)
    return lambda: patrol_plans.plan(office.community, WEDNESDAY, [row], by, FRIDAY_NOON)


def test_two_plans_of_one_week_make_one_round() -> None:
    office = Patrolled()
    other = make_officer(Role.CLERK, office.community, "积分办乙")
    outcome = race(plans(office, office.clerk), plans(office, other), writing(PatrolRound))
    assert outcome.waited
    assert isinstance(outcome.follower, PlanRefused)
    assert PatrolRound.objects.count() == 1


def test_without_the_lock_the_database_keeps_the_second_round_out(unlocked: None) -> None:
    office = Patrolled()
    other = make_officer(Role.CLERK, office.community, "积分办乙")
    outcome = race(plans(office, office.clerk), plans(office, other), writing(PatrolRound))
    assert second_net(outcome, "patrol_once_per_group_and_week")


class Proposed(Round):
    """November's first round is proposed while the second waits for its office."""

    def __init__(self) -> None:
        super().__init__()
        self.office.use_patrol_standard()
        self.office.walked(WEDNESDAY.replace(day=4))
        self.sheet = pass_until(self.office, self.office.sheet(), Step.GROUP)

    def takes(self) -> list[Record]:
        marks = [each.mark for each in proposals.offers_of(self.sheet, MONTH_END)]
        return proposals.take(seen(self.sheet), marks, self.office.scorer, MONTH_END)


def test_a_round_closed_while_proposals_become_records_counts_in_the_next_month() -> None:
    month = Proposed()
    outcome = race(month.takes, month.closes, writing(Record))
    assert outcome.waited
    assert outcome.follower.counts_in == DECEMBER


def test_without_the_lock_it_counts_in_a_month_that_has_been_proposed(unlocked: None) -> None:
    month = Proposed()
    outcome = race(month.takes, month.closes, writing(Record))
    if not stopped_by_sqlite(outcome):
        assert outcome.follower.counts_in == month.sheet.period
        assert all("巡查1次" in record.note for record in outcome.leader)
