"""What a month of patrols proposes at group scoring, from the rounds in the database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household
from points.models import PatrolFinding, Record, Sheet
from points.proposals import Proposal, Source
from points.services import patrol_checks, patrol_plans, patrols, proposals, review
from points.services.patrol_book import Noted
from points.services.patrol_months import overdue_in, patrols_of
from points.services.proposed_by_patrol import proposed_by_patrol
from points.steps import Step
from tests.factory import NOVEMBER, make_household, pass_until, seen
from tests.points.patrolling import AT_THE_DOOR, DECEMBER, FRIDAY_NOON, WEDNESDAY, Patrolled, noted

pytestmark = pytest.mark.django_db

FOURTH, EIGHTEENTH, TWENTY_FIFTH = (date(2026, 11, day) for day in (4, 18, 25))
MONTH_END = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def office() -> Patrolled:
    office = Patrolled()
    office.use_patrol_standard()
    return office


def at_scoring(office: Patrolled) -> Sheet:
    return pass_until(office, office.sheet(), Step.GROUP)


def told(office: Patrolled, sheet: Sheet, at: datetime = MONTH_END) -> dict[str, list[str]]:
    """head of the household → its items."""
    names = {each.pk: each.head for each in Household.objects.filter(community=office.community)}
    found: dict[str, list[str]] = {}
    for each in proposed_by_patrol(sheet, at):
        found.setdefault(names[each.household_id], []).append(each.item_code)
    return found


def test_a_month_of_four_rounds_worked_by_hand(office: Patrolled) -> None:
    # 张三禾: 200 − 2 = 198, 49.5. 李四: 200 − 5 − 5 − 5 − 5 − 4 = 176, 44.0. 王五: 200 − 1 = 199.
    office.walked(FOURTH, (0, 6, 2), (1, 1, 5))
    office.walked(WEDNESDAY, (1, 1, 5), (1, 2, 4))
    office.walked(EIGHTEENTH, (1, 1, 5), (2, 5, 1))
    office.walked(TWENTY_FIFTH, (1, 1, 5))
    sheet = at_scoring(office)
    assert told(office, sheet) == {
        "张三禾": ["4.1", "5.1"],
        "李四": ["4.2", "5.1"],
        "王五": ["4.1"],
    }
    first = next(each for each in proposed_by_patrol(sheet, MONTH_END))
    assert first == Proposal(
        household_id=office.households[0].pk,
        item_code="4.1",
        quantity=1,
        points=None,
        occurred_on=TWENTY_FIFTH,
        why="11月巡查4次，平均49.5分（第2周：垃圾桶加盖不外溢−2）",
        source=Source.PATROL,
        key="2026-11",
        doubt="本月还没有过完",
    )


def test_a_round_that_is_not_confirmed_counts_for_nothing(office: Patrolled) -> None:
    office.walked(WEDNESDAY, close=False)
    sheet = at_scoring(office)
    assert told(office, sheet) == {}
    office.walked(EIGHTEENTH)
    assert set(told(office, sheet)) == {"张三禾", "李四", "王五"}


def test_the_other_group_s_rounds_are_not_this_one_s(office: Patrolled) -> None:
    patrol = office.planned(group=office.other_group, walkers=(office.committee, office.scorer))
    patrols.enter(patrol, [], office.clerk, FRIDAY_NOON, walked_on=WEDNESDAY)
    sheet = at_scoring(office)
    assert told(office, sheet) == {}


def test_a_voided_finding_takes_nothing(office: Patrolled) -> None:
    office.walked(WEDNESDAY, (0, 1, 5), (0, 2, 5))
    sheet = at_scoring(office)
    assert told(office, sheet)["张三禾"] == ["4.2", "5.1"]
    wrong = PatrolFinding.objects.first()
    assert wrong is not None
    patrols.void(wrong, "看错了户", office.clerk, FRIDAY_NOON)
    assert told(office, sheet)["张三禾"] == ["4.1", "5.1"]


def problem(office: Patrolled, fix_by: date, taken: int = 5) -> PatrolFinding:
    """A round that took 25 points from the first household; the first of them is a problem."""
    patrol = office.planned()
    rest = [noted(office.households[0], n, taken) for n in (2, 3, 4, 5)]
    draft = noted(office.households[0], 1, taken, fix_by=fix_by)
    found = patrols.enter(patrol, [draft, *rest], office.clerk, FRIDAY_NOON, walked_on=WEDNESDAY)
    patrol.refresh_from_db()
    patrol_plans.confirm(
        patrol, patrol.version, WEDNESDAY, office.clerk, FRIDAY_NOON, on_paper=True
    )
    return found[0]


def looked_at(
    office: Patrolled, finding: PatrolFinding, day: date, *, fixed: bool, at: datetime = MONTH_END
) -> None:
    patrol_checks.check(finding, day, "", [], office.clerk, at, fixed=fixed)


def test_the_deduction_is_proposed_with_an_overdue_problem_only(office: Patrolled) -> None:
    finding = problem(office, EIGHTEENTH)
    sheet = at_scoring(office)
    # Nobody has looked at it again.
    assert "张三禾" not in told(office, sheet)
    looked_at(office, finding, EIGHTEENTH, fixed=False)
    assert told(office, sheet)["张三禾"] == ["4.4"]
    why = {each.item_code: each.why for each in proposed_by_patrol(sheet, MONTH_END)}["4.4"]
    assert why.startswith("11月巡查1次，平均25.0分，有整改逾期（第3周：门前地面清扫干净−5；")


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("checks", "is_overdue"),
    [
        ([], False),
        ([(EIGHTEENTH, True)], False),
        ([(EIGHTEENTH, False)], True),
        # There was still a day to go.
        ([(EIGHTEENTH - DAY, False)], False),
        # It may have been put right in time: it was looked at when that was over.
        ([(EIGHTEENTH + DAY, True)], False),
        ([(EIGHTEENTH - DAY, False), (EIGHTEENTH + DAY, True)], False),
        ([(EIGHTEENTH, False), (TWENTY_FIFTH, True)], False),
    ],
)
def test_a_problem_is_overdue_where_somebody_saw_that_it_was(
    office: Patrolled, checks: list[tuple[date, bool]], is_overdue: bool
) -> None:
    finding = problem(office, EIGHTEENTH)
    for day, fixed in checks:
        looked_at(office, finding, day, fixed=fixed)
    sheet = at_scoring(office)
    assert ("张三禾" in told(office, sheet)) is is_overdue


def test_a_problem_is_overdue_in_every_month_until_it_is_put_right(office: Patrolled) -> None:
    finding = problem(office, EIGHTEENTH)
    new_year = date(2027, 1, 10)
    looked_at(office, finding, TWENTY_FIFTH, fixed=False)
    at = datetime(2027, 1, 5, 10, tzinfo=UTC)
    looked_at(office, finding, date(2027, 1, 5), fixed=True, at=at)
    assert [
        overdue_in(month, new_year).exists()
        for month in (NOVEMBER.previous(), NOVEMBER, DECEMBER, DECEMBER.next())
    ] == [False, True, True, False]
    # On the day before it was seen, nobody knew.
    assert not overdue_in(NOVEMBER, TWENTY_FIFTH - DAY).exists()


def test_a_problem_of_a_round_that_is_not_confirmed_is_not_overdue(office: Patrolled) -> None:
    patrol = office.planned()
    draft = noted(office.households[0], 1, 5, fix_by=EIGHTEENTH)
    (finding,) = patrols.enter(patrol, [draft], office.clerk, FRIDAY_NOON, walked_on=WEDNESDAY)
    looked_at(office, finding, EIGHTEENTH, fixed=False)
    assert not overdue_in(NOVEMBER, TWENTY_FIFTH).exists()
    patrol.refresh_from_db()
    patrol_plans.confirm(patrol, patrol.version, WEDNESDAY, office.clerk, MONTH_END, on_paper=True)
    assert overdue_in(NOVEMBER, TWENTY_FIFTH).exists()


def test_a_late_finding_is_taken_from_the_next_month_with_its_day(office: Patrolled) -> None:
    patrol = office.walked(WEDNESDAY)
    november = at_scoring(office)
    pass_until(office, november, Step.COMMITTEE)
    back = datetime(2026, 12, 3, 4, tzinfo=UTC)
    draft = noted(office.households[0], 7, 3, noted_at=AT_THE_DOOR)
    patrols.enter_one(uuid4(), patrol, draft, office.walker, back)
    office.walked(date(2026, 12, 9))
    december = pass_until(office, office.sheet(DECEMBER), Step.GROUP)
    (first, *_) = proposed_by_patrol(december, datetime(2026, 12, 20, tzinfo=UTC))
    # 50 − 3 = 47 of the one round of December.
    assert first.why == "12月巡查1次，平均47.0分（补计11月11日：庭院杂物堆放整齐−3）"


def test_a_round_that_came_too_late_only_takes_its_points_along(office: Patrolled) -> None:
    late = office.walked(WEDNESDAY, (0, 7, 3), close=False)
    pass_until(office, office.sheet(), Step.COMMITTEE)
    late.refresh_from_db()
    patrol_plans.confirm(late, late.version, WEDNESDAY, office.clerk, MONTH_END, on_paper=True)
    december = pass_until(office, office.sheet(DECEMBER), Step.GROUP)
    assert proposed_by_patrol(december, datetime(2026, 12, 20, tzinfo=UTC)) == []
    office.walked(date(2026, 12, 9))
    month = patrols_of(december, date(2026, 12, 20)).months[office.households[0].pk]
    assert (month.rounds, month.sum) == (1, 47)


def test_once_proposals_were_taken_a_later_round_counts_in_the_next_month(
    office: Patrolled,
) -> None:
    office.walked(WEDNESDAY)
    sheet = at_scoring(office)
    offers = proposals.offers_of(sheet, MONTH_END)
    proposals.take(seen(sheet), [each.mark for each in offers], office.scorer, MONTH_END)
    assert office.walked(EIGHTEENTH).counts_in == DECEMBER


def test_proposals_become_records_once(office: Patrolled) -> None:
    office.walked(WEDNESDAY)
    sheet = at_scoring(office)
    marks = [each.mark for each in proposals.offers_of(sheet, MONTH_END)]
    assert len(marks) == 6
    proposals.take(seen(sheet), marks, office.scorer, MONTH_END)
    records = Record.objects.filter(origin=Record.Origin.PATROL)
    assert records.count() == 6
    first = records.filter(item__code="4.1").first()
    assert first is not None
    assert (first.points, first.note) == (3, "11月巡查1次，平均50.0分（没有扣分）")
    assert proposals.offers_of(sheet, MONTH_END) == []
    review.pass_sheets([seen(sheet)], Step.GROUP, office.scorer, MONTH_END)


def test_who_has_moved_away_is_not_proposed_anything(office: Patrolled) -> None:
    office.walked(WEDNESDAY)
    sheet = at_scoring(office)
    Household.objects.filter(pk=office.households[0].pk).update(left_on=date(2026, 11, 8))
    assert set(told(office, sheet)) == {"李四", "王五"}


def test_whoever_moved_within_the_month_keeps_his_sheet_and_what_was_found_before(
    office: Patrolled,
) -> None:
    office.walked(WEDNESDAY, (0, 1, 5), (0, 2, 5))
    sheet = at_scoring(office)
    Household.objects.filter(pk=office.households[0].pk).update(group=office.other_group)
    assert told(office, sheet)["张三禾"] == ["4.2", "5.1"]


def test_a_standard_without_items_by_patrol_proposes_nothing() -> None:
    office = Patrolled()
    office.walked(WEDNESDAY)
    assert proposed_by_patrol(at_scoring(office), MONTH_END) == []


def test_the_number_of_queries_does_not_grow(office: Patrolled) -> None:
    office.walked(WEDNESDAY, (0, 1, 2))
    sheet = at_scoring(office)

    def queries() -> int:
        fresh = Sheet.objects.select_related("group__parent").get(pk=sheet.pk)
        with CaptureQueriesContext(connection) as found:
            proposed_by_patrol(fresh, MONTH_END)
        return len(found)

    few = queries()
    more = [make_household(office.group, f"户{n}") for n in range(20)]
    patrol = office.planned(EIGHTEENTH)
    drafts = [Noted(each, 1 + n % 10, 1) for n, each in enumerate(more)]
    at = datetime(2026, 11, 18, 10, tzinfo=UTC)
    patrols.enter(patrol, drafts, office.clerk, at, walked_on=EIGHTEENTH)
    patrol.refresh_from_db()
    patrol_plans.confirm(patrol, patrol.version, EIGHTEENTH, office.clerk, at, on_paper=True)
    assert queries() == few <= 6
