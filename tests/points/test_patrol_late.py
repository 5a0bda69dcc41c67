"""What comes after a round was closed: until when it is listened to, and where it counts."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from households.models import Household
from households.refusals import Refused
from households.services import households
from points.models import PatrolFinding, PatrolRound, Sheet
from points.periods import Month
from points.services import patrol_plans, patrols
from points.services.patrol_book import GRACE, LATEST
from points.services.patrol_months import patrols_of
from points.steps import Step
from tests.factory import NOVEMBER, pass_until, signed_in
from tests.points.patrolling import AT_THE_DOOR, DECEMBER, WEDNESDAY, Patrolled, noted

pytestmark = pytest.mark.django_db

JANUARY = DECEMBER.next()
BACK = datetime(2026, 12, 3, 4, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 20)


@pytest.fixture
def office() -> Patrolled:
    return Patrolled()


def late(
    office: Patrolled, patrol: PatrolRound, at: datetime = BACK, noted_at: datetime = AT_THE_DOOR
) -> PatrolFinding:
    """A finding of 3 points at the first household, whose phone comes back at `at`."""
    draft = noted(office.households[0], 7, 3, noted_at=noted_at)
    kept, _ = patrols.enter_one(uuid4(), patrol, draft, office.walker, at)
    return PatrolFinding.objects.get(ref=kept.ref)


def passed(office: Patrolled, month: Month) -> Sheet:
    return pass_until(office, office.sheet(month), Step.COMMITTEE)


def taken(sheet: Sheet, household: Household) -> list[int]:
    """What is taken from its sum in the month of `sheet` as too late for its own."""
    months = patrols_of(sheet, NEW_YEAR).months
    return [each.taken for each in months[household.pk].late] if months else []


def test_a_late_finding_waits_for_the_first_month_that_has_a_round(office: Patrolled) -> None:
    patrol = office.walked()
    passed(office, NOVEMBER)
    assert late(office, patrol).counts_in == DECEMBER
    # December is not walked, January twice, February again.
    assert taken(passed(office, DECEMBER), office.households[0]) == []
    january, february = office.sheet(JANUARY), office.sheet(JANUARY.next())
    office.walked(date(2027, 1, 6))
    office.walked(date(2027, 1, 13))
    office.walked(date(2027, 2, 3))
    assert taken(january, office.households[0]) == [3]
    assert taken(february, office.households[0]) == []
    assert taken(january, office.households[1]) == []


def test_a_month_that_has_a_round_takes_in_what_counts_in_it(office: Patrolled) -> None:
    patrol = office.walked()
    passed(office, NOVEMBER)
    late(office, patrol)
    december = office.sheet(DECEMBER)
    office.walked(date(2026, 12, 9))
    office.walked(date(2027, 1, 6))
    assert taken(december, office.households[0]) == [3]
    assert taken(office.sheet(JANUARY), office.households[0]) == []


def test_the_findings_of_a_late_round_wait_as_well(office: Patrolled) -> None:
    patrol = office.walked(WEDNESDAY, (0, 7, 3), close=False)
    passed(office, NOVEMBER)
    patrol.refresh_from_db()
    patrol_plans.confirm(patrol, patrol.version, WEDNESDAY, office.clerk, BACK, on_paper=True)
    passed(office, DECEMBER)
    office.walked(date(2027, 1, 6))
    assert taken(office.sheet(JANUARY), office.households[0]) == [3]


def test_what_waits_is_voided_until_a_month_has_taken_it_in(office: Patrolled) -> None:
    patrol = office.walked()
    passed(office, NOVEMBER)
    one, other = late(office, patrol), late(office, patrol)
    passed(office, DECEMBER)
    patrols.void(one, "看错了户", office.clerk, BACK)
    office.walked(date(2027, 1, 6))
    passed(office, JANUARY)
    with pytest.raises(Refused, match="2027年1月.*村小组评分已结束，不能再作废"):
        patrols.void(other, "看错了户", office.clerk, BACK)


@pytest.mark.parametrize("after", [-timedelta(seconds=1), timedelta()])
def test_what_was_noted_after_the_round_is_none_of_it(office: Patrolled, after: timedelta) -> None:
    patrol = office.walked()
    assert patrol.closed_at is not None
    clock = patrol.closed_at + GRACE + after
    if after:
        assert late(office, patrol, noted_at=clock).late
    else:
        with pytest.raises(Refused, match="2026年11月11日已经确认结束，这一条是结束之后才记的"):
            late(office, patrol, noted_at=clock)
        assert not PatrolFinding.objects.exists()


@pytest.mark.parametrize("after", [timedelta(), timedelta(seconds=1)])
def test_a_phone_that_comes_back_after_two_months_is_too_late(
    office: Patrolled, after: timedelta
) -> None:
    patrol = office.walked()
    assert patrol.closed_at is not None
    at = patrol.closed_at + LATEST + after
    if after:
        with pytest.raises(Refused, match="这一轮结束已超过60天，不能再补收"):
            late(office, patrol, at)
        assert not PatrolFinding.objects.exists()
    else:
        assert late(office, patrol, at).late


def test_a_late_finding_asks_the_sheet_of_the_household_not_of_the_group(
    office: Patrolled,
) -> None:
    """It has its line of November with the first group, and lives with the second since."""
    patrol = office.walked()
    first = office.sheet()
    zhang = office.households[0]
    households.move(zhang, office.other_group, "分户", office.clerk, BACK)
    zhang.refresh_from_db()
    # The sheets of the second group are still open in November, those of the first are passed.
    pass_until(office, first, Step.COMMITTEE)
    assert late(office, patrol).counts_in == DECEMBER
    # In December its line is with the second group, whose sheet takes records still.
    pass_until(office, office.sheet(DECEMBER), Step.COMMITTEE)
    assert late(office, patrol).counts_in == DECEMBER


def test_a_finding_is_voided_as_long_as_the_sheet_of_its_household_takes_records(
    office: Patrolled,
) -> None:
    """A household that has its line with the second group was walked with the first."""
    zhang = office.households[0]
    Household.objects.filter(pk=zhang.pk).update(group=office.other_group)
    first = office.sheet()
    Household.objects.filter(pk=zhang.pk).update(group=office.group)
    office.walked(WEDNESDAY, (0, 6, 2), (1, 6, 2))
    pass_until(office, first, Step.COMMITTEE)
    its, neighbour_s = PatrolFinding.objects.order_by("pk")
    patrols.void(its, "看错了户", office.clerk, BACK)
    with pytest.raises(Refused, match="不能再作废"):
        patrols.void(neighbour_s, "看错了户", office.clerk, BACK)


@pytest.mark.usefixtures("noon")
def test_the_page_of_a_late_finding_says_where_it_counts(office: Patrolled) -> None:
    patrol = office.walked()
    found = late(office, patrol)
    text = signed_in(office.clerk).get(f"/patrols/problems/{found.ref}/").content.decode()
    assert "2026年11月（本轮结束之后才收到）" in text
    text = signed_in(office.clerk).get(f"/patrols/{patrol.ref}/").content.decode()
    assert "结束之后收到的" in text
