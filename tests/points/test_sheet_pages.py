"""The page of a sheet: what each step sees of every household, in and out of scope."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household, User
from households.roles import Role
from points.models import Record, Sheet
from points.services import records, review, revisions, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_officer,
    make_user,
    make_village,
    pass_until,
    seen,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


@pytest.fixture
def sheet(office: Office, zhang: Household) -> Sheet:
    return sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)[0]


def put_down(
    office: Office, household: Household, code: str, day: int = 3, origin: str = "office"
) -> Record:
    draft = Draft(household, code, date(2026, 11, day), note="拍了照片")
    return records.record_matter(NOVEMBER, draft, origin, office.clerk, NOON)


def address(sheet: Sheet) -> str:
    return reverse("sheet", args=[sheet.period, sheet.group.code])


def page(client: Client, user: User, sheet: Sheet, query: str = "") -> str:
    client.force_login(user)
    response = client.get(address(sheet) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_step_looks_at_the_sheet(client: Client, office: Office, sheet: Sheet) -> None:
    for person in (office.administrator, office.supervisor, *map(office.person_for, Step)):
        assert "张三禾" in page(client, person, sheet)


def test_a_person_outside_the_scope_gets_404(client: Client, sheet: Sheet) -> None:
    elsewhere = Office("西岭社区")
    client.force_login(elsewhere.committee)
    assert client.get(address(sheet)).status_code == 404


def test_a_scorer_of_another_group_gets_404(client: Client, office: Office, sheet: Sheet) -> None:
    second = make_group(office.village, "第2组")
    client.force_login(make_officer(Role.SCORER, second))
    assert client.get(address(sheet)).status_code == 404


def test_a_person_without_an_office_gets_404(client: Client, office: Office, sheet: Sheet) -> None:
    client.force_login(make_user(office.community))
    assert client.get(address(sheet)).status_code == 404


def test_a_group_of_a_village_that_has_not_joined_has_no_sheet(
    client: Client, office: Office, sheet: Sheet
) -> None:
    outside = make_group(make_village(office.community, "钱庄", None))
    client.force_login(office.clerk)
    assert client.get(f"/sheets/2026-11/{outside.code}/").status_code == 404


def test_the_scores_of_the_earlier_steps_stand_side_by_side(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    put_down(office, zhang, "7.2", origin="self")
    helped = put_down(office, zhang, "4.1")
    pass_until(office, sheet, Step.COMMITTEE)
    revisions.revise(helped, Step.COMMITTEE, 3, 0, "看不清门前", office.committee, NOON)
    client.force_login(office.committee)
    row = client.get(address(sheet)).context["page"].rows[0]
    assert [figure.points for figure in row.steps] == [1, 4, None, None, None]
    assert (row.total, row.since) == (1, -3)
    assert [figure.points for figure in row.areas] == [0, 0, 1, 0, 0]


def test_a_change_tells_from_what_to_what_why_who_and_in_which_office(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    record = put_down(office, zhang, "4.1")
    pass_until(office, sheet, Step.GROUP)
    revisions.revise(record, Step.GROUP, 3, 0, "看不清门前", office.scorer, NOON)
    text = page(client, office.committee, sheet)
    assert "+3 → 0 分（不予认可），理由：看不清门前" in text
    assert "（村小组评分，小组评分员，赵庄第1组 小组评分员，11月20日 12:00）" in text


def test_the_records_behind_a_score_tell_what_they_counted_and_why(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    put_down(office, zhang, "7.2", 3)
    put_down(office, zhang, "7.2", 4, origin="self")
    gone = put_down(office, zhang, "13.1", 5)
    records.void_records([gone.pk], "记错了户", office.clerk, NOON)
    text = page(client, office.committee, sheet)
    assert "3 条记录" in text
    assert "本月该项最多计 1 分，已计 1 分，本次计 0 分" in text
    assert "来源：本户自评（纸质），积分办记；拍了照片" in text
    assert "不计分，作废原因：记错了户（积分办）" in text


def test_a_settled_sheet_shows_what_was_kept(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    put_down(office, zhang, "4.1")
    pass_until(office, sheet, None)
    client.force_login(office.supervisor)
    shown = client.get(address(sheet)).context["page"]
    (row,) = shown.rows
    assert [figure.points for figure in row.steps] == [0, 3, 3, 3, 3]
    assert (row.total, row.areas[1].points, row.records[0].counted.points) == (3, 3, 3)
    assert not shown.may_act


def test_an_earlier_round_stays_in_the_history(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    put_down(office, zhang, "4.1")
    pass_until(office, sheet, Step.AUDIT)
    review.return_sheet(seen(sheet), Step.AUDIT, Step.GROUP, "漏记", office.auditor, NOON)
    client.force_login(office.scorer)
    shown = client.get(address(sheet)).context["page"]
    assert [figure.points for figure in shown.rows[0].steps] == [0, None, None, None, None]
    assert [points for _, points in shown.rows[0].rounds] == [3, 3]
    assert [row.points for row in shown.history] == [0, 3, 3, None]
    states = [step["state"] for step in shown.stepper]
    assert states == ["done", "current", "todo", "returned", "todo"]
    text = page(client, office.scorer, sheet)
    assert "到村小组评分" in text
    assert "漏记" in text


def test_the_own_household_is_locked_with_the_reason(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    mine, other = put_down(office, zhang, "4.1"), make_household(office.group, "李四麦")
    theirs = put_down(office, other, "4.1")
    pass_until(office, sheet, Step.GROUP)
    office.scorer.household = zhang
    office.scorer.save(update_fields=["household"])
    text = page(client, office.scorer, sheet)
    assert "您不能评议自己家的积分，这一户由其他人办理" in text
    assert reverse("record_revise", args=[mine.ref]) not in text
    assert reverse("record_revise", args=[theirs.ref]) in text


@pytest.mark.parametrize("step", [Step.SELF, Step.GROUP, Step.COMMITTEE, Step.AUDIT])
def test_only_the_person_of_the_step_is_offered_its_acts(
    client: Client, office: Office, zhang: Household, sheet: Sheet, step: Step
) -> None:
    record = put_down(office, zhang, "4.1")
    pass_until(office, sheet, step)
    passing = "sheet_vote" if step is Step.COMMITTEE else "sheet_pass"
    acts = [reverse(passing, args=[sheet.period, sheet.group.code])]
    if step.revises:
        acts.append(reverse("sheet_return", args=[sheet.period, sheet.group.code]))
        acts.append(reverse("record_revise", args=[record.ref]))
    for person in (office.supervisor, *map(office.person_for, Step)):
        text = page(client, person, sheet)
        assert [act in text for act in acts] == [person == office.person_for(step)] * len(acts)


def test_a_person_who_passed_another_step_sees_why_he_cannot_pass_this_one(
    client: Client, office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, Step.COMMITTEE)
    office.scorer.appointments.create(
        community=office.community,
        role=Role.COMMITTEE,
        place=office.community,
        starts_on=date(2026, 1, 1),
    )
    text = page(client, office.scorer, sheet)
    assert "这张表的村小组评分是您通过的，同一张表的另一步须由别人通过" in text
    assert reverse("sheet_vote", args=[sheet.period, sheet.group.code]) not in text


def test_what_changed_since_a_version_is_shown(
    client: Client, office: Office, zhang: Household, sheet: Sheet
) -> None:
    gone = put_down(office, zhang, "13.1")
    before = seen(sheet).version
    kept = put_down(office, zhang, "4.1")
    records.void_records([gone.pk], "记错了户", office.clerk, NOON)
    pass_until(office, sheet, Step.GROUP)
    revisions.revise(kept, Step.GROUP, 3, 0, "看不清门前", office.scorer, NOON)
    client.force_login(office.scorer)
    context = client.get(f"{address(sheet)}?since={before}").context
    assert [(change.kind, change.by) for change in context["changes"]] == [
        ("新记", "积分办"),
        ("作废", "积分办"),
        ("通过", "积分办"),
        ("改分", "小组评分员"),
    ]
    assert "+3 → 0分，理由：看不清门前" in context["changes"][3].text


@pytest.mark.parametrize("since", ["99", "-3", "²", "x", ""])
def test_a_version_of_no_page_of_ours_shows_no_changes(
    client: Client, office: Office, sheet: Sheet, since: str
) -> None:
    assert "您上次看过之后的改动" not in page(client, office.clerk, sheet, f"?since={since}")


def test_the_queries_do_not_grow_with_the_households() -> None:
    counts = []
    for households in (2, 9):
        office = Office()
        living = [make_household(office.group) for _ in range(households)]
        (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        kept = [put_down(office, each, "4.1") for each in living]
        gone = [put_down(office, each, "7.2", origin="self") for each in living]
        records.void_records([each.pk for each in gone], "记错了", office.clerk, NOON)
        pass_until(office, sheet, Step.COMMITTEE)
        review.return_sheet(seen(sheet), Step.COMMITTEE, Step.GROUP, "漏记", office.committee, NOON)
        pass_until(office, sheet, Step.COMMITTEE)
        for each in kept:
            revisions.revise(each, Step.COMMITTEE, 3, 0, "看不清", office.committee, NOON)
        client = Client()
        client.force_login(office.committee)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{address(sheet)}?since=1")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 33
