"""The month's sheets: the list, opening the month, passing many at once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from households.roles import Role
from points.models import Sheet, StepDecision
from points.periods import Month
from points.services import records, review, sheets
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

LIST = "/sheets/?month=2026-11"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026年11月20日."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


def several(office: Office, groups: int = 3, households: int = 1) -> list[Sheet]:
    """November's sheets of several groups with a record in each, at the self score."""
    for number in range(2, groups + 1):
        make_group(office.village, f"第{number}组")
    living = [
        make_household(group)
        for group in office.village.children.order_by("code")
        for _ in range(households)
    ]
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    drafts = [Draft(each, "4.1", date(2026, 11, 3)) for each in living]
    records.record_matters(NOVEMBER, drafts, "office", office.clerk, NOON)
    return opened


def tick(*some: Sheet) -> list[str]:
    """The ticks as the list shows them now."""
    for sheet in some:
        sheet.refresh_from_db()
    return [f"2026-11:{sheet.step}:{sheet.version}:{sheet.group.code}" for sheet in some]


def send(client: Client, ticks: list[str]) -> HttpResponse:
    typed = {"form_token": str(uuid4()), "sheet": ticks}
    return client.post(f"{reverse('sheet_pass_many')}?month=2026-11", typed)  # type: ignore[return-value]


# The list


def test_the_list_tells_where_each_sheet_stands(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    pass_until(office, first, Step.COMMITTEE)
    client.force_login(office.supervisor)
    response = client.get(LIST)
    rows = {row.sheet.pk: row for row in response.context["rows"]}
    assert (rows[first.pk].label, rows[first.pk].households) == ("评议", 1)
    assert [total.points for total in rows[first.pk].totals] == [0, 3, None, None, None]
    assert (rows[second.pk].label, rows[second.pk].last) == ("自评", None)
    assert "村小组评分通过，小组评分员，11月20日" in response.content.decode()


def test_each_sees_the_sheets_of_his_scope_alone(client: Client, office: Office) -> None:
    first, second, third = several(office)
    elsewhere = Office("西岭社区")
    expected = {
        office.committee: [first, second, third],
        office.scorer: [first],
        make_officer(Role.SCORER, second.group): [second],
        elsewhere.committee: [],
    }
    for person, some in expected.items():
        client.force_login(person)
        shown = client.get(LIST).context["rows"]
        assert [row.sheet for row in shown] == some


def test_a_person_without_an_office_gets_403(client: Client, office: Office) -> None:
    client.force_login(make_user(office.community))
    assert client.get(LIST).status_code == 403


def test_only_what_the_person_may_pass_can_be_ticked(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    pass_until(office, first, Step.GROUP)
    client.force_login(office.clerk)
    text = client.get(LIST).content.decode()
    assert f'value="{tick(second)[0]}"' in text
    assert f'value="{tick(first)[0]}"' not in text
    client.force_login(office.supervisor)
    assert 'name="sheet"' not in client.get(LIST).content.decode()


def test_what_waits_for_the_person_comes_first(client: Client, office: Office) -> None:
    first, second, third = several(office)
    pass_until(office, first, Step.GROUP)
    for person, order in (
        (office.clerk, [second, third, first]),
        (office.supervisor, [first, second, third]),
    ):
        client.force_login(person)
        assert [row.sheet for row in client.get(LIST).context["rows"]] == order


def test_a_sheet_of_which_one_passed_another_step_is_not_to_be_ticked(
    client: Client, office: Office
) -> None:
    (sheet,) = several(office, 1)
    pass_until(office, sheet, Step.COMMITTEE)
    office.scorer.appointments.update(role=Role.COMMITTEE, place=office.community)
    client.force_login(office.scorer)
    text = client.get(LIST).content.decode()
    assert "村小组评分是您通过的，这一步由别人办理" in text
    assert 'name="sheet"' not in text


def test_the_picture_counts_the_groups_that_have_passed_each_step(
    client: Client, office: Office
) -> None:
    first, second, _ = several(office)
    pass_until(office, first, Step.AUDIT)
    review.pass_sheets([seen(second)], Step.SELF, office.clerk, NOON)
    make_group(office.village, "第9组")
    make_group(make_village(office.community, "钱庄", None))
    client.force_login(office.committee)
    (village,) = client.get(LIST).context["progress"]
    assert (village.label, village.total, village.done) == ("赵庄", 4, 0)
    assert [stage.count for stage in village.reached] == [2, 1, 1, 0, 0]


def test_without_a_month_the_last_opened_one_is_shown(client: Client, office: Office) -> None:
    several(office)
    sheets.open_month(office.community, Month(2026, 10), office.clerk, NOON)
    client.force_login(office.clerk)
    for query, month in (
        ("", 11),
        ("?month=2026-10", 10),
        ("?month=2030-01", 11),
        ("?month=x", 11),
    ):
        assert client.get(f"/sheets/{query}").context["month"] == Month(2026, month)


def test_a_list_without_sheets_says_what_to_do(client: Client, office: Office) -> None:
    client.force_login(office.clerk)
    assert "先开一个月的表" in client.get("/sheets/").content.decode()
    client.force_login(office.scorer)
    assert "积分办开表之后" in client.get("/sheets/").content.decode()


def test_the_queries_do_not_grow_with_sheets_and_households() -> None:
    counts = []
    for groups, households in ((2, 1), (7, 3)):
        office = Office()
        opened = several(office, groups, households)
        pass_until(office, opened[0], Step.AUDIT)
        client = Client()
        client.force_login(office.clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


# Passing many


def test_the_ticked_sheets_pass_in_one_act(client: Client, office: Office) -> None:
    first, second, third = several(office)
    client.force_login(office.clerk)
    response = send(client, tick(first, second))
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert "2张积分表已通过群众自评" in client.get(LIST).content.decode()
    third.refresh_from_db()
    assert (third.step, StepDecision.objects.count()) == (Step.SELF, 2)


def test_nothing_ticked_is_refused(client: Client, office: Office) -> None:
    several(office)
    client.force_login(office.clerk)
    response = send(client, [])
    assert response.status_code == 422
    assert "请至少勾选一张积分表" in response.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "2026-11:self:x:G1", "2026-11:nowhere:1:G1", "1:2:3"])
def test_what_no_page_of_ours_sends_is_refused(
    client: Client, office: Office, nonsense: str
) -> None:
    several(office)
    client.force_login(office.clerk)
    response = send(client, [nonsense])
    assert response.status_code == 422
    assert "页面已过期" in response.content.decode()


def test_a_changed_sheet_stops_all_and_is_pointed_out(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    ticks = tick(first, second)
    draft = Draft(Household.objects.get(group=second.group), "7.2", date(2026, 11, 4))
    records.record_matter(NOVEMBER, draft, "office", office.clerk, NOON)
    client.force_login(office.clerk)
    response = send(client, ticks)
    assert response.status_code == 422
    text = response.content.decode()
    assert "有改动，本次没有办理" in text
    was = ticks[1].split(":")[2]
    assert f'href="/sheets/2026-11/{second.group.code}/?since={was}"' in text
    assert f'value="{ticks[0]}" aria-label="{first.group.label}" checked' in text
    assert f'value="{tick(second)[0]}" aria-label="{second.group.label}">' in text
    assert not StepDecision.objects.exists()


def test_a_sheet_that_moved_on_is_told_and_stops_all(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    ticks = tick(first, second)
    pass_until(office, second, Step.GROUP)
    client.force_login(office.clerk)
    response = send(client, ticks)
    assert response.status_code == 409
    text = response.content.decode()
    assert "已被他人处理" in text
    assert "群众自评通过，积分办" in text
    first.refresh_from_db()
    assert first.step == Step.SELF


def test_sheets_of_two_steps_are_not_passed_in_one_act(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    pass_until(office, first, Step.GROUP)
    client.force_login(office.clerk)
    response = send(client, tick(first, second))
    assert response.status_code == 422
    assert "一次只选同一步骤的" in response.content.decode()


def test_outside_the_scope_404_and_without_the_right_403(client: Client, office: Office) -> None:
    first, second, _ = several(office)
    elsewhere = Office("西岭社区")
    for person, status in ((office.committee, 403), (office.scorer, 404), (elsewhere.clerk, 404)):
        client.force_login(person)
        assert send(client, tick(first, second)).status_code == status
    assert not StepDecision.objects.exists()
