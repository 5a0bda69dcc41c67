"""Claims by card against the end of self-evaluation."""

from datetime import date

import pytest

from households.refusals import AlreadyHandled, Refused
from households.services import cards
from points.models import Record, StepDecision, StepScore
from points.services import records, review, sheets
from points.services.recordbook import Draft
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from tests.concurrency.harness import race, stopped_by_sqlite, writing
from tests.factory import NOON, NOVEMBER, Office, make_household, seen

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Claiming:
    """A household with one claim of 1 point, while the clerk has its sheet on his screen."""

    def __init__(self) -> None:
        self.office = Office()
        self.household = make_household(self.office.group)
        (self.sheet,) = sheets.open_month(self.office.community, NOVEMBER, self.office.clerk, NOON)
        self.card = cards.issue(self.household, self.office.clerk, NOON).card
        self.record: Record = self.claims()
        self.seen: Seen = seen(self.sheet)

    def claims(self) -> Record:
        draft = Draft(self.household, "13.1", date(2026, 11, 3))
        return records.claim(NOVEMBER, draft, self.card, NOON)

    def withdraws(self) -> None:
        records.withdraw_claim(self.record, self.card, NOON)

    def passes(self) -> list[StepDecision]:
        return review.pass_sheets([self.seen], Step.SELF, self.office.clerk, NOON)

    def scored(self) -> int:
        """The self score, as kept."""
        return StepScore.objects.get(decision__step=Step.SELF).total


def test_a_claim_does_not_slip_in_behind_the_end_of_self_evaluation() -> None:
    claiming = Claiming()
    outcome = race(claiming.passes, claiming.claims, writing(StepDecision))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "自评已截止" in outcome.follower.messages[0]
    assert Record.objects.count() == 1


def test_without_the_lock_a_claim_comes_after_its_step_is_over(unlocked: None) -> None:
    claiming = Claiming()
    outcome = race(claiming.passes, claiming.claims, writing(StepDecision))
    if not stopped_by_sqlite(outcome):
        (decision,) = outcome.leader
        assert outcome.follower.version > decision.version
        assert Record.objects.count() == 2


def test_self_evaluation_does_not_end_over_a_claim_being_taken_back() -> None:
    claiming = Claiming()
    outcome = race(claiming.withdraws, claiming.passes, writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, Changed)
    assert not StepDecision.objects.exists()
    assert not Record.objects.standing().exists()


def test_without_the_lock_the_self_score_counts_a_claim_that_was_taken_back(
    unlocked: None,
) -> None:
    claiming = Claiming()
    outcome = race(claiming.withdraws, claiming.passes, writing(Record))
    if not stopped_by_sqlite(outcome):
        assert outcome.leader is None
        assert claiming.scored() == 1
        assert not Record.objects.standing().exists()


def test_a_claim_is_taken_back_once() -> None:
    claiming = Claiming()
    outcome = race(claiming.withdraws, claiming.withdraws, writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
