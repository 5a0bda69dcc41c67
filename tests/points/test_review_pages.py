"""The acts of a step through the pages: pass, return, revise; what is refused and what is kept.

The committee's votes have a file of their own: with one member, his vote passes the sheet.
"""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from households.models import Household, User
from points.models import Record, Sheet, StepDecision
from points.services import revisions
from points.steps import Step
from tests.factory import NOON, Office, make_household, pass_until, seen
from tests.points.acting import Act, before_the_committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


@pytest.fixture
def record(office: Office, zhang: Household) -> Record:
    return before_the_committee(office, zhang)


@pytest.fixture
def sheet(record: Record) -> Sheet:
    return Sheet.objects.get()


def deciding(client: Client, by: User, name: str, sheet: Sheet, step: Step) -> Act:
    version = seen(sheet).version
    return Act(client, by, name, sheet.period, sheet.group.code, step=step, version=version)


def test_a_step_passes_with_a_comment(client: Client, office: Office, sheet: Sheet) -> None:
    pass_until(office, sheet, Step.AUDIT)
    act = deciding(client, office.auditor, "sheet_pass", sheet, Step.AUDIT)
    response = act(comment="三户已复核")
    assert (response.status_code, response["Location"]) == (302, "/sheets/?month=2026-11")
    decision = StepDecision.objects.get(step=Step.AUDIT)
    assert (decision.outcome, decision.comment, decision.by) == (
        "passed",
        "三户已复核",
        office.auditor,
    )
    assert "已通过两委审核" in client.get(response["Location"]).content.decode()


def test_the_same_form_sent_twice_passes_once(client: Client, office: Office, sheet: Sheet) -> None:
    pass_until(office, sheet, Step.AUDIT)
    act = deciding(client, office.auditor, "sheet_pass", sheet, Step.AUDIT)
    assert [act().status_code, act().status_code] == [302, 302]
    assert StepDecision.objects.filter(step=Step.AUDIT).count() == 1


@pytest.mark.parametrize("name", ["sheet_pass", "sheet_return"])
def test_only_the_person_of_the_step_decides(
    client: Client, office: Office, sheet: Sheet, name: str
) -> None:
    elsewhere = Office("西岭社区")
    pass_until(office, sheet, Step.AUDIT)
    typed = {"to": "group", "reason": "漏记"}
    for person, status in ((office.recorder, 403), (elsewhere.auditor, 404)):
        act = deciding(client, person, name, sheet, Step.AUDIT)
        assert act(**typed).status_code == status
    sheet.refresh_from_db()
    assert sheet.step == Step.AUDIT


def test_the_committee_is_not_passed_without_a_vote(
    client: Client, office: Office, sheet: Sheet
) -> None:
    act = deciding(client, office.committee, "sheet_pass", sheet, Step.COMMITTEE)
    response = act(comment="三户已复核")
    assert response.status_code == 422
    assert "页面已过期，请刷新后重填" in response.content.decode()
    assert not StepDecision.objects.filter(step=Step.COMMITTEE).exists()


def test_reading_decides_nothing(client: Client, office: Office, sheet: Sheet) -> None:
    client.force_login(office.committee)
    for name in ("sheet_pass", "sheet_vote", "sheet_return"):
        url = reverse(name, args=[sheet.period, sheet.group.code])
        assert client.get(url).status_code == 405


def test_what_changed_meanwhile_is_shown_and_the_new_version_can_be_approved(
    client: Client, office: Office, sheet: Sheet, record: Record
) -> None:
    pass_until(office, sheet, Step.AUDIT)
    act = deciding(client, office.auditor, "sheet_pass", sheet, Step.AUDIT)
    revisions.revise(record, Step.AUDIT, 10, 15, "救起两人", office.auditor, NOON)
    response = act(comment="三户已复核")
    assert response.status_code == 422
    text = response.content.decode()
    assert "您上次看过之后的改动" in text
    assert "+10 → +15分，理由：救起两人" in text
    assert 'value="三户已复核"' in text
    fresh = response.context["pass_form"]  # type: ignore[attr-defined]
    assert fresh["version"].value() == seen(sheet).version
    again = {name: fresh[name].value() for name in ("form_token", "step", "version")}
    assert act(**again).status_code == 302


def test_a_sheet_that_moved_on_is_told_and_not_an_error(
    client: Client, office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, Step.AUDIT)
    act = deciding(client, office.auditor, "sheet_pass", sheet, Step.AUDIT)
    pass_until(office, sheet, Step.ASSEMBLY)
    response = act()
    assert response.status_code == 409
    text = response.content.decode()
    assert "已被他人处理" in text
    assert "审定" in text
    assert "两委审核通过，两委审核人" in text


def test_a_sheet_returned_meanwhile_is_told_with_the_reason(
    client: Client, office: Office, sheet: Sheet
) -> None:
    passing = deciding(client, office.committee, "sheet_vote", sheet, Step.COMMITTEE)
    returning = deciding(client, office.committee, "sheet_return", sheet, Step.COMMITTEE)
    assert returning(to="group", reason="门前三包漏记").status_code == 302
    response = passing(choice="agree")
    assert response.status_code == 409
    assert "门前三包漏记" in response.content.decode()


def test_a_person_who_passed_another_step_is_refused_in_words(
    client: Client, office: Office, sheet: Sheet
) -> None:
    office.scorer.appointments.create(
        community=office.community,
        role="committee",
        place=office.community,
        starts_on=date(2026, 1, 1),
    )
    act = deciding(client, office.scorer, "sheet_vote", sheet, Step.COMMITTEE)
    response = act(choice="agree")
    assert response.status_code == 422
    assert "村小组评分是您通过的" in response.content.decode()


def test_the_assembly_is_not_passed_without_its_numbers(
    client: Client, office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, Step.ASSEMBLY)
    act = deciding(client, office.recorder, "sheet_pass", sheet, Step.ASSEMBLY)
    response = act()
    assert response.status_code == 422
    assert "请填写审定会议的日期和人数" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"to": "group", "reason": ""}, "请写明退回的理由"),
        ({"to": "", "reason": "漏记"}, "请选择退回到哪一步"),
        ({"to": "audit", "reason": "漏记"}, "只能退回到前面的步骤"),
        ({"to": "group", "reason": "漏" * 201}, "理由最多200字"),
    ],
)
def test_a_return_that_lacks_something_is_refused_and_keeps_what_was_typed(
    client: Client, office: Office, sheet: Sheet, typed: dict[str, str], told: str
) -> None:
    act = deciding(client, office.committee, "sheet_return", sheet, Step.COMMITTEE)
    response = act(**typed)
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    assert typed["reason"] in text
    assert not StepDecision.objects.filter(outcome="returned").exists()


def test_a_page_without_its_version_is_out_of_date(
    client: Client, office: Office, sheet: Sheet
) -> None:
    pass_until(office, sheet, Step.AUDIT)
    act = deciding(client, office.auditor, "sheet_pass", sheet, Step.AUDIT)
    for stale in ({"version": ""}, {"version": "0"}, {"step": "nonsense"}, {"form_token": ""}):
        response = act(**stale)
        assert response.status_code == 422
        assert "页面已过期，请刷新后重填" in response.content.decode()
