"""Two members of a committee vote at once: one of the two votes is the last that was missing."""

import pytest

from households.models import User
from households.refusals import Refused
from points.models import CommitteeVote, Sheet, StepDecision
from points.services import review
from points.services.sheet_checks import Seen
from points.steps import Step
from tests.concurrency.harness import Act, race, second_net, stopped_by_sqlite, writing
from tests.factory import NOON, seen
from tests.points.voting import AGREE, Committee

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Voting(Committee):
    """Two of three members have to agree; all have the sheet on their screens."""

    def __init__(self) -> None:
        super().__init__(3)
        self.seen: Seen = seen(self.sheet)

    def votes(self, by: User) -> Act:
        return lambda: review.vote(self.seen, AGREE, "", by, NOON)

    def step(self) -> str:
        return Sheet.objects.get(pk=self.sheet.pk).step


def test_two_members_vote_at_once_and_the_second_passes_the_sheet() -> None:
    office = Voting()
    one, other, _ = office.members
    outcome = race(office.votes(one), office.votes(other), writing(CommitteeVote))
    assert outcome.waited
    assert outcome.leader is None
    decision = StepDecision.objects.get(step=Step.COMMITTEE)
    assert outcome.follower == decision
    assert decision.by == other
    assert (CommitteeVote.objects.count(), office.step()) == (2, Step.AUDIT)


def test_without_the_lock_both_votes_stand_and_the_sheet_does_not_pass(unlocked: None) -> None:
    office = Voting()
    one, other, _ = office.members
    outcome = race(office.votes(one), office.votes(other), writing(CommitteeVote))
    if stopped_by_sqlite(outcome):
        return
    # Enough members agree, and each was told that one is missing still.
    assert (outcome.leader, outcome.follower) == (None, None)
    assert CommitteeVote.objects.filter(choice=AGREE).count() == 2
    assert not StepDecision.objects.filter(step=Step.COMMITTEE).exists()
    assert office.step() == Step.COMMITTEE


def test_one_member_votes_on_two_screens_at_once_and_has_one_vote() -> None:
    office = Voting()
    one = office.members[0]
    outcome = race(office.votes(one), office.votes(one), writing(CommitteeVote))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "一人一票" in outcome.follower.messages[0]
    assert CommitteeVote.objects.count() == 1


def test_without_the_lock_only_a_constraint_keeps_a_second_vote_away(unlocked: None) -> None:
    office = Voting()
    one = office.members[0]
    outcome = race(office.votes(one), office.votes(one), writing(CommitteeVote))
    assert second_net(outcome, "vote_once_per_member_and_version")
    assert CommitteeVote.objects.count() == 1
