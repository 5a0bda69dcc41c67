"""An objection against posting, and two people at one objection."""

from datetime import timedelta
from typing import Any

import pytest

from households.models import User
from households.refusals import AlreadyHandled
from households.roles import Role
from points.models import (
    Correction,
    Entry,
    Objection,
    ObjectionReply,
    Posting,
    Record,
    Revision,
)
from points.services import ledger, objections, posting
from points.services.objections import Raised
from tests.concurrency.harness import Act, Outcome, race, second_net, stopped_by_sqlite, writing
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_household,
    make_officer,
)
from tests.points.disputing import TWENTIETH, hang, rescue

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

OVER = NOON + timedelta(days=7)


class Hanging:
    """A notice whose period is over and whose one line, of 10 points, is not posted yet.

    Its household has an account, so that an entry is the first thing that posting writes.
    """

    def __init__(self) -> None:
        self.office = Office()
        self.household = make_household(self.office.group)
        first = ledger.Movement(self.household.pk, 0, Entry.Kind.MONTH, 2026, "开户")
        ledger.write(self.office.community.pk, [first], NOON.date(), None, NOON)
        self.notice = hang(self.office, NOVEMBER, [rescue(self.household, 10)])
        self.record = Record.objects.get()
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")

    def objects(self) -> Objection:
        """The office types in, after the period, what it received within it."""
        told = Raised("应为15分", Objection.How.ORAL, TWENTIETH, self.household)
        line, by = self.record.line, self.office.clerk
        return objections.raise_objection(self.notice, line, told, by, OVER)

    def objects_and_tells_whether_the_line_waits(self) -> bool:
        self.objects()
        return self.waits()

    def accepted(self) -> Objection:
        """An objection of which the reply is the next thing written."""
        made = self.objects()
        objections.accept(made, self.office.clerk, OVER)
        return made

    def closes(self) -> Any:
        return posting.close_notices(self.office.community, OVER)

    def upholds(self, objection: Objection, by: User) -> Act:
        changes = {self.record.pk: 15}
        return lambda: objections.uphold(objection, "经核实", changes, by, OVER)

    def refuses(self, objection: Objection, by: User) -> Act:
        return lambda: objections.refuse(objection, "查无此事", by, OVER)

    def waits(self) -> bool:
        return not Posting.objects.exists()


# An objection against posting


def test_an_objection_typed_in_before_posting_holds_its_line() -> None:
    hanging = Hanging()
    outcome = race(hanging.objects, hanging.closes, writing(Objection))
    assert outcome.waited
    assert isinstance(outcome.leader, Objection)
    assert hanging.waits()


def test_without_the_lock_a_line_is_posted_that_is_objected_to(unlocked: None) -> None:
    hanging = Hanging()
    outcome = race(hanging.objects, hanging.closes, writing(Objection))
    assert not hanging.waits()
    if not stopped_by_sqlite(outcome):
        assert Objection.objects.open().exists()


def test_an_objection_typed_in_during_posting_finds_its_line_posted() -> None:
    hanging = Hanging()
    tells = hanging.objects_and_tells_whether_the_line_waits
    outcome = race(hanging.closes, tells, writing(Entry))
    assert outcome.waited
    assert (outcome.follower, hanging.waits()) == (False, False)


def test_without_the_lock_a_line_is_said_to_wait_that_is_being_posted(unlocked: None) -> None:
    hanging = Hanging()
    tells = hanging.objects_and_tells_whether_the_line_waits
    outcome = race(hanging.closes, tells, writing(Entry))
    assert outcome.follower is True
    if not stopped_by_sqlite(outcome):
        assert not hanging.waits()


# Two people at one objection


def first_one_answers(outcome: Outcome) -> bool:
    return outcome.waited and isinstance(outcome.follower, AlreadyHandled)


def test_one_upholds_while_another_refuses_and_one_reply_stands() -> None:
    hanging = Hanging()
    made, clerk = hanging.accepted(), hanging.office.clerk
    outcome = race(
        hanging.upholds(made, clerk), hanging.refuses(made, hanging.other), writing(ObjectionReply)
    )
    assert first_one_answers(outcome)
    assert ObjectionReply.objects.get().upheld
    assert Correction.objects.get().total_after == 15


def test_one_refuses_while_another_upholds_and_the_points_stay() -> None:
    hanging = Hanging()
    made, clerk = hanging.accepted(), hanging.office.clerk
    outcome = race(
        hanging.refuses(made, clerk), hanging.upholds(made, hanging.other), writing(ObjectionReply)
    )
    assert first_one_answers(outcome)
    assert not ObjectionReply.objects.get().upheld
    assert not Revision.objects.exists()


def test_without_the_lock_only_a_constraint_keeps_two_replies_apart(unlocked: None) -> None:
    hanging = Hanging()
    made, clerk = hanging.accepted(), hanging.office.clerk
    outcome = race(
        hanging.upholds(made, clerk), hanging.refuses(made, hanging.other), writing(ObjectionReply)
    )
    assert second_net(outcome, "points_objectionreply_objection_id")
    assert not ObjectionReply.objects.get().upheld
    assert not Revision.objects.exists()


def test_without_the_lock_only_a_constraint_keeps_a_refused_line_as_it_is(unlocked: None) -> None:
    hanging = Hanging()
    made, clerk = hanging.accepted(), hanging.office.clerk
    outcome = race(
        hanging.refuses(made, clerk), hanging.upholds(made, hanging.other), writing(ObjectionReply)
    )
    assert second_net(outcome, "points_objectionreply_objection_id")
    assert ObjectionReply.objects.get().upheld
