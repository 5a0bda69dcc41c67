"""Many sheets and several months in one act; what earlier months counted; opening the month."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Meeting, Record, RecordScore, Sheet, SheetLine, StepDecision
from points.periods import Month
from points.services import records, review, sheets
from points.services.recordbook import Draft
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    good_assembly,
    make_group,
    make_household,
    make_officer,
    make_standard,
    make_village,
    pass_until,
    seen,
)

pytestmark = pytest.mark.django_db

OCTOBER, DECEMBER = Month(2026, 10), Month(2026, 12)
TODAY = date(2026, 11, 20)


def open_sheet(office: Office, month: Month) -> Sheet:
    return sheets.open_month(office.community, month, office.clerk, NOON)[0]


def put_down(office: Office, household: Household, code: str, day: date) -> Record:
    draft = Draft(household, code, day)
    return records.record_matter(Month.of(day), draft, Record.Origin.OFFICE, office.clerk, NOON)


def counted(record: Record) -> int:
    return RecordScore.objects.get(record=record).counted


def several(office: Office, groups: int = 3) -> list[Sheet]:
    """November's sheets of several groups, a household in each."""
    for number in range(2, groups + 1):
        make_group(office.village, f"第{number}组")
    for group in office.village.children.all():
        make_household(group)
    return sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)


def test_many_sheets_pass_in_one_act() -> None:
    office = Office()
    opened = several(office)
    made = review.pass_sheets([seen(each) for each in opened], Step.SELF, office.clerk, NOON)
    assert len(made) == 3
    assert set(Sheet.objects.values_list("step", "version")) == {("group", 2)}


def test_the_queries_of_one_act_do_not_grow_with_the_sheets() -> None:
    counts = []
    for groups in (2, 9):
        office = Office()
        opened = [seen(each) for each in several(office, groups)]
        with CaptureQueriesContext(connection) as queries:
            review.pass_sheets(opened, Step.SELF, office.clerk, NOON)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_changed_sheet_stops_all() -> None:
    office = Office()
    first, second, third = several(office)
    looked_at = [seen(each) for each in (first, second, third)]
    household = Household.objects.get(group=second.group)
    put_down(office, household, "7.2", date(2026, 11, 3))
    with pytest.raises(Changed) as raised:
        review.pass_sheets(looked_at, Step.SELF, office.clerk, NOON)
    assert raised.value.sheets == [second]
    assert not StepDecision.objects.exists()


def test_one_sheet_that_moved_on_stops_all() -> None:
    office = Office()
    first, second, third = several(office)
    looked_at = [seen(each) for each in (first, second, third)]
    review.pass_sheets([seen(second)], Step.SELF, office.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="第2组"):
        review.pass_sheets(looked_at, Step.SELF, office.clerk, NOON)
    assert StepDecision.objects.count() == 1


def test_one_sheet_passed_before_by_the_person_stops_all() -> None:
    office = Office()
    opened = several(office)
    review.pass_sheets([seen(each) for each in opened], Step.SELF, office.clerk, NOON)
    first, second = (make_officer(Role.SCORER, office.village) for _ in range(2))
    appoint(second, Role.COMMITTEE, office.community)
    review.pass_sheets([seen(each) for each in opened[:2]], Step.GROUP, first, NOON)
    review.pass_sheets([seen(opened[2])], Step.GROUP, second, NOON)
    with pytest.raises(Refused, match=r"第3组.*是您通过的"):
        review.pass_sheets([seen(each) for each in opened], Step.COMMITTEE, second, NOON)
    assert not StepDecision.objects.filter(step=Step.COMMITTEE).exists()


def test_no_sheet_at_all_is_refused() -> None:
    office = Office()
    with pytest.raises(Refused, match="至少选一张"):
        review.pass_sheets([], Step.SELF, office.clerk, NOON)
    with pytest.raises(Refused, match="至少选一张"):
        review.pass_sheets([Seen(10**9, 1)], Step.SELF, office.clerk, NOON)


# What earlier months counted


def test_a_later_month_waits_for_the_earlier_one() -> None:
    office = Office()
    make_household(office.group)
    october, november = open_sheet(office, OCTOBER), open_sheet(office, NOVEMBER)
    pass_until(office, november, Step.ASSEMBLY)
    with pytest.raises(Refused, match="2026年10月还没有审定"):
        pass_until(office, november, None)
    assert not Meeting.objects.exists()
    pass_until(office, october, None)
    pass_until(office, november, None)


def test_a_household_that_moved_waits_for_its_old_groups_earlier_month() -> None:
    office = Office()
    household = make_household(office.group)
    second = make_group(office.village, "第2组")
    for sheet in sheets.open_month(office.community, OCTOBER, office.clerk, NOON):
        if sheet.group == second:
            pass_many(office, [sheet])
    Household.objects.filter(pk=household.pk).update(group=second)
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    (november,) = (sheet for sheet in opened if sheet.group == second)
    with pytest.raises(Refused, match="第1组 2026年10月还没有审定"):
        pass_many(office, [november])


def test_another_groups_earlier_month_holds_nobody_up() -> None:
    office = Office()
    make_household(office.group)
    empty = make_group(office.village, "第2组")
    make_household(empty)
    earlier = sheets.open_month(office.community, OCTOBER, office.clerk, NOON)
    pass_many(office, [sheet for sheet in earlier if sheet.group == office.group])
    later = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    pass_many(office, [sheet for sheet in later if sheet.group == office.group])
    assert Sheet.objects.ready().count() == 2


@pytest.mark.parametrize("order", [(OCTOBER, NOVEMBER), (NOVEMBER, OCTOBER)])
def test_several_months_in_one_act_are_scored_in_order(order: tuple[Month, Month]) -> None:
    office = Office()
    household = make_household(office.group)
    opened = [open_sheet(office, month) for month in order]
    october, november = (
        records.record_matter(
            Month.of(day),
            Draft(household, "11.3", day, points=15),
            Record.Origin.OFFICE,
            office.clerk,
            NOON,
        )
        for day in (date(2026, 10, 8), date(2026, 11, 8))
    )
    for sheet in opened:
        pass_until(office, sheet, Step.ASSEMBLY)
    review.pass_sheets(
        [seen(sheet) for sheet in opened],
        Step.ASSEMBLY,
        office.recorder,
        NOON,
        assembly=good_assembly(TODAY),
    )
    assert (counted(october), counted(november)) == (15, 5)
    assert Meeting.objects.count() == 1
    assert set(Sheet.objects.values_list("state", flat=True)) == {Sheet.State.READY}


def test_settling_a_month_makes_the_later_months_be_looked_at_again() -> None:
    office = Office()
    household = make_household(office.group)
    october, november = open_sheet(office, OCTOBER), open_sheet(office, NOVEMBER)
    put_down(office, household, "1.1", date(2026, 10, 8))
    pass_until(office, november, Step.COMMITTEE)
    looked_at = seen(november)
    pass_until(office, october, None)
    with pytest.raises(Changed):
        review.pass_sheets([looked_at], Step.COMMITTEE, office.committee, NOON)


def test_settling_a_month_leaves_strangers_and_other_years_alone() -> None:
    office = Office()
    make_household(office.group)
    make_household(make_group(office.village, "第2组"))
    before = sheets.open_month(office.community, OCTOBER, office.clerk, NOON)
    later = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    untouched = next(sheet for sheet in later if sheet.group != office.group)
    pass_many(office, [sheet for sheet in before if sheet.group == office.group])
    untouched.refresh_from_db()
    assert untouched.version == 1


# Opening the month


def test_a_month_is_opened_once_for_every_group() -> None:
    office = Office()
    make_household(office.group)
    open_sheet(office, NOVEMBER)
    with pytest.raises(Refused, match="各组都已开表") as raised:
        open_sheet(office, NOVEMBER)
    assert list(raised.value.message_dict) == ["month"]
    assert (Sheet.objects.count(), SheetLine.objects.count()) == (1, 1)


def test_a_group_made_later_gets_its_sheet_and_the_others_no_second() -> None:
    office = Office()
    open_sheet(office, NOVEMBER)
    second = make_group(office.village, "第2组")
    assert [sheet.group for sheet in [open_sheet(office, NOVEMBER)]] == [second]
    assert Sheet.objects.count() == 2


def test_a_village_that_has_not_joined_gets_no_sheet() -> None:
    office = Office()
    make_group(make_village(office.community, "钱庄", None))
    make_group(make_village(office.community, "孙庄", date(2026, 11, 2)))
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert [sheet.group for sheet in opened] == [office.group]


def test_a_community_without_joined_villages_opens_nothing() -> None:
    office = Office()
    office.village.joined_on = None
    office.village.save(update_fields=["joined_on"])
    with pytest.raises(Refused, match="还没有自然村参加"):
        open_sheet(office, NOVEMBER)


def test_a_month_to_come_is_not_opened() -> None:
    office = Office()
    with pytest.raises(Refused, match="2026年12月还没有到"):
        open_sheet(office, DECEMBER)
    first_minute = datetime(2026, 11, 30, 16, 1, tzinfo=UTC)
    sheets.open_month(office.community, DECEMBER, office.clerk, first_minute)


def test_a_month_without_a_standard_is_not_opened() -> None:
    office = Office()
    with pytest.raises(Refused, match="没有已通过的积分标准"):
        open_sheet(office, Month(2025, 12))


def test_the_standard_of_the_first_day_is_the_months() -> None:
    office = Office()
    newer = make_standard(office.community, NOVEMBER)
    assert open_sheet(office, OCTOBER).standard == office.standard
    assert open_sheet(office, NOVEMBER).standard == newer


def test_a_month_before_a_settled_one_is_not_slipped_in() -> None:
    office = Office()
    make_household(office.group)
    pass_until(office, open_sheet(office, NOVEMBER), None)
    with pytest.raises(Refused, match="2026年11月的积分表已经审定"):
        open_sheet(office, OCTOBER)


def test_only_the_clerk_opens_the_month() -> None:
    office, elsewhere = Office(), Office("西岭社区")
    for person in (office.scorer, office.committee, office.administrator, elsewhere.clerk):
        with pytest.raises(Refused, match="任职"):
            sheets.open_month(office.community, NOVEMBER, person, NOON)


def pass_many(office: Office, some: list[Sheet]) -> None:
    """Takes the sheets through all five steps; the scorer of the village scores them."""
    scorer = make_officer(Role.SCORER, office.village)
    for step in Step:
        by = scorer if step is Step.GROUP else office.person_for(step)
        meeting = good_assembly(TODAY) if step is Step.ASSEMBLY else None
        review.pass_sheets([seen(sheet) for sheet in some], step, by, NOON, assembly=meeting)
