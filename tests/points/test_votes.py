"""评议表决: who may vote, how many have to agree, what a vote is worth once the sheet changes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import CommitteeVote, Sheet, StepDecision
from points.quorum import votes_needed
from points.services import review, revisions, votes
from points.services.sheet_checks import Changed
from points.services.votes import KIN, OWN
from points.steps import Step
from tests.factory import NOON, seen
from tests.points.voting import ABSTAIN, AGAINST, AGREE, TODAY, Committee, lives_in, more_sheets

pytestmark = pytest.mark.django_db


@given(members=st.integers(0, 60))
def test_without_a_setting_more_than_half_have_to_agree_and_one_less_is_too_few(
    members: int,
) -> None:
    needed = votes_needed(members, None)
    assert 2 * needed > members
    assert 2 * (needed - 1) <= members
    # Those who have not agreed can never outnumber those who have.
    assert members - needed < needed


@given(members=st.integers(0, 60), setting=st.integers(1, 60))
def test_the_communitys_own_number_holds_whatever_the_committee(members: int, setting: int) -> None:
    assert votes_needed(members, setting) == setting


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4)])
def test_more_than_half_in_small_numbers(members: int, needed: int) -> None:
    assert votes_needed(members, None) == needed


def test_of_seven_members_two_stay_out_and_three_of_five_have_to_agree() -> None:
    office = Committee(7)
    lives_in(office.members[5], office.zhang)
    office.related(office.members[6], office.li)
    poll = office.poll()
    assert set(poll.panel.members) == set(office.members[:5])
    assert poll.panel.out == {office.members[5]: OWN, office.members[6]: KIN}
    assert poll.panel.needed == 3

    assert office.vote(office.members[0]) is None
    assert office.vote(office.members[1], AGAINST) is None
    assert office.vote(office.members[2]) is None
    assert office.vote(office.members[3], ABSTAIN) is None
    decision = office.vote(office.members[4])
    assert decision is not None
    assert (decision.by, decision.step, decision.outcome) == (
        office.members[4],
        Step.COMMITTEE,
        "passed",
    )
    office.sheet.refresh_from_db()
    assert office.sheet.step == Step.AUDIT
    assert StepDecision.objects.filter(step=Step.COMMITTEE).count() == 1


def test_nothing_is_decided_before_enough_agree() -> None:
    office = Committee(3)
    before = seen(office.sheet)
    assert office.vote(office.members[0]) is None
    assert seen(office.sheet) == before
    assert not StepDecision.objects.filter(step=Step.COMMITTEE).exists()
    assert (office.poll().missing, office.poll().may_pass) == (1, True)


def test_a_vote_keeps_who_in_which_office_on_which_version_and_why() -> None:
    office = Committee(3)
    office.vote(office.members[1], AGAINST, " 照片看不清 ")
    vote = CommitteeVote.objects.get()
    office.sheet.refresh_from_db()
    assert (vote.by, vote.choice, vote.remark) == (office.members[1], AGAINST, "照片看不清")
    assert (vote.round, vote.version, vote.at) == (1, office.sheet.version, NOON)
    assert vote.appointment.role == Role.COMMITTEE


def test_the_community_may_ask_for_a_number_of_its_own() -> None:
    office = Committee(5)
    office.needs(4)
    for member in office.members[:3]:
        assert office.vote(member) is None
    assert office.vote(office.members[3]) is not None


def test_one_agreeing_member_is_enough_where_the_community_says_so() -> None:
    office = Committee(5)
    office.needs(1)
    assert office.vote(office.members[4]) is not None


@pytest.mark.parametrize("choice", [AGAINST, ABSTAIN])
def test_who_does_not_agree_says_why(choice: str) -> None:
    office = Committee(3)
    with pytest.raises(Refused, match="请写一句理由") as raised:
        office.vote(office.members[0], choice, "  ")
    assert list(raised.value.message_dict) == ["remark"]
    assert not CommitteeVote.objects.exists()


@pytest.mark.parametrize("choice", [AGREE, AGAINST])
def test_nobody_votes_twice_on_the_same_version(choice: str) -> None:
    office = Committee(3)
    office.vote(office.members[0])
    with pytest.raises(Refused, match="一人一票，不用再投"):
        office.vote(office.members[0], choice)
    assert CommitteeVote.objects.count() == 1


def test_a_second_vote_is_kept_away_by_the_database_too() -> None:
    office = Committee(3)
    office.vote(office.members[0])
    again = CommitteeVote.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_change_lets_every_vote_lapse_and_everybody_votes_anew() -> None:
    office = Committee(3)
    office.vote(office.members[0])
    revisions.revise(office.record, Step.COMMITTEE, 10, 15, "救起两人", office.members[1], NOON)
    poll = office.poll()
    assert (poll.votes, [vote.by for vote in poll.lapsed]) == ([], [office.members[0]])
    assert poll.missing == 2
    assert office.vote(office.members[1]) is None
    assert office.vote(office.members[0]) is not None


def test_a_return_lets_every_vote_lapse_too() -> None:
    office = Committee(3)
    office.vote(office.members[0])
    review.return_sheet(
        seen(office.sheet), Step.COMMITTEE, Step.GROUP, "漏记", office.members[1], NOON
    )
    review.pass_sheets([seen(office.sheet)], Step.GROUP, office.scorer, NOON)
    assert (office.poll().votes, office.poll().missing) == ([], 2)
    assert office.vote(office.members[0]) is None
    assert office.vote(office.members[1]) is not None


def test_what_was_not_on_the_screen_is_not_voted_on() -> None:
    office = Committee(3)
    looked_at = seen(office.sheet)
    revisions.revise(office.record, Step.COMMITTEE, 10, 15, "救起两人", office.members[1], NOON)
    with pytest.raises(Changed):
        review.vote(looked_at, AGREE, "", office.members[0], NOON)
    assert not CommitteeVote.objects.exists()


def test_a_sheet_that_has_passed_takes_no_more_votes() -> None:
    office = Committee(3)
    looked_at = seen(office.sheet)
    for member in office.members[:2]:
        office.vote(member)
    with pytest.raises(AlreadyHandled, match="不在评审委员会评议这一步了"):
        review.vote(looked_at, AGREE, "", office.members[2], NOON)
    assert CommitteeVote.objects.count() == 2


# A sheet that can no longer reach its votes


def test_with_too_many_against_a_sheet_cannot_pass_any_more() -> None:
    office = Committee(5)
    office.vote(office.members[0])
    office.vote(office.members[1], AGAINST)
    office.vote(office.members[2], AGAINST)
    assert (office.poll().missing, office.poll().may_pass) == (2, True)
    office.vote(office.members[3], ABSTAIN)
    assert (office.poll().missing, office.poll().may_pass) == (2, False)


def test_when_all_have_voted_nothing_can_pass_it_though_the_setting_falls() -> None:
    office = Committee(3)
    office.needs(3)
    for member in office.members[:2]:
        office.vote(member)
    office.vote(office.members[2], AGAINST)
    office.community.policy.committee_quorum = 2
    office.community.policy.save()
    assert not office.poll().may_pass


# Many sheets


def tick(by: User, some: list[Sheet]) -> list[StepDecision]:
    return review.pass_sheets([seen(sheet) for sheet in some], Step.COMMITTEE, by, NOON)


def test_ticking_many_votes_for_each_and_passes_those_that_have_enough() -> None:
    office = Committee(3)
    first, second = more_sheets(office, 2)
    office.vote(office.members[0], sheet=first)
    (made,) = tick(office.members[1], [first, second, office.sheet])
    assert made.sheet == first
    assert CommitteeVote.objects.filter(by=office.members[1], choice=AGREE).count() == 3
    assert {made.sheet for made in tick(office.members[2], [second, office.sheet])} == {
        second,
        office.sheet,
    }


def test_one_sheet_that_may_not_be_voted_on_stops_all() -> None:
    office = Committee(3)
    (second,) = more_sheets(office, 1)
    office.vote(office.members[0], sheet=second)
    with pytest.raises(Refused, match="您已对赵庄第2组"):
        tick(office.members[0], [office.sheet, second])
    lives_in(office.members[1], office.zhang)
    with pytest.raises(Refused, match="按规定回避"):
        tick(office.members[1], [second, office.sheet])
    assert CommitteeVote.objects.count() == 1


def test_the_queries_of_a_poll_do_not_grow_with_sheets_members_and_votes() -> None:
    counts = []
    for members, groups in ((2, 1), (6, 5)):
        office = Committee(members)
        some = [office.sheet, *more_sheets(office, groups)]
        lives_in(office.members[0], office.zhang)
        office.related(office.members[1], office.li)
        tick(office.members[0], some[1:])
        found = list(
            Sheet.objects.filter(pk__in=[each.pk for each in some]).select_related("group")
        )
        with CaptureQueriesContext(connection) as queries:
            votes.polls(found, TODAY)
        counts.append(len(queries))
    assert counts == [6, 6]
