"""Who of the committee is heard on a sheet, who stays out, and whose vote no longer counts."""

from datetime import timedelta

import pytest

from households.refusals import Refused
from households.roles import Role
from households.services import relations
from points.models import CommitteeVote
from points.services import review
from points.services.votes import OTHER_STEP, OWN
from points.steps import Step
from tests.factory import (
    NOON,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    make_village,
    seen,
)
from tests.points.voting import AGAINST, AGREE, TODAY, Committee, lives_in

pytestmark = pytest.mark.django_db


def test_who_stays_out_can_neither_vote_nor_return() -> None:
    office = Committee(4)
    lives_in(office.members[1], office.li)
    office.related(office.members[2], office.zhang)
    for member, why in ((office.members[1], "自己家"), (office.members[2], "亲属家")):
        for choice in (AGREE, AGAINST):
            with pytest.raises(Refused, match=f"里有您.*{why}，按规定回避"):
                office.vote(member, choice)
        with pytest.raises(Refused, match=f"里有您.*{why}，按规定回避"):
            review.return_sheet(
                seen(office.sheet), Step.COMMITTEE, Step.GROUP, "漏记", member, NOON
            )
    assert not CommitteeVote.objects.exists()
    assert office.poll().panel.needed == 2


def test_a_home_or_a_relative_on_another_sheet_keeps_nobody_out() -> None:
    office = Committee(3)
    elsewhere = make_household(make_group(office.village, "第2组"))
    lives_in(office.members[0], elsewhere)
    office.related(office.members[1], elsewhere)
    assert office.poll().panel.out == {}
    assert office.vote(office.members[0]) is None
    assert office.vote(office.members[1]) is not None


def test_the_own_home_is_told_where_a_relative_is_there_too() -> None:
    office = Committee(3)
    lives_in(office.members[0], office.zhang)
    office.related(office.members[0], office.li)
    assert office.poll().panel.out == {office.members[0]: OWN}


def test_a_relation_taken_back_lets_the_member_vote() -> None:
    office = Committee(3)
    relation = office.related(office.members[0], office.zhang)
    relations.end(relation, office.administrator, NOON)
    assert office.vote(office.members[0]) is None


def test_whoever_passed_another_step_is_not_counted_either() -> None:
    office = Committee(2)
    appoint(office.scorer, Role.COMMITTEE, office.community)
    poll = office.poll()
    assert (set(poll.panel.members), poll.panel.needed) == (set(office.members), 2)
    assert poll.panel.out == {office.scorer: OTHER_STEP}
    with pytest.raises(Refused, match="村小组评分是您通过的"):
        office.vote(office.scorer)


def test_whoever_voted_passes_no_other_step() -> None:
    office = Committee(3)
    appoint(office.members[0], Role.AUDITOR, office.community)
    for member in office.members[:2]:
        office.vote(member)
    with pytest.raises(Refused, match="评议中投过票，同一张表的另一步须由别人办理"):
        review.pass_sheets([seen(office.sheet)], Step.AUDIT, office.members[0], NOON)
    review.pass_sheets([seen(office.sheet)], Step.AUDIT, office.auditor, NOON)


def test_a_relation_declared_after_the_vote_takes_the_vote_away() -> None:
    office = Committee(4)
    office.vote(office.members[0])
    assert (office.poll().panel.needed, office.poll().missing) == (3, 2)
    office.related(office.members[0], office.zhang)
    assert (office.poll().panel.needed, office.poll().missing) == (2, 2)
    assert office.vote(office.members[1]) is None
    assert office.vote(office.members[2]) is not None


def test_an_office_that_has_ended_takes_the_vote_away() -> None:
    office = Committee(4)
    office.vote(office.members[0])
    office.members[0].appointments.update(ends_on=TODAY - timedelta(days=1))
    assert (office.poll().panel.needed, office.poll().missing) == (2, 2)
    assert office.vote(office.members[1]) is None
    assert office.vote(office.members[2]) is not None


def test_an_ended_office_votes_on_nothing() -> None:
    office = Committee(3)
    office.members[0].appointments.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match=r"没有办理.*任职"):
        office.vote(office.members[0])
    assert not CommitteeVote.objects.exists()


def test_a_committee_of_one_village_is_heard_in_that_village_alone() -> None:
    office = Committee(3)
    village = make_village(office.community, "钱庄")
    make_officer(Role.COMMITTEE, village, "外村委员")
    own = make_officer(Role.COMMITTEE, office.village, "本村委员")
    assert own in office.poll().panel.members
    assert len(office.poll().panel.members) == 4


def test_two_offices_of_one_person_are_one_member() -> None:
    office = Committee(3)
    appoint(office.members[0], Role.COMMITTEE, office.village)
    assert len(office.poll().panel.members) == 3


def test_members_of_another_community_are_not_counted() -> None:
    Office("西岭社区")
    office = Committee(3)
    assert set(office.poll().panel.members) == set(office.members)


def test_too_few_members_decide_nothing_and_it_says_what_to_do() -> None:
    office = Committee(3)
    office.needs(4)
    with pytest.raises(Refused, match="能表决的评审委员只有3位，不足通过所需的4票，请管理员增补"):
        office.vote(office.members[0])
    assert not office.poll().may_pass
