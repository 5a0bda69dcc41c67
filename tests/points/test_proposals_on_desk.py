"""The scorer's desk tells of open proposals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.periods import Month
from points.reports.desk import desk
from points.reports.tasks import Task
from points.steps import Step
from tests.factory import NOON, NOVEMBER, make_group, make_household, make_officer, pass_until
from tests.points.proposing import Checking
from tests.points.test_yearly_items import opened

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(NOON)


def told(user: User) -> list[Task]:
    tasks = desk(User.objects.get(pk=user.pk), TODAY).tasks
    return [task for task in tasks if "建议" in task.title]


def test_the_scorer_is_told_how_many_wait_and_where() -> None:
    office = Checking()
    (task,) = told(office.scorer)
    assert task.title == "2026年11月有4条建议未处理"
    assert task.text == "赵庄第1组：年度核查提出的，记入之后才计分。"
    assert task.url == f"/sheets/2026-11/{office.group.code}/proposals/"
    office.take()
    assert told(office.scorer) == []


def test_nobody_else_is_told() -> None:
    office = Checking()
    for person in (office.clerk, office.committee, office.supervisor):
        assert told(person) == []


def test_what_the_scorer_must_leave_to_others_does_not_wait_for_him() -> None:
    office = Checking()
    neighbour = office.neighbour(office.li)
    assert told(neighbour)[0].title == "2026年11月有2条建议未处理"
    office.take(office.marks(household=office.zhang))
    assert told(neighbour) == []
    assert told(office.scorer)[0].title == "2026年11月有2条建议未处理"


def test_after_group_scoring_nothing_is_told() -> None:
    office = Checking()
    pass_until(office, office.sheet, Step.COMMITTEE)
    assert told(office.scorer) == []


def test_the_queries_grow_with_three_sheets_at_most() -> None:
    counts = []
    for groups in (3, 5):
        office = Checking()
        for number in range(2, groups + 1):
            make_household(make_group(office.village, f"第{number}组"))
        opened(office, NOVEMBER)
        scorer = make_officer(Role.SCORER, office.village)
        with CaptureQueriesContext(connection) as asked:
            assert len(told(scorer)) == 3
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_earlier_months_past_group_scoring_hide_no_open_one() -> None:
    office = Checking()
    for number in (8, 9, 10):
        (earlier,) = opened(office, Month(2026, number))
        pass_until(office, earlier, Step.COMMITTEE)
    (task,) = told(office.scorer)
    assert task.title == "2026年11月有4条建议未处理"
