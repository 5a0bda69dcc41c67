"""A step changes what a record is worth: who may, by how much, with what reason, seen when."""

from datetime import date

import pytest

from households.models import Household, Relation, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import relations
from points.models import Record, Revision, Sheet
from points.services import records, review, revisions, scorebook, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_household,
    make_officer,
    make_user,
    pass_until,
    seen,
)

pytestmark = pytest.mark.django_db


class Case:
    """A sheet waiting at group scoring, with one household and one record."""

    def __init__(self, code: str = "4.1", quantity: int = 1, points: int | None = None) -> None:
        self.office = Office()
        self.household = make_household(self.office.group)
        (self.sheet,) = sheets.open_month(self.office.community, NOVEMBER, self.office.clerk, NOON)
        self.record = self.put_down(code, quantity, points)
        pass_until(self.office, self.sheet, Step.GROUP)

    def put_down(self, code: str, quantity: int = 1, points: int | None = None) -> Record:
        draft = Draft(self.household, code, date(2026, 11, 3), quantity, points)
        origin = Record.Origin.OFFICE
        return records.record_matter(NOVEMBER, draft, origin, self.office.clerk, NOON)

    def revise(
        self, to: int, seen_as: int, reason: str = "经核实", by: User | None = None
    ) -> Revision:
        self.sheet.refresh_from_db()
        step = Step(self.sheet.step)
        by = by or self.office.person_for(step)
        return revisions.revise(self.record, step, seen_as, to, reason, by, NOON)

    def score(self) -> int:
        return scorebook.score_line(self.record.line).total


def test_a_revision_changes_the_score_and_says_who_why_and_in_which_office() -> None:
    case = Case("11.3", points=10)
    before = seen(case.sheet).version
    revision = case.revise(15, 10, " 救起两人 ")
    assert case.score() == 15
    assert (revision.points_before, revision.points_after) == (10, 15)
    assert (revision.step, revision.reason, revision.version) == ("group", "救起两人", before + 1)
    assert revision.appointment.role == Role.SCORER
    assert seen(case.sheet).version == before + 1


def test_the_latest_of_several_revisions_stands() -> None:
    case = Case("11.3", points=10)
    case.revise(15, 10)
    pass_until(case.office, case.sheet, Step.COMMITTEE)
    case.revise(8, 15)
    case.revise(12, 8)
    assert case.score() == 12
    assert case.record.revisions.count() == 3


def test_nought_points_refuse_a_record() -> None:
    case = Case()
    assert case.revise(0, 3).refused
    assert case.score() == 0


def test_a_refused_record_may_be_recognised_again() -> None:
    case = Case()
    case.revise(0, 3)
    pass_until(case.office, case.sheet, Step.COMMITTEE)
    case.revise(3, 0)
    assert case.score() == 3


@pytest.mark.parametrize(
    ("code", "quantity", "points", "to", "told"),
    [
        ("11.3", 1, 10, 21, "应在+5至+20分之间"),
        ("11.3", 1, 10, 4, "应在+5至+20分之间"),
        ("11.3", 1, 10, -5, "应在+5至+20分之间"),
        ("4.1", 1, None, 2, "不能改成别的分值"),
        ("7.2", 3, None, 4, "可改为+1至+3之间+1的整倍数"),
        ("1.3", 2, None, -3, "可改为−5至−10之间−5的整倍数"),
        ("1.3", 2, None, 5, "可改为−5至−10之间−5的整倍数"),
    ],
)
def test_points_the_item_does_not_give_are_refused(
    code: str, quantity: int, points: int | None, to: int, told: str
) -> None:
    case = Case(code, quantity, points)
    with pytest.raises(Refused) as raised:
        case.revise(to, case.record.points)
    assert list(raised.value.message_dict) == ["points"]
    assert told in raised.value.messages[0]
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("code", "quantity", "points", "to"),
    [
        ("11.3", 1, 10, 20),
        ("11.3", 1, 10, 5),
        ("11.3", 2, 30, 5),
        ("7.2", 3, None, 2),
        ("1.3", 2, None, -5),
    ],
)
def test_a_part_of_what_was_recorded_may_be_recognised(
    code: str, quantity: int, points: int | None, to: int
) -> None:
    case = Case(code, quantity, points)
    case.revise(to, case.record.points)
    found = scorebook.with_points_now(Record.objects.filter(pk=case.record.pk)).get()
    assert found.points_now == to


def test_a_revision_needs_a_reason() -> None:
    case = Case()
    with pytest.raises(Refused) as raised:
        case.revise(0, 3, "  ")
    assert list(raised.value.message_dict) == ["reason"]


def test_a_revision_changes_something() -> None:
    case = Case()
    with pytest.raises(Refused) as raised:
        case.revise(3, 3)
    assert list(raised.value.message_dict) == ["points"]


def test_points_changed_meanwhile_are_not_overwritten() -> None:
    case = Case("11.3", points=10)
    case.revise(15, 10)
    with pytest.raises(AlreadyHandled, match="已被他人作废或改分"):
        case.revise(12, 10)
    assert case.score() == 15


def test_a_voided_record_is_not_revised() -> None:
    case = Case()
    records.void_records([case.record.pk], "记错了户", case.office.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已被他人作废或改分"):
        case.revise(0, 3)


def test_nobody_changes_his_own_households_points() -> None:
    case = Case()
    neighbour = make_officer(Role.SCORER, case.office.group)
    neighbour.household = case.household
    neighbour.save(update_fields=["household"])
    with pytest.raises(Refused, match="自己家"):
        case.revise(0, 3, by=neighbour)
    case.revise(0, 3)


def test_a_relatives_points_are_left_to_others_at_the_committees_step_alone() -> None:
    case = Case()
    office = case.office
    for member in (office.scorer, office.committee):
        kind = Relation.Kind.SIBLING
        relations.declare(member, case.household, kind, office.administrator, NOON)
    assert case.revise(0, 3, by=office.scorer).refused
    pass_until(office, case.sheet, Step.COMMITTEE)
    with pytest.raises(Refused, match="您申报的亲属家，按规定回避"):
        case.revise(3, 0, by=office.committee)
    other = make_officer(Role.COMMITTEE, office.community)
    case.revise(3, 0, by=other)


def test_the_self_score_step_changes_nothing() -> None:
    case = Case()
    review.return_sheet(
        seen(case.sheet), Step.GROUP, Step.SELF, "有户漏报", case.office.scorer, NOON
    )
    with pytest.raises(Refused, match="群众自评不改分"):
        case.revise(0, 3)


def test_only_the_office_of_the_step_changes_points() -> None:
    case = Case()
    with pytest.raises(Refused, match="任职"):
        case.revise(0, 3, by=case.office.committee)
    stranger = make_user(case.office.community)
    with pytest.raises(Refused, match="任职"):
        case.revise(0, 3, by=stranger)


def test_a_step_that_is_over_changes_nothing_more() -> None:
    case = Case()
    pass_until(case.office, case.sheet, Step.COMMITTEE)
    with pytest.raises(AlreadyHandled, match="已被他人处理"):
        revisions.revise(case.record, Step.GROUP, 3, 0, "经核实", case.office.scorer, NOON)


def test_a_settled_sheet_changes_nothing_more() -> None:
    case = Case()
    pass_until(case.office, case.sheet, None)
    assert Sheet.objects.get().state == Sheet.State.READY
    with pytest.raises(AlreadyHandled):
        case.revise(0, 3)


def test_a_household_elsewhere_locks_nothing() -> None:
    case = Case()
    other: Household = make_household(case.office.group)
    case.office.scorer.household = other
    case.office.scorer.save(update_fields=["household"])
    assert case.revise(0, 3).refused
