"""Corrections against settling and publishing, and two people at one correction after posting."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from households.models import User
from households.refusals import AlreadyHandled
from households.roles import Role
from points.models import (
    Account,
    AdjustmentDecision,
    Correction,
    Entry,
    Meeting,
    Notice,
    Objection,
    Record,
    SheetLine,
    StepScore,
)
from points.services import adjustments, notices, objections, posting, records, review, sheets
from points.services.objections import Raised
from points.services.sheet_checks import Changed
from points.services.standings import settled_scores
from points.steps import Step
from tests.concurrency.harness import (
    Act,
    Outcome,
    race,
    reading,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    good_assembly,
    make_household,
    make_officer,
    pass_until,
    seen,
)
from tests.points.disputing import hang, rescue
from tests.points.notice_months import OCTOBER

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

IN_OCTOBER = NOON - timedelta(days=20)


class TwoMonths:
    """October, of 5 points, has hung and is posted; November, of 12, waits for the assembly.

    An objection that October should be 15 is open since the last day of its period. 20 count a
    year.
    """

    def __init__(self) -> None:
        self.office = office = Office()
        self.household = make_household(office.group)
        draft = rescue(self.household, 5, OCTOBER)
        notice = hang(office, OCTOBER, [draft], IN_OCTOBER)
        posting.close_notices(office.community, NOON)
        line = SheetLine.objects.get()
        told = Raised("应为15分", Objection.How.ORAL, notice.closes_on, self.household)
        self.objection = objections.raise_objection(notice, line, told, office.clerk, NOON)
        self.changes = {Record.objects.get().pk: 15}
        (self.sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        drafts = [rescue(self.household, 12)]
        records.record_matters(NOVEMBER, drafts, Record.Origin.OFFICE, office.clerk, NOON)
        self.seen = seen(pass_until(office, self.sheet, Step.ASSEMBLY))

    def corrects(self) -> Any:
        by = self.office.clerk
        return objections.uphold(self.objection, "经核实", self.changes, by, NOON)

    def settles(self) -> Any:
        by, meeting = self.office.recorder, good_assembly(NOON.date())
        return review.pass_sheets([self.seen], Step.ASSEMBLY, by, NOON, assembly=meeting)

    def publishes(self) -> Notice:
        community, by = self.office.community, self.office.clerk
        return notices.publish_month(community, NOVEMBER, NOON.date(), by, NOON)

    def totals(self) -> list[int]:
        scores = settled_scores().order_by("line__month")
        return list(scores.values_list("final", flat=True))


# A correction against the settling of the next month


def test_a_correction_waits_for_the_month_that_is_being_settled() -> None:
    """November has its 12, so 8 of 20 are left for October."""
    town = TwoMonths()
    outcome = race(town.settles, town.corrects, writing(StepScore))
    assert outcome.waited
    assert town.totals() == [8, 12]


def test_without_the_lock_a_correction_and_a_settling_give_more_than_the_cap(
    unlocked: None,
) -> None:
    town = TwoMonths()
    # SQLite lets nobody write beside a writer, so there the leader has to stop before it is one.
    place = StepScore if connection.vendor == "postgresql" else Meeting
    outcome = race(town.settles, town.corrects, writing(place))
    if stopped_by_sqlite(outcome):
        assert town.totals() == [15]
    else:
        assert sum(town.totals()) == 15 + 12 > 20


def test_a_month_is_not_settled_upon_what_is_being_corrected() -> None:
    town = TwoMonths()
    outcome = race(town.corrects, town.settles, writing(Correction))
    assert outcome.waited
    assert isinstance(outcome.follower, Changed)
    assert town.totals() == [15]


# A correction against the next notice


def figures(notice: Notice) -> tuple[int, int, int]:
    """Honour points and balance of the one household, and how many corrections are told."""
    (line,) = notice.content["groups"][0]["lines"]
    return line["honour"], line["balance"], len(notice.content["corrections"])


def test_a_notice_tells_of_nothing_that_is_corrected_while_it_is_made() -> None:
    """5 of October and 12 of November."""
    town = TwoMonths()
    town.settles()
    outcome = race(town.publishes, town.corrects, reading(Account))
    assert outcome.waited
    assert figures(outcome.leader) == (17, 17, 0)
    assert Account.objects.get().balance == 8


def test_a_notice_waits_for_the_correction_and_tells_of_it() -> None:
    """The 8 that the year's cap leaves to October, and 12 of November."""
    town = TwoMonths()
    town.settles()
    outcome = race(town.corrects, town.publishes, writing(Correction))
    assert outcome.waited
    assert figures(outcome.follower) == (20, 20, 1)


def test_without_the_lock_a_notice_tells_half_of_a_correction(unlocked: None) -> None:
    town = TwoMonths()
    town.settles()
    outcome = race(town.publishes, town.corrects, reading(Account))
    assert Account.objects.get().balance == 8
    if not stopped_by_sqlite(outcome):
        assert figures(outcome.leader) == (17, 20, 1)


# Two people at one correction after posting


class Proposed:
    """A correction by 6 points, with two auditors to decide it."""

    def __init__(self) -> None:
        office = Office()
        self.one = office.auditor
        self.other = make_officer(Role.AUDITOR, office.community, "审核人乙")
        household = make_household(office.group)
        self.made = adjustments.propose(household, 6, 2026, "漏记", "签到表", office.clerk, NOON)

    def approves(self, by: User) -> Act:
        return lambda: adjustments.decide(self.made, approved=True, comment="", by=by, at=NOON)

    def declines(self, by: User) -> Act:
        return lambda: adjustments.decide(self.made, approved=False, comment="不实", by=by, at=NOON)

    def balance(self) -> int:
        return sum(Account.objects.values_list("balance", flat=True))


def first_one_decides(outcome: Outcome) -> bool:
    return outcome.waited and isinstance(outcome.follower, AlreadyHandled)


def test_two_people_approve_one_correction_and_it_is_entered_once() -> None:
    proposed = Proposed()
    outcome = race(
        proposed.approves(proposed.one),
        proposed.approves(proposed.other),
        writing(AdjustmentDecision),
    )
    assert first_one_decides(outcome)
    assert (proposed.balance(), Entry.objects.count()) == (6, 1)


def test_one_declines_while_another_approves_and_nothing_moves() -> None:
    proposed = Proposed()
    outcome = race(
        proposed.declines(proposed.one),
        proposed.approves(proposed.other),
        writing(AdjustmentDecision),
    )
    assert first_one_decides(outcome)
    assert proposed.balance() == 0


def test_without_the_lock_only_a_constraint_keeps_two_decisions_apart(unlocked: None) -> None:
    proposed = Proposed()
    outcome = race(
        proposed.declines(proposed.one),
        proposed.approves(proposed.other),
        writing(AdjustmentDecision),
    )
    assert second_net(outcome, "points_adjustmentdecision_adjustment_id")
    assert proposed.balance() == 6
