"""Recording, voiding and the grid against group scoring, and against each other."""

from datetime import date

import pytest
from django.db import IntegrityError

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Record, Sheet, StepDecision, StepScore
from points.models.record import RecordQuerySet
from points.services import grid, records, review, sheets
from points.services.recordbook import Draft
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from tests.concurrency.harness import Act, race, stopped_by_sqlite, writing
from tests.factory import NOON, NOVEMBER, Office, make_household, make_officer, pass_until, seen

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

DAY = date(2026, 11, 3)
SERVICE, HELP = "11.2", "7.2"
"""Items that a household may have several times in a month."""


class Group:
    """A villager group whose sheet, with one record in it, is on its scorer's screen."""

    def __init__(self) -> None:
        self.office = Office()
        self.household = make_household(self.office.group)
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")
        (opened,) = sheets.open_month(self.office.community, NOVEMBER, self.office.clerk, NOON)
        self.record: Record = self.records(self.office.clerk)()
        self.sheet = pass_until(self.office, opened, Step.GROUP)
        self.seen: Seen = seen(self.sheet)

    def records(self, by: User) -> Act:
        draft = Draft(self.household, SERVICE, DAY)
        return lambda: records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, by, NOON)

    def voids(self, by: User) -> Act:
        return lambda: records.void_records([self.record.pk], "记错了户", by, NOON)

    def types(self, points: str, by: User, item: str = HELP) -> Act:
        sheet = Sheet.objects.visible_to(by).filter(pk=self.sheet.pk)
        typed = {(self.household.code, item): points}
        return lambda: grid.save(sheet, self.seen.version, typed, DAY, by, NOON)

    def passes(self) -> list[StepDecision]:
        return review.pass_sheets([self.seen], Step.GROUP, self.office.scorer, NOON)

    def scored(self) -> int:
        """The points that group scoring gave, as decided."""
        return StepScore.objects.get(decision__step=Step.GROUP).total

    def standing(self) -> int:
        """The points of the records that stand now."""
        return sum(Record.objects.standing().values_list("points", flat=True))


def test_a_matter_does_not_slip_into_a_sheet_that_group_scoring_is_passing() -> None:
    group = Group()
    outcome = race(group.passes, group.records(group.other), writing(StepDecision))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "评分已结束" in outcome.follower.message_dict["household"][0]
    assert group.scored() == group.standing() == 1


def test_without_the_lock_the_scorer_passes_a_matter_he_has_not_seen(unlocked: None) -> None:
    group = Group()
    outcome = race(group.passes, group.records(group.other), writing(StepDecision))
    if not stopped_by_sqlite(outcome):
        (decision,) = outcome.leader
        assert outcome.follower.version > decision.version
        assert group.scored() == 2


def test_a_sheet_is_not_passed_over_a_matter_being_recorded() -> None:
    group = Group()
    outcome = race(group.records(group.other), group.passes, writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, Changed)
    assert not StepDecision.objects.filter(step=Step.GROUP).exists()


def test_without_the_lock_a_matter_slips_in_behind_group_scoring(unlocked: None) -> None:
    group = Group()
    outcome = race(group.records(group.other), group.passes, writing(Record))
    if not stopped_by_sqlite(outcome):
        assert isinstance(outcome.leader, Record)
        assert (group.scored(), group.standing()) == (1, 2)


def test_a_sheet_is_not_passed_over_a_record_being_voided() -> None:
    group = Group()
    outcome = race(group.voids(group.other), group.passes, writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, Changed)
    assert not StepDecision.objects.filter(step=Step.GROUP).exists()


def test_without_the_lock_group_scoring_counts_a_record_that_is_void(unlocked: None) -> None:
    group = Group()
    outcome = race(group.voids(group.other), group.passes, writing(Record))
    if not stopped_by_sqlite(outcome):
        assert outcome.leader is None
        assert (group.scored(), group.standing()) == (1, 0)


def test_a_record_is_voided_twice_and_the_first_reason_stays() -> None:
    group = Group()
    outcome = race(group.voids(group.office.clerk), group.voids(group.other), writing(Record))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    group.record.refresh_from_db()
    assert group.record.voided_by == group.office.clerk
    assert group.record.voided_in_version == group.seen.version + 1


def test_the_grid_does_not_type_over_a_record_being_voided() -> None:
    group = Group()
    outcome = race(
        group.voids(group.office.clerk), group.types("2", group.other, SERVICE), writing(Record)
    )
    assert outcome.waited
    (conflict,) = outcome.follower.conflicts
    assert (conflict.typed, conflict.now) == (2, None)
    assert not Record.objects.standing().exists()


@pytest.mark.parametrize("first", ["void", "grid"])
def test_without_lock_and_look_only_a_trigger_keeps_a_void_from_being_rewritten(
    first: str, unlocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Group()
    clerk = group.office.clerk
    leader = group.voids(clerk) if first == "void" else group.types("2", clerk, SERVICE)
    # Of the two, the look alone (update … where it still stands) already gives the clean answer.
    monkeypatch.setattr(RecordQuerySet, "standing", lambda rows: rows)
    outcome = race(leader, group.voids(group.other), writing(Record))
    if not stopped_by_sqlite(outcome):
        assert isinstance(outcome.leader, IntegrityError)
        assert "append-only" in str(outcome.leader)
    group.record.refresh_from_db()
    assert group.record.voided_by == group.other


def test_two_people_type_into_one_cell_and_the_second_is_shown_the_first_number() -> None:
    group = Group()
    outcome = race(
        group.types("1", group.office.clerk), group.types("3", group.other), writing(Record)
    )
    assert outcome.waited
    assert outcome.leader.cells == 1
    (conflict,) = outcome.follower.conflicts
    assert (conflict.typed, conflict.now) == (3, 1)
    assert Record.objects.filter(item__code=HELP).count() == 1


def test_without_the_lock_one_cell_holds_two_numbers(unlocked: None) -> None:
    group = Group()
    outcome = race(
        group.types("1", group.office.clerk), group.types("3", group.other), writing(Record)
    )
    if not stopped_by_sqlite(outcome):
        assert outcome.leader.conflicts == outcome.follower.conflicts == []
        assert Record.objects.filter(item__code=HELP).count() == 2
