"""Planning the rounds of a week: who walks where, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import PatrolRound, Policy
from points.services import patrol_plans
from points.services.patrol_plans import Planned, PlanRefused
from points.services.patrol_walkers import walkers_of
from tests.factory import (
    appoint,
    make_group,
    make_officer,
    make_user,
    make_village,
)
from tests.points.patrolling import (
    FRIDAY_NOON,
    MONDAY,
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


def why(error: pytest.ExceptionInfo[Refused]) -> str:
    return "".join(error.value.messages)


def plan(office: Patrolled, *rounds: Planned, week: date = MONDAY) -> list[PatrolRound]:
    return patrol_plans.plan(office.community, week, rounds, office.clerk, FRIDAY_NOON)


def of(office: Patrolled, **changed: object) -> Planned:
    first, second = office.walkers
    return replace(Planned(office.group, WEDNESDAY, first.pk, second.pk), **changed)  # type: ignore[arg-type]


def test_the_rounds_of_a_week_are_planned_in_one_act(office: Patrolled) -> None:
    outside = make_officer(Role.SCORER, office.group, "孙巡查")
    other = of(office, group=office.other_group, first=outside.pk)
    made = plan(office, of(office), other, week=SUNDAY)
    assert [each.group for each in made] == [office.group, office.other_group]
    assert {each.week for each in PatrolRound.objects.all()} == {MONDAY}


def test_a_group_is_walked_once_in_a_week(office: Patrolled) -> None:
    plan(office, of(office))
    with pytest.raises(PlanRefused) as refused:
        plan(office, of(office, day=SUNDAY))
    assert "这一周已经安排了巡查，一组一周只巡查一次" in why(refused)
    with pytest.raises(PlanRefused, match="一组一周只巡查一次"):
        plan(office, *[of(office, day=day + timedelta(days=7)) for day in (MONDAY, SUNDAY)],
             week=MONDAY + timedelta(days=7))  # fmt: skip
    assert PatrolRound.objects.count() == 1


def test_the_database_keeps_one_round_a_week_too(office: Patrolled) -> None:
    made = office.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolRound.objects.create(
            **{
                field.attname: getattr(made, field.attname)
                for field in PatrolRound._meta.concrete_fields
                if field.attname not in ("id", "ref")
            }
        )


def test_a_week_may_be_planned_anew_after_its_round_was_called_off(office: Patrolled) -> None:
    patrol_plans.call_off(office.planned(), "下雨", office.clerk, FRIDAY_NOON)
    assert office.planned().is_open
    with pytest.raises(AlreadyHandled):
        patrol_plans.call_off(
            PatrolRound.objects.exclude(voided_at=None).get(), "下雨", office.clerk, FRIDAY_NOON
        )


def test_a_round_with_findings_is_not_called_off(office: Patrolled) -> None:
    patrol = office.planned()
    office.enter(patrol, noted(office.households[0]))
    with pytest.raises(Refused, match="这一轮已有扣分，不能取消"):
        patrol_plans.call_off(patrol, "下雨", office.clerk, FRIDAY_NOON)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": MONDAY - timedelta(days=1)}, "巡查日期不在这一周里"),
        ({"day": SUNDAY + timedelta(days=1)}, "巡查日期不在这一周里"),
    ],
)
def test_a_day_outside_the_week_is_refused(
    office: Patrolled, changed: dict[str, object], told: str
) -> None:
    with pytest.raises(PlanRefused, match=told):
        plan(office, of(office, **changed))
    assert not PatrolRound.objects.exists()


def test_the_two_walkers_are_different_people(office: Patrolled) -> None:
    with pytest.raises(PlanRefused, match="两位巡查员是同一个人"):
        plan(office, of(office, second=office.walker.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolRound.objects.create(
            community=office.community,
            group=office.group,
            week=MONDAY,
            planned_for=MONDAY,
            first_walker=office.walker,
            second_walker=office.walker,
            planned_by=office.clerk,
            planned_at=FRIDAY_NOON,
        )


def test_nobody_walks_the_group_he_has_an_office_for_or_lives_in(office: Patrolled) -> None:
    with pytest.raises(PlanRefused, match="是赵庄第1组的，不能巡查自己的组，请改选别组的人"):
        plan(office, of(office, first=office.scorer.pk))
    neighbour = make_user(office.community, "周邻居", office.households[0])
    appoint(neighbour, Role.SUPERVISOR, office.community)
    with pytest.raises(PlanRefused, match="周邻居是赵庄第1组的"):
        plan(office, of(office, first=neighbour.pk))


def test_where_the_setting_says_so_a_group_walks_itself(office: Patrolled) -> None:
    Policy.objects.create(community=office.community, patrol_outsiders=False)
    assert plan(office, of(office, first=office.scorer.pk))


def test_who_has_no_office_to_walk_is_no_walker(office: Patrolled) -> None:
    for person in (office.clerk, office.auditor, make_user(office.community)):
        with pytest.raises(PlanRefused, match="所选的巡查员现在没有巡查的任职"):
            plan(office, of(office, first=person.pk))


def test_a_village_that_has_not_joined_is_not_walked(office: Patrolled) -> None:
    office.village.joined_on = date(2026, 12, 1)
    office.village.save()
    with pytest.raises(PlanRefused, match="还没有参加积分制"):
        plan(office, of(office))


def test_only_who_plans_for_the_group_plans(office: Patrolled) -> None:
    for person in (office.walker, office.scorer, office.supervisor):
        with pytest.raises(Refused, match="没有办理"):
            patrol_plans.plan(office.community, MONDAY, [of(office)], person, FRIDAY_NOON)


def test_the_plan_proposes_who_walked_longest_ago(office: Patrolled) -> None:
    third = make_officer(Role.SUPERVISOR, office.community, "吴监督")
    office.walked()
    found = walkers_of(office.community, FRIDAY_NOON.date())
    names = {pk: person.name for pk, person in found.people.items()}
    # Of the other group's own scorer nobody asks; who never walked comes first.
    proposed = found.proposed_for([office.group, office.other_group])
    assert third.pk in proposed[office.group.pk]
    assert office.scorer.pk not in proposed[office.group.pk]
    assert office.walker.pk not in proposed[office.other_group.pk]
    assert all(len(set(pair)) == 2 for pair in proposed.values()), names


def test_a_village_of_two_groups_gives_everybody_about_as_many_rounds(office: Patrolled) -> None:
    village = make_village(office.community, "李庄")
    groups = [make_group(village, f"第{n}组") for n in range(1, 7)]
    found = walkers_of(office.community, FRIDAY_NOON.date())
    proposed = found.proposed_for(groups)
    rounds = [person for pair in proposed.values() for person in pair]
    each = [rounds.count(person) for person in found.people]
    assert max(each) - min(each) <= 1
