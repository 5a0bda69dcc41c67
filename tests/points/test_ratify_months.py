"""One meeting for all that waits: the page that lists it, the desk, several months in order."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import Household
from households.roles import Role
from points.models import Meeting, Sheet, StepScore
from points.reports.desk import desk
from points.services import records, review, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    pass_until,
    seen,
    signed_in,
)
from tests.points.assemblies import ratify, tick, waiting

pytestmark = pytest.mark.django_db

OCTOBER = NOVEMBER.previous()
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026年11月20日."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


def test_the_page_lists_what_waits_of_all_months_all_of_it_ticked(
    office: Office, zhang: Household
) -> None:
    october = waiting(office, OCTOBER, zhang, 10)
    november = waiting(office, NOVEMBER, zhang, 5)
    response = signed_in(office.recorder).get("/sheets/ratify/")
    rows = response.context["rows"]
    assert [(row.sheet, row.ticked) for row in rows] == [(october, True), (november, True)]
    for sheet in (october, november):
        assert f'value="{tick(sheet)}" aria-label="{sheet}" checked' in response.content.decode()


def test_the_desk_has_one_task_for_all_months_that_leads_there(
    office: Office, zhang: Household
) -> None:
    waiting(office, OCTOBER, zhang, 10)
    (task,) = desk(office.recorder, TODAY).tasks
    assert (task.title, task.text) == ("2026年10月代表大会审定", "赵庄第1组，1户")
    waiting(office, NOVEMBER, zhang, 5)
    (task,) = desk(office.recorder, TODAY).tasks
    assert (task.title, task.url) == ("代表大会审定", "/sheets/ratify/")
    assert task.text == "2026年10月、2026年11月，2张积分表，2户"


def test_one_meeting_ratifies_several_months(office: Office, zhang: Household) -> None:
    october = waiting(office, OCTOBER, zhang, 10)
    november = waiting(office, NOVEMBER, zhang, 5)
    response = ratify(office.recorder, [tick(november), tick(october)])
    assert response.status_code == 302
    meeting = Meeting.objects.get()
    assert {each.sheet for each in meeting.decisions.all()} == {october, november}
    assert Sheet.objects.ready().count() == 2


def test_what_is_not_ticked_stays(office: Office, zhang: Household) -> None:
    october = waiting(office, OCTOBER, zhang, 10)
    november = waiting(office, NOVEMBER, zhang, 5)
    assert ratify(office.recorder, [tick(october)]).status_code == 302
    november.refresh_from_db()
    assert november.in_review
    (row,) = signed_in(office.recorder).get("/sheets/ratify/").context["rows"]
    assert row.sheet == november


def test_nothing_ticked_is_refused_and_nothing_is_ticked_again(
    office: Office, zhang: Household
) -> None:
    waiting(office, OCTOBER, zhang, 10)
    response = ratify(office.recorder, [])
    assert response.status_code == 422
    text = response.content.decode()
    assert "请至少勾选一张积分表" in text
    assert "第四次村民代表会议" in text
    assert [row.ticked for row in response.context["rows"]] == [False]  # type: ignore[attr-defined]
    assert not Meeting.objects.exists()


def test_the_page_shows_what_several_months_come_to_in_their_order(
    office: Office, zhang: Household
) -> None:
    # 11.3 gives 20 a year. Each month alone counts 15; in order, November has 5 left.
    october = waiting(office, OCTOBER, zhang, 15)
    november = waiting(office, NOVEMBER, zhang, 15)
    rows = signed_in(office.recorder).get("/sheets/ratify/").context["rows"]
    assert [(row.audited, row.now) for row in rows] == [(15, 15), (15, 5)]
    ratify(office.recorder, [tick(october), tick(november)])
    kept = StepScore.objects.filter(decision__step=Step.ASSEMBLY).order_by("line__month")
    assert list(kept.values_list("total", flat=True)) == [row.now for row in rows]


def test_an_items_cap_of_the_year_is_used_up_in_order(office: Office, zhang: Household) -> None:
    # 1.1 gives 5 a year, its rule 10: October takes all of the item, November none.
    opened = []
    for month in (OCTOBER, NOVEMBER):
        (sheet,) = sheets.open_month(office.community, month, office.clerk, NOON)
        draft = Draft(zhang, "1.1", month.first_day)
        records.record_matter(month, draft, "office", office.clerk, NOON)
        opened.append(pass_until(office, sheet, Step.ASSEMBLY))
    rows = signed_in(office.recorder).get("/sheets/ratify/").context["rows"]
    assert [(row.audited, row.now) for row in rows] == [(5, 5), (5, 0)]
    ratify(office.recorder, [tick(sheet) for sheet in opened])
    kept = StepScore.objects.filter(decision__step=Step.ASSEMBLY).order_by("line__month")
    assert list(kept.values_list("total", flat=True)) == [5, 0]


def test_a_rules_cap_of_the_year_is_used_up_in_order_too(office: Office, zhang: Household) -> None:
    # Rule 11 gives 20 a year: 18 in October for 11.3, so 2 are left of November's 4 for 11.2.
    october = waiting(office, OCTOBER, zhang, 18)
    (november,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    drafts = [Draft(zhang, "11.2", date(2026, 11, 3), quantity=4)]
    records.record_matters(NOVEMBER, drafts, "office", office.clerk, NOON)
    pass_until(office, november, Step.ASSEMBLY)
    rows = signed_in(office.recorder).get("/sheets/ratify/").context["rows"]
    assert [(row.audited, row.now) for row in rows] == [(18, 18), (4, 2)]
    ratify(office.recorder, [tick(october), tick(november)])
    kept = StepScore.objects.filter(decision__step=Step.ASSEMBLY).order_by("line__month")
    assert list(kept.values_list("total", flat=True)) == [18, 2]


def test_a_sheet_of_which_he_passed_another_step_is_listed_without_a_tick(
    office: Office, zhang: Household
) -> None:
    appoint(office.auditor, Role.RECORDER, office.community)
    sheet = waiting(office, NOVEMBER, zhang, 5)
    text = signed_in(office.auditor).get("/sheets/ratify/").content.decode()
    assert "两委审核是您通过的，这一步由别人办理" in text
    assert tick(sheet) not in text
    assert desk(office.auditor, TODAY).tasks == []


def test_a_page_with_nothing_waiting_says_so(office: Office) -> None:
    text = signed_in(office.recorder).get("/sheets/ratify/").content.decode()
    assert "没有等代表大会审定的积分表" in text
    assert 'name="sheet"' not in text


def test_the_recorder_of_another_community_finds_nothing_of_ours(
    office: Office, zhang: Household
) -> None:
    sheet = waiting(office, NOVEMBER, zhang, 5)
    elsewhere = Office("西岭社区")
    assert signed_in(elsewhere.recorder).get("/sheets/ratify/").context["rows"] == []
    assert ratify(elsewhere.recorder, [tick(sheet)]).status_code == 404
    assert ratify(office.auditor, [tick(sheet)]).status_code == 403
    assert not Meeting.objects.exists()


def test_the_queries_grow_with_the_months_alone(office: Office) -> None:
    counts = []
    for groups in (1, 5):
        town = Office(f"社区{groups}")
        for number in range(2, groups + 1):
            make_group(town.village, f"第{number}组")
        for group in town.village.children.all():
            make_household(group)
        opened = sheets.open_month(town.community, NOVEMBER, town.clerk, NOON)
        scorer = make_officer(Role.SCORER, town.village)
        for step in list(Step)[:-1]:
            by = scorer if step is Step.GROUP else town.person_for(step)
            review.pass_sheets([seen(sheet) for sheet in opened], step, by, NOON)
        client = signed_in(town.recorder)
        with CaptureQueriesContext(connection) as queries:
            client.get("/sheets/ratify/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
