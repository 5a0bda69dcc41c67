"""The acts of a step through the pages: pass, return, revise; what is refused and what is kept.

The committee's votes have a file of their own: with one member, his vote passes the sheet.
"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import Household, User
from points.models import Record, Revision, Sheet, StepDecision
from points.services import records, revisions, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


@pytest.fixture
def record(office: Office, zhang: Household) -> Record:
    """A record of the sheet, which waits at the committee's step."""
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    draft = Draft(zhang, "11.3", date(2026, 11, 3), points=10)
    made = records.record_matter(NOVEMBER, draft, "office", office.clerk, NOON)
    pass_until(office, sheet, Step.COMMITTEE)
    return made


@pytest.fixture
def sheet(record: Record) -> Sheet:
    return Sheet.objects.get()


class Act:
    """Posts a form of the sheet's page as it was shown, with what a test says otherwise."""

    def __init__(self, client: Client, by: User, name: str, *args: Any, **shown: Any) -> None:
        client.force_login(by)
        self.client = client
        self.url = reverse(name, args=args)
        self.shown = {"form_token": str(uuid4()), **shown}

    def __call__(self, **typed: Any) -> HttpResponse:
        return self.client.post(self.url, {**self.shown, **typed})  # type: ignore[return-value]


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


# Changing a record's points


def revising(client: Client, by: User, record: Record, points_seen: int = 10) -> Act:
    step = Step.COMMITTEE
    return Act(client, by, "record_revise", record.ref, step=step, points_seen=points_seen)


def test_the_form_shows_the_record_before_it_is_changed(
    client: Client, office: Office, record: Record
) -> None:
    client.force_login(office.committee)
    text = client.get(reverse("record_revise", args=[record.ref])).content.decode()
    for told in ("张三禾", "抢险救灾", "+5至+20分/次", "+10", "计 10 分"):
        assert told in text


def test_a_record_is_changed_with_a_reason(
    client: Client, office: Office, sheet: Sheet, record: Record
) -> None:
    response = revising(client, office.committee, record)(points="１５", reason="救起两人")
    assert response.status_code == 302
    page = reverse("sheet", args=[sheet.period, sheet.group.code])
    assert response["Location"] == f"{page}#h-{record.line.household.code}"
    assert Revision.objects.get().points_after == 15


def test_a_record_is_refused_by_nought_points(
    client: Client, office: Office, record: Record
) -> None:
    revising(client, office.committee, record)(points="0", reason="照片不清楚")
    assert Revision.objects.get().refused


@pytest.mark.parametrize(
    ("points", "reason", "told"),
    [
        ("25", "救人", "应在+5至+20分之间"),
        ("10", "救人", "分值没有变化"),
        ("15", "", "请写明改分的理由"),
        ("", "救人", "请填写改后的分值"),
        ("十五", "救人", "“十五”不是整数"),
    ],
)
def test_a_change_that_is_wrong_is_refused_and_keeps_what_was_typed(
    client: Client, office: Office, record: Record, points: str, reason: str, told: str
) -> None:
    response = revising(client, office.committee, record)(points=points, reason=reason)
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    assert f'value="{points}"' in text or not points
    assert reason in text
    assert not Revision.objects.exists()


def test_only_the_person_of_the_step_changes_points(
    client: Client, office: Office, record: Record
) -> None:
    elsewhere = Office("西岭社区")
    people = ((office.clerk, 403), (office.auditor, 403), (elsewhere.committee, 404))
    for person, status in people:
        act = revising(client, person, record)
        assert client.get(act.url).status_code == status
        assert act(points="0", reason="不实").status_code == status
    assert not Revision.objects.exists()


def test_the_own_household_is_refused_with_the_reason(
    client: Client, office: Office, zhang: Household, record: Record
) -> None:
    office.committee.household = zhang
    office.committee.save(update_fields=["household"])
    act = revising(client, office.committee, record)
    for response in (client.get(act.url), act(points="0", reason="不实")):
        assert response.status_code == 403
        assert "不能评议自己家的积分" in response.content.decode()


def test_a_record_changed_meanwhile_is_told_and_not_overwritten(
    client: Client, office: Office, record: Record
) -> None:
    act = revising(client, office.committee, record)
    revisions.revise(record, Step.COMMITTEE, 10, 15, "救起两人", office.committee, NOON)
    response = act(points="12", reason="救人")
    assert response.status_code == 409
    assert "已被他人作废或改分" in response.content.decode()
    assert Revision.objects.get().points_after == 15


def test_a_record_of_a_settled_sheet_cannot_be_changed_any_more(
    client: Client, office: Office, sheet: Sheet, record: Record
) -> None:
    act = revising(client, office.committee, record)
    pass_until(office, sheet, None)
    for response in (client.get(act.url), act(points="0", reason="不实")):
        assert response.status_code == 409
        assert "待公示" in response.content.decode()
