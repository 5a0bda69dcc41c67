"""Rounds that both walkers have confirmed, what comes too late for them, and what is voided."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from households.refusals import AlreadyHandled, Refused
from points.models import PatrolFinding, PatrolRound
from points.services import patrol_plans, patrols
from points.steps import Step
from tests.factory import (
    pass_until,
)
from tests.points.patrolling import (
    AT_THE_DOOR,
    DECEMBER,
    FRIDAY_NOON,
    WEDNESDAY,
    Patrolled,
    noted,
)

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 11, 15)
LATER = datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.fixture
def office() -> Patrolled:
    return Patrolled()


def confirm(office: Patrolled, patrol: PatrolRound, by: object = None) -> PatrolRound:
    patrol.refresh_from_db()
    walker = by or office.walker
    return patrol_plans.confirm(patrol, patrol.version, WEDNESDAY, walker, FRIDAY_NOON)  # type: ignore[arg-type]


def test_a_retry_is_answered_even_when_the_round_has_been_closed(office: Patrolled) -> None:
    patrol, token = office.planned(), uuid4()
    draft = noted(office.households[0])
    first, _ = patrols.enter_one(token, patrol, draft, office.walker, FRIDAY_NOON)
    patrol.refresh_from_db()
    patrol_plans.confirm(
        patrol, patrol.version, WEDNESDAY + timedelta(days=2), office.clerk, FRIDAY_NOON,
        on_paper=True,
    )  # fmt: skip
    again, _ = patrols.enter_one(token, patrol, draft, office.walker, LATER)
    assert again == first
    assert PatrolFinding.objects.count() == 1


def test_a_round_is_closed_when_both_walkers_have_confirmed_it(office: Patrolled) -> None:
    patrol = office.planned()
    assert confirm(office, patrol).is_open
    with pytest.raises(AlreadyHandled, match="等另一位巡查员确认"):
        confirm(office, patrol)
    done = confirm(office, patrol, office.committee)
    assert (done.is_open, done.walked_on, done.counts_in) == (False, WEDNESDAY, done.period)
    with pytest.raises(AlreadyHandled, match="已经确认结束"):
        confirm(office, patrol)


def test_whoever_confirmed_what_has_changed_since_confirms_anew(office: Patrolled) -> None:
    patrol = office.planned()
    patrols.enter(patrol, [], office.walker, FRIDAY_NOON, walked_on=WEDNESDAY)
    confirm(office, patrol)
    office.enter(patrol, noted(office.households[0]))
    assert confirm(office, patrol, office.committee).is_open
    assert not confirm(office, patrol).is_open


def test_whoever_confirmed_another_day_confirms_anew(office: Patrolled) -> None:
    patrol = office.planned()
    confirm(office, patrol)
    patrols.enter(patrol, [], office.clerk, FRIDAY_NOON, walked_on=WEDNESDAY - timedelta(days=1))
    patrol.refresh_from_db()
    assert patrol.version == 2
    # The day it has is no change.
    patrols.enter(patrol, [], office.clerk, FRIDAY_NOON, walked_on=patrol.day)
    patrol.refresh_from_db()
    assert patrol.version == 2
    done = patrol_plans.confirm(patrol, 2, patrol.day, office.committee, FRIDAY_NOON)
    assert done.is_open


def test_a_closed_round_is_a_fact(office: Patrolled) -> None:
    patrol = office.planned()
    PatrolRound.objects.filter(pk=patrol.pk).update(walked_on=WEDNESDAY)
    closed = patrol_plans.confirm(patrol, 1, WEDNESDAY, office.clerk, FRIDAY_NOON, on_paper=True)
    for change in ({"counts_month": 12}, {"walked_on": SUNDAY}, {"closed_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PatrolRound.objects.filter(pk=closed.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        PatrolRound.objects.filter(pk=closed.pk)._raw_delete("default")


def test_what_was_on_the_screen_is_what_is_confirmed(office: Patrolled) -> None:
    patrol = office.planned()
    office.enter(patrol, noted(office.households[0]))
    with pytest.raises(Refused, match="这一轮的扣分又有了变化"):
        patrol_plans.confirm(patrol, patrol.version, WEDNESDAY, office.walker, FRIDAY_NOON)


def test_the_office_closes_a_round_signed_on_paper_and_nobody_else(office: Patrolled) -> None:
    patrol = office.planned()
    with pytest.raises(Refused):
        patrol_plans.confirm(patrol, 1, WEDNESDAY, office.walker, FRIDAY_NOON, on_paper=True)
    with pytest.raises(Refused, match="只有这一轮的两位巡查员能确认"):
        patrol_plans.confirm(patrol, 1, WEDNESDAY, office.clerk, FRIDAY_NOON)
    closed = patrol_plans.confirm(patrol, 1, WEDNESDAY, office.clerk, FRIDAY_NOON, on_paper=True)
    assert closed.closed_at == FRIDAY_NOON
    assert {each.walker for each in closed.confirmations.all()} == set(office.walkers)


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2026, 11, 14), "还没有到"), (date(2026, 11, 8), "巡查日期不在其中")],
)
def test_the_day_of_a_round_lies_in_its_week_and_has_come(
    office: Patrolled, day: date, told: str
) -> None:
    patrol = office.planned()
    with pytest.raises(Refused, match=told):
        patrol_plans.confirm(patrol, 1, day, office.clerk, FRIDAY_NOON, on_paper=True)


def test_a_closed_round_takes_nothing_more_from_the_keyboard(office: Patrolled) -> None:
    patrol = office.walked()
    with pytest.raises(Refused, match="已经确认结束，不能再记扣分"):
        office.enter(patrol, noted(office.households[0]), office.clerk)


def test_a_phone_that_comes_back_after_the_round_is_listened_to(office: Patrolled) -> None:
    patrol = office.walked()
    found = office.enter(patrol, noted(office.households[0], noted_at=AT_THE_DOOR))
    assert (found.late, found.counts_in) == (True, patrol.period)


def test_a_phone_that_comes_back_after_the_sheet_was_passed_counts_in_the_next_month(
    office: Patrolled,
) -> None:
    patrol = office.walked()
    pass_until(office, office.sheet(), Step.COMMITTEE)
    kept, _ = patrols.enter_one(
        uuid4(), patrol, noted(office.households[0], noted_at=AT_THE_DOOR), office.walker, LATER
    )
    assert kept.told == "本轮已结束，已收下，计入2026年12月。"
    found = PatrolFinding.objects.get()
    assert (found.late, found.counts_in) == (True, DECEMBER)
    # December is past group scoring as well: January.
    pass_until(office, office.sheet(DECEMBER), Step.COMMITTEE)
    again, _ = patrols.enter_one(
        uuid4(), patrol, noted(office.households[1], noted_at=AT_THE_DOOR), office.walker, LATER
    )
    assert again.told == "本轮已结束，已收下，计入2027年1月。"


def test_a_round_closed_after_the_sheet_was_passed_counts_in_the_next_month(
    office: Patrolled,
) -> None:
    patrol = office.walked(WEDNESDAY, (0, 6, 2), close=False)
    pass_until(office, office.sheet(), Step.COMMITTEE)
    patrol.refresh_from_db()
    closed = patrol_plans.confirm(
        patrol, patrol.version, WEDNESDAY, office.clerk, LATER, on_paper=True
    )
    assert (closed.is_late, closed.counts_in) == (True, DECEMBER)


def test_a_finding_is_voided_with_a_reason_and_stays(office: Patrolled) -> None:
    patrol = office.planned()
    found = office.enter(patrol, noted(office.households[0]))
    with pytest.raises(Refused, match="请写明作废的原因"):
        patrols.void(found, " ", office.walker, FRIDAY_NOON)
    with pytest.raises(Refused):
        patrols.void(found, "看错了户", office.committee, FRIDAY_NOON)
    patrols.void(found, "看错了户", office.walker, FRIDAY_NOON)
    found.refresh_from_db()
    assert (found.void_reason, found.voided_by) == ("看错了户", office.walker)
    assert not PatrolFinding.objects.standing().exists()
    with pytest.raises(AlreadyHandled):
        patrols.void(found, "看错了户", office.walker, FRIDAY_NOON)


def test_once_closed_the_office_alone_voids_and_only_until_the_sheet_is_passed(
    office: Patrolled,
) -> None:
    office.walked(WEDNESDAY, (0, 6, 2), (1, 6, 2))
    one, other = PatrolFinding.objects.order_by("pk")
    with pytest.raises(Refused):
        patrols.void(one, "看错了户", office.walker, FRIDAY_NOON)
    patrols.void(one, "看错了户", office.clerk, FRIDAY_NOON)
    pass_until(office, office.sheet(), Step.COMMITTEE)
    with pytest.raises(Refused, match="村小组评分已结束，不能再作废"):
        patrols.void(other, "看错了户", office.clerk, LATER)
