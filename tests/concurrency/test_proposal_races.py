"""Two scorers at one sheet's proposals, and group scoring being passed meanwhile."""

import pytest

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import ProposalAnswer, Record, StepDecision, StepScore
from points.services import proposals, review
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from tests.concurrency.harness import Act, race, second_net, stopped_by_sqlite, writing
from tests.factory import NOON, make_officer, seen
from tests.points.proposing import Checking, proposal, propose

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Screens:
    """The same proposal, of an item that may be recorded several times, on two screens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = Checking()
        propose(monkeypatch, proposal(self.office.zhang))
        self.one = self.office.scorer
        self.other = make_officer(Role.SCORER, self.office.group, "评分员乙")
        self.seen: Seen = seen(self.office.sheet)
        self.marks = self.office.marks()

    def takes(self, by: User) -> Act:
        return lambda: proposals.take(self.seen, self.marks, by, NOON)

    def strikes(self, by: User) -> Act:
        return lambda: proposals.strike(self.seen, self.marks, "没有来", by, NOON)

    def passes(self) -> list[StepDecision]:
        return review.pass_sheets([self.seen], Step.GROUP, self.one, NOON)


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Screens:
    return Screens(monkeypatch)


def test_two_scorers_press_at_once_and_it_is_recorded_once(screens: Screens) -> None:
    outcome = race(screens.takes(screens.one), screens.takes(screens.other), writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, Changed)
    assert ProposalAnswer.objects.get().record == Record.objects.get()


def test_without_the_lock_the_constraint_keeps_it_from_being_recorded_twice(
    screens: Screens, unlocked: None
) -> None:
    outcome = race(screens.takes(screens.one), screens.takes(screens.other), writing(Record))
    assert second_net(outcome, "proposal_is_answered_once")
    assert Record.objects.get().recorded_by == screens.other


def test_what_is_being_struck_is_not_taken(screens: Screens) -> None:
    outcome = race(
        screens.strikes(screens.one), screens.takes(screens.other), writing(ProposalAnswer)
    )
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "1条建议已被他人处理" in outcome.follower.messages[0]
    assert not Record.objects.exists()


def test_without_the_lock_the_constraint_answers_a_strike_that_comes_too_late(
    screens: Screens, unlocked: None
) -> None:
    outcome = race(
        screens.strikes(screens.one), screens.takes(screens.other), writing(ProposalAnswer)
    )
    assert second_net(outcome, "proposal_is_answered_once")
    assert ProposalAnswer.objects.get().record == Record.objects.get()


def test_nothing_is_taken_while_group_scoring_is_being_passed(screens: Screens) -> None:
    outcome = race(screens.passes, screens.takes(screens.other), writing(StepDecision))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert not Record.objects.exists()


def test_without_the_lock_a_proposal_slips_in_behind_the_scorers_back(
    screens: Screens, unlocked: None
) -> None:
    outcome = race(screens.passes, screens.takes(screens.other), writing(StepDecision))
    if not stopped_by_sqlite(outcome):
        (decision,) = outcome.leader
        (record,) = outcome.follower
        assert record.version > decision.version
        scored = StepScore.objects.filter(decision=decision, line__household=screens.office.zhang)
        assert scored.get().total == 1, "counted without having been on the screen"
