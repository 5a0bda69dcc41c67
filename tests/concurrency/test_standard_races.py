"""Two clerks at one draft, and at one opinion on it."""

import pytest

from households.refusals import AlreadyHandled
from households.roles import Role
from points.models import Notice, StandardComment, StandardCommentAnswer
from points.services import standard_comments
from points.services.standard_comments import Opinion
from tests.concurrency.harness import Act, race, second_net, writing
from tests.factory import NOON, Office, make_officer
from tests.points.drafting import TODAY, ask, make_draft

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Drafting:
    """A draft, and two clerks."""

    def __init__(self) -> None:
        self.office = Office()
        self.draft = make_draft(self.office)
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")

    def asks(self, second_clerk: bool = False) -> Act:
        by = self.other if second_clerk else self.office.clerk
        return lambda: standard_comments.ask(self.draft, TODAY, by, NOON)

    def said(self) -> StandardComment:
        """An opinion of which the answer is the next thing written."""
        notice = ask(self.office, self.draft)
        opinion = Opinion("多加一点", "oral", TODAY)
        return standard_comments.register(notice, opinion, self.office.clerk, NOON)

    def answers(self, comment: StandardComment, outcome: str) -> Act:
        return lambda: standard_comments.answer(comment, outcome, "研究过了", self.other, NOON)


def test_a_draft_is_published_twice_and_one_notice_hangs() -> None:
    town = Drafting()
    outcome = race(town.asks(), town.asks(second_clerk=True), writing(Notice))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    town.draft.refresh_from_db()
    assert Notice.objects.get() == outcome.leader == town.draft.comment_notice


def test_without_the_lock_only_a_constraint_keeps_a_second_notice_away(unlocked: None) -> None:
    town = Drafting()
    outcome = race(town.asks(), town.asks(second_clerk=True), writing(Notice))
    assert second_net(outcome, "points_notice_digest")
    assert Notice.objects.get() == outcome.follower


def test_an_opinion_is_answered_twice_and_the_first_answer_stands() -> None:
    town = Drafting()
    comment = town.said()
    outcome = race(
        town.answers(comment, "taken"),
        town.answers(comment, "refused"),
        writing(StandardCommentAnswer),
    )
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert StandardCommentAnswer.objects.get() == outcome.leader


def test_without_the_lock_only_a_constraint_keeps_a_second_answer_away(unlocked: None) -> None:
    town = Drafting()
    comment = town.said()
    outcome = race(
        town.answers(comment, "taken"),
        town.answers(comment, "refused"),
        writing(StandardCommentAnswer),
    )
    assert second_net(outcome, "points_standardcommentanswer")
    assert StandardCommentAnswer.objects.get() == outcome.follower
