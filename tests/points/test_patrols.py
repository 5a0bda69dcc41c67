"""Findings through their service: who may enter, what is refused, what is kept once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from households.models import Household
from households.refusals import Refused
from households.roles import Role
from points.models import PatrolFinding, PatrolFindingPhoto, PatrolRound
from points.services import patrols
from points.services.patrol_book import households_of
from points.services.patrols import NotedRefused
from tests.factory import (
    make_household,
    make_officer,
    make_user,
)
from tests.photos import photo
from tests.points.patrolling import (
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


def test_a_finding_is_kept_once_however_often_it_is_sent(office: Patrolled) -> None:
    patrol, token = office.planned(), uuid4()
    draft = noted(office.households[0], note="垃圾桶没盖", told=True, photos=[photo()])
    first, was_new = patrols.enter_one(token, patrol, draft, office.walker, FRIDAY_NOON)
    again, is_new = patrols.enter_one(token, patrol, draft, office.walker, LATER)
    assert (first, was_new, is_new) == (again, True, False)
    found = PatrolFinding.objects.get()
    assert (found.indicator, found.taken, found.note, found.told_on_the_spot) == (
        6, 2, "垃圾桶没盖", True,
    )  # fmt: skip
    assert PatrolFindingPhoto.objects.get().finding == found
    assert first.told == "已记下。"


def test_another_one_s_token_gives_nothing_away(office: Patrolled) -> None:
    patrol, token = office.planned(), uuid4()
    patrols.enter_one(token, patrol, noted(office.households[0]), office.walker, FRIDAY_NOON)
    with pytest.raises(Refused, match="不是从本页提交的"):
        patrols.enter_one(token, patrol, noted(office.households[0]), office.committee, LATER)


def test_the_first_finding_from_a_phone_says_when_the_round_was_walked(office: Patrolled) -> None:
    patrol = office.planned()
    at_the_door = datetime(2026, 11, 10, 2, tzinfo=UTC)
    office.enter(patrol, noted(office.households[0], noted_at=at_the_door))
    patrol.refresh_from_db()
    assert patrol.walked_on == date(2026, 11, 10)
    # A later one does not move the day.
    office.enter(patrol, noted(office.households[1], noted_at=FRIDAY_NOON))
    patrol.refresh_from_db()
    assert patrol.walked_on == date(2026, 11, 10)


@pytest.mark.parametrize(
    "clock", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)]
)
def test_a_phone_with_a_wrong_clock_does_not_lose_its_finding(
    office: Patrolled, clock: datetime
) -> None:
    patrol = office.planned()
    office.enter(patrol, noted(office.households[0], noted_at=clock))
    patrol.refresh_from_db()
    assert patrol.walked_on == FRIDAY_NOON.date()


def test_a_week_to_come_takes_no_findings(office: Patrolled) -> None:
    patrol = office.planned(day=WEDNESDAY + timedelta(days=7))
    with pytest.raises(Refused, match="这一周还没有到"):
        office.enter(patrol, noted(office.households[0]))


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"taken": 6}, "taken", "一次扣1至5分"),
        ({"taken": 0}, "taken", "一次扣1至5分"),
        ({"indicator": 11}, "indicator", "指标应在1至10之间"),
        ({"indicator": 0}, "indicator", "指标应在1至10之间"),
        ({"fix_by": date(2026, 11, 10)}, "fix_by", "是2026年11月13日巡查的，整改期限不能更早"),
        ({"note": "字" * 101}, "note", "最多写100个字"),
        ({"photos": [photo()] * 7}, "photos", "最多附6张照片"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_changes_nothing(
    office: Patrolled, changed: dict[str, object], field: str, told: str
) -> None:
    patrol = office.planned()
    with pytest.raises(Refused) as refused:
        office.enter(patrol, replace(noted(office.households[0]), **changed))  # type: ignore[arg-type]
    assert told in refused.value.message_dict[field][0]
    assert not PatrolFinding.objects.exists()
    patrol.refresh_from_db()
    assert (patrol.version, patrol.walked_on) == (1, None)


def test_a_household_of_another_group_is_refused(office: Patrolled) -> None:
    with pytest.raises(Refused, match="不在赵庄第1组，本轮只记赵庄第1组的农户"):
        office.enter(office.planned(), noted(office.other_household))


def test_of_several_findings_all_are_kept_or_none(office: Patrolled) -> None:
    drafts = [noted(office.households[0]), noted(office.other_household)]
    with pytest.raises(NotedRefused) as refused:
        patrols.enter(office.planned(), drafts, office.clerk, FRIDAY_NOON, walked_on=WEDNESDAY)
    assert list(refused.value.by_position) == [1]
    assert not PatrolFinding.objects.exists()


def test_only_the_walkers_and_the_office_enter(office: Patrolled) -> None:
    patrol = office.planned()
    for person in (office.walker, office.committee, office.clerk):
        office.enter(patrol, noted(office.households[0]), person)
    for person in (office.scorer, office.supervisor, office.auditor, make_user(office.community)):
        with pytest.raises(Refused, match="只有这一轮的巡查员和积分办能记扣分"):
            office.enter(patrol, noted(office.households[0]), person)


def test_a_walker_whose_office_has_ended_enters_nothing_more(office: Patrolled) -> None:
    patrol = office.planned()
    office.walker.appointments.update(ends_on=date(2026, 11, 12))
    with pytest.raises(Refused, match="只有这一轮的巡查员"):
        office.enter(patrol, noted(office.households[0]))


def test_nobody_takes_points_from_his_own_household(office: Patrolled) -> None:
    patrol = office.planned()
    office.walker.household = office.households[0]
    office.walker.save()
    with pytest.raises(Refused, match="不能给自己家记巡查扣分"):
        office.enter(patrol, noted(office.households[0]))
    office.enter(patrol, noted(office.households[1]))


def test_whoever_walks_elsewhere_sees_his_round_and_no_other(office: Patrolled) -> None:
    mine = office.planned()
    theirs = office.planned(day=WEDNESDAY + timedelta(days=7), walkers=(
        office.committee, make_officer(Role.SUPERVISOR, office.community)))  # fmt: skip
    seen = PatrolRound.objects.visible_to(office.walker, FRIDAY_NOON.date())
    assert list(seen) == [mine]
    assert set(PatrolRound.objects.visible_to(office.scorer, FRIDAY_NOON.date())) == {mine, theirs}
    found = office.enter(mine, noted(office.households[0]))
    assert list(PatrolFinding.objects.visible_to(office.walker, FRIDAY_NOON.date())) == [found]
    office.walker.appointments.update(ends_on=date(2026, 11, 12))
    assert not PatrolRound.objects.visible_to(office.walker, FRIDAY_NOON.date()).exists()


def test_facts_are_kept_by_the_database(office: Patrolled) -> None:
    found = office.enter(office.planned(), noted(office.households[0]))
    for change in ({"taken": 1}, {"indicator": 7}, {"household": office.households[1]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PatrolFinding.objects.filter(pk=found.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        found.delete()


@pytest.mark.parametrize("wrong", [{"taken": 6}, {"taken": 0}, {"indicator": 11}])
def test_the_database_keeps_the_marks(office: Patrolled, wrong: dict[str, int]) -> None:
    right = {"indicator": 6, "taken": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolFinding.objects.create(
            community=office.community,
            round=office.planned(),
            household=office.households[0],
            by=office.walker,
            at=FRIDAY_NOON,
            version=2,
            **(right | wrong),
        )


def test_households_of_a_round_live_there_or_have_their_line_there(office: Patrolled) -> None:
    patrol = office.planned()
    codes = [each.pk for each in households_of(patrol)]
    assert codes == [each.pk for each in office.households]
    office.sheet()
    moved = office.households[0]
    Household.objects.filter(pk=moved.pk).update(group=office.other_group)
    newcomer = make_household(office.group, "新来")
    assert {each.pk for each in households_of(patrol)} == {
        *(each.pk for each in office.households),
        newcomer.pk,
    }


def patrols_households(patrol: PatrolRound) -> list[Household]:
    return list(households_of(patrol))
