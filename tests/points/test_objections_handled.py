"""Objections are accepted and answered: by whom, once, with a reason, and what comes of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Correction, ObjectionReply, Revision, SheetLine
from points.services import objections, posting
from tests.factory import NOON, Office, appoint, make_household, make_officer, make_user, seen
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db

TWENTY_SIXTH = date(2026, 11, 26)
"""The last day of the notice."""
LAST_SECOND = datetime.fromisoformat("2026-11-26 23:59:59+08:00")


@pytest.fixture
def town() -> Dispute:
    return Dispute()


def neighbour(town: Office, household: Any) -> User:
    """A second clerk, who belongs to `household`."""
    user = make_user(town.community, "周经办", household)
    appoint(user, Role.CLERK, town.community)
    return user


# Taking one up


def test_an_objection_is_accepted_once(town: Dispute) -> None:
    made = town.object()
    later = NOON + timedelta(hours=1)
    objections.accept(made, town.clerk, later)
    made.refresh_from_db()
    assert (made.accepted_by, made.accepted_at) == (town.clerk, later)
    with pytest.raises(AlreadyHandled, match="已经受理"):
        objections.accept(made, make_officer(Role.CLERK, town.community), NOON)
    made.refresh_from_db()
    assert made.accepted_by == town.clerk


def test_what_has_its_reply_is_not_accepted_any_more(town: Dispute) -> None:
    made = town.object()
    objections.refuse(made, "照片是两年前的", town.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已经答复"):
        objections.accept(made, town.clerk, NOON)


# Answering


def test_a_reply_says_why_by_whom_in_which_office_and_accepts_by_itself(town: Dispute) -> None:
    made = town.object()
    reply = objections.refuse(made, " 照片是两年前的 ", town.clerk, AFTER)
    assert (reply.outcome, reply.text, reply.upheld) == ("refused", "照片是两年前的", False)
    assert (reply.by, reply.appointment.role, reply.at) == (town.clerk, Role.CLERK, AFTER)
    made.refresh_from_db()
    assert (made.accepted_by, made.accepted_at) == (town.clerk, AFTER)
    assert not Correction.objects.exists()


def test_an_acceptance_stays_with_whoever_accepted(town: Dispute) -> None:
    made, other = town.object(), make_officer(Role.CLERK, town.community)
    objections.accept(made, other, NOON)
    objections.refuse(made, "照片是两年前的", town.clerk, AFTER)
    made.refresh_from_db()
    assert (made.accepted_by, made.accepted_at) == (other, NOON)


def test_an_objection_is_answered_once(town: Dispute) -> None:
    made = town.object()
    town.uphold(made, 15)
    with pytest.raises(AlreadyHandled, match="已经答复"):
        objections.refuse(made, "不对", town.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已经答复"):
        town.uphold(made, 12)
    assert ObjectionReply.objects.get().upheld
    assert Revision.objects.get().points_after == 15


def test_nobody_answers_without_saying_why(town: Dispute) -> None:
    made = town.object()
    for act in (
        lambda: objections.refuse(made, "  ", town.clerk, NOON),
        lambda: town.uphold(made, 15, text=" "),
    ):
        with pytest.raises(Refused) as raised:
            act()
        assert list(raised.value.message_dict) == ["text"]
    made.refresh_from_db()
    assert made.accepted_at is None
    assert not Revision.objects.exists()


def test_an_upheld_objection_changes_at_least_one_record(town: Dispute) -> None:
    made = town.object()
    with pytest.raises(Refused, match="请至少改一条记录的分值。漏记的事不在这里补"):
        objections.uphold(made, "说得对", {}, town.clerk, NOON)
    assert not ObjectionReply.objects.exists()


def test_nobody_handles_what_concerns_his_own_household(town: Dispute) -> None:
    made = town.object(objector=town.li)
    for household in (town.zhang, town.li):
        person = neighbour(town, household)
        for act in (
            lambda by: objections.accept(made, by, NOON),
            lambda by: objections.refuse(made, "不对", by, NOON),
            lambda by: objections.uphold(made, "说得对", {town.record.pk: 15}, by, NOON),
        ):
            with pytest.raises(Refused, match="与您自己家有关"):
                act(person)
    objections.accept(made, neighbour(town, make_household(town.group)), NOON)


def test_only_who_handles_objections_here_accepts_and_answers(town: Dispute) -> None:
    made = town.object()
    strangers = [Dispute("西岭社区").clerk, make_user(town.community)]
    for person in (town.supervisor, town.auditor, town.scorer, *strangers):
        for act in (
            lambda by: objections.accept(made, by, NOON),
            lambda by: objections.refuse(made, "不对", by, NOON),
            lambda by: objections.uphold(made, "说得对", {town.record.pk: 15}, by, NOON),
        ):
            with pytest.raises(Refused, match="任职"):
                act(person)
    made.refresh_from_db()
    assert (made.accepted_at, Revision.objects.exists()) == (None, False)


# What it does to the records


def test_an_upheld_objection_revises_the_record_and_the_sheet_moves_on(town: Dispute) -> None:
    made = town.object()
    version = seen(town.line().sheet).version
    reply = town.uphold(made, 15, text="证明" * 150)
    revision = Revision.objects.get()
    assert (revision.step, revision.reply, revision.record) == ("objection", reply, town.record)
    assert (revision.points_before, revision.points_after) == (10, 15)
    assert (revision.by, revision.appointment) == (town.clerk, reply.appointment)
    assert revision.reason == "证明" * 99 + "证…"
    assert revision.get_step_display() == "异议处理"
    assert revision.version == seen(town.line().sheet).version == version + 1


@pytest.mark.parametrize(
    ("points", "told"),
    [(21, "应在+5至+20分之间"), (-5, "应在+5至+20分之间"), (10, "分值没有变化")],
)
def test_points_the_item_does_not_give_are_refused_at_the_record(
    town: Dispute, points: int, told: str
) -> None:
    made = town.object()
    with pytest.raises(Refused) as raised:
        town.uphold(made, points)
    assert list(raised.value.message_dict) == [f"points-{town.record.ref}"]
    assert told in raised.value.messages[0]
    assert not ObjectionReply.objects.exists()


def test_a_record_may_be_refused_altogether(town: Dispute) -> None:
    town.uphold(town.object(objector=town.li), 0)
    assert Revision.objects.get().refused
    assert Correction.objects.get().total_after == 0


def test_records_of_another_line_are_not_touched(town: Dispute) -> None:
    with pytest.raises(AlreadyHandled, match="不在这一户的本月记录里"):
        town.uphold(town.object(town.li), 15)
    assert not ObjectionReply.objects.exists()


# The line waits


def test_the_line_of_an_open_objection_is_not_posted_and_the_others_are(town: Dispute) -> None:
    made = town.object()
    posting.close_notices(town.community, AFTER)
    posted = SheetLine.objects.filter(posting__isnull=False)
    assert [line.household for line in posted] == [town.li]
    objections.refuse(made, "照片是两年前的", town.clerk, AFTER)
    posting.close_notices(town.community, AFTER)
    assert town.line().posting.entry.points == 10
