"""The desk: what waits for each office on a day, and what it says when nothing does."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.models import Sheet
from points.periods import Month
from points.reports.desk import desk
from points.services import notices, review, sheets, standards
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    appoint,
    make_community,
    make_group,
    make_household,
    make_officer,
    make_user,
    make_village,
    pass_until,
    seen,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def sheet(office: Office) -> Sheet:
    make_household(office.group)
    make_household(office.group)
    return sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)[0]


def titles(user: User, day: date = TODAY) -> list[str]:
    return [task.title for task in desk(user, day).tasks]


@pytest.mark.parametrize("step", list(Step))
def test_a_sheet_waits_on_the_desk_of_its_steps_office_alone(
    office: Office, sheet: Sheet, step: Step
) -> None:
    pass_until(office, sheet, step)
    for person in (office.supervisor, office.administrator, *map(office.person_for, Step)):
        waits = [f"2026年11月{step.label}"] if person == office.person_for(step) else []
        assert titles(person) == waits


def test_one_waiting_sheet_is_named_counted_and_linked(office: Office, sheet: Sheet) -> None:
    (task,) = desk(office.clerk, TODAY).tasks
    assert (task.text, task.url) == ("赵庄第1组，2户", f"/sheets/2026-11/{sheet.group.code}/")


def test_several_waiting_sheets_are_one_task_that_leads_to_the_list(office: Office) -> None:
    for number in range(2, 7):
        make_household(make_group(office.village, f"第{number}组"))
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    (task,) = desk(office.clerk, TODAY).tasks
    assert task.text == "赵庄第1组、赵庄第2组、赵庄第3组、赵庄第4组等6个组，5户"
    assert task.url == "/sheets/?month=2026-11"


def test_a_sheet_returned_waits_where_it_was_returned_to(office: Office, sheet: Sheet) -> None:
    pass_until(office, sheet, Step.AUDIT)
    review.return_sheet(seen(sheet), Step.AUDIT, Step.GROUP, "漏记", office.auditor, NOON)
    assert (titles(office.scorer), titles(office.auditor)) == (["2026年11月村小组评分"], [])


def test_a_sheet_of_which_one_passed_another_step_does_not_wait_for_him(
    office: Office, sheet: Sheet
) -> None:
    appoint(office.scorer, Role.COMMITTEE, office.community)
    pass_until(office, sheet, Step.COMMITTEE)
    assert (titles(office.scorer), titles(office.committee)) == ([], ["2026年11月评审委员会评议"])


def test_nothing_of_another_community_waits(office: Office, sheet: Sheet) -> None:
    elsewhere = Office("西岭社区")
    pass_until(office, sheet, Step.COMMITTEE)
    assert titles(elsewhere.committee) == []
    assert desk(elsewhere.committee, TODAY).month is None


def test_an_office_that_has_ended_leaves_the_desk_empty(office: Office, sheet: Sheet) -> None:
    office.clerk.appointments.update(ends_on=TODAY - timedelta(days=1))
    found = desk(User.objects.get(pk=office.clerk.pk), TODAY)
    assert (found.offices, found.tasks, found.grids) == ([], [], [])


def test_the_months_to_open_wait_for_the_clerk(office: Office) -> None:
    sheets.open_month(office.community, Month(2026, 10), office.clerk, NOON)
    first = desk(office.clerk, TODAY).tasks[-1]
    assert (first.title, first.url) == ("2026年11月有组还没有开表", "/sheets/open/?month=2026-11")
    assert titles(office.clerk, date(2026, 10, 31)) == ["2026年10月群众自评"]


def test_settled_sheets_wait_to_be_published_and_then_to_be_posted(
    office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, None)
    (task,) = desk(office.clerk, TODAY).tasks
    assert (task.title, task.url) == ("2026年11月待公示", "/notices/new/?month=2026-11")
    notices.publish_month(office.community, NOVEMBER, TODAY, office.clerk, NOON)
    last_day = date(2026, 11, 26)
    assert titles(office.clerk, last_day) == []
    assert titles(office.clerk, last_day + timedelta(days=1)) == ["第1期公示待入账"]
    assert titles(office.scorer, last_day + timedelta(days=1)) == []


def test_a_draft_waits_for_who_may_adopt_it(office: Office) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    standards.create_draft(office.community, "2027年标准", Month(2027, 1), ROWS)
    assert titles(office.administrator) == ["积分标准待通过"]
    assert "积分标准待通过" not in titles(office.clerk)


def test_a_community_without_a_standard_is_told_so(office: Office) -> None:
    community = make_community("新社区")
    make_village(community)
    told = "还没有通过的积分标准"
    for role in (Role.CLERK, Role.ADMINISTRATOR):
        assert told in titles(make_officer(role, community))
    assert titles(make_officer(Role.AUDITOR, community)) == []
    assert told not in titles(office.clerk)


def test_a_supervisor_sees_the_hanging_notices_and_the_latest_decisions(
    office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, None)
    notice = notices.publish_month(office.community, NOVEMBER, TODAY, office.clerk, NOON)
    found = desk(office.supervisor, TODAY)
    assert found.hanging == [notice]
    assert [each.step for each in found.decisions] == [step.value for step in reversed(Step)]
    assert desk(office.supervisor, TODAY + timedelta(days=7)).hanging == []
    others = desk(office.auditor, TODAY)
    assert (others.hanging, others.decisions) == ([], [])


def test_the_picture_of_the_month_is_for_people_of_the_community(
    office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, Step.GROUP)
    found = desk(office.supervisor, TODAY)
    assert found.month == NOVEMBER
    assert [(each.label, each.reached[0].count) for each in found.progress] == [("赵庄", 1)]
    assert desk(office.scorer, TODAY).progress == []


def test_the_grids_that_take_records_are_at_hand(office: Office, sheet: Sheet) -> None:
    assert desk(office.scorer, TODAY).grids == [sheet]
    assert desk(office.committee, TODAY).grids == []
    pass_until(office, sheet, Step.COMMITTEE)
    assert desk(office.scorer, TODAY).grids == []


def test_the_queries_do_not_grow_with_sheets_and_months() -> None:
    counts = []
    for groups, months in ((1, 1), (6, 3)):
        office = Office()
        for number in range(2, groups + 1):
            make_group(office.village, f"第{number}组")
        for month in range(11 - months, 11):
            opened = sheets.open_month(office.community, Month(2026, month), office.clerk, NOON)
            review.pass_sheets([seen(each) for each in opened], Step.SELF, office.clerk, NOON)
        appoint(office.clerk, Role.SUPERVISOR, office.community)
        person = User.objects.get(pk=office.clerk.pk)
        with CaptureQueriesContext(connection) as queries:
            desk(person, TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 23


# The page


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_the_page_shows_the_tasks_the_picture_and_the_quick_links(
    client: Client, office: Office, sheet: Sheet
) -> None:
    client.force_login(office.clerk)
    text = client.get("/").content.decode()
    for told in ("2026年11月群众自评", "赵庄第1组，2户", "各村办到哪一步", "记一件事"):
        assert told in text
    assert f"/sheets/2026-11/{sheet.group.code}/grid/" in text
    assert "2026年11月20日，积分办：东岭社区 积分办" in text


def test_an_empty_desk_says_what_to_do(client: Client, office: Office, sheet: Sheet) -> None:
    client.force_login(office.auditor)
    assert "轮到您办理的会列在这里" in client.get("/").content.decode()


def test_a_person_without_an_office_is_told_whom_to_ask(client: Client, office: Office) -> None:
    client.force_login(make_user(office.community))
    assert "请联系社区管理员" in client.get("/").content.decode()


def test_the_desk_asks_for_a_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/login/?next=/"
