"""The assembly's page: its numbers ratify all chosen sheets, or none."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.models import Household, User
from households.roles import Role
from points.models import Meeting, Record, Sheet, StepDecision
from points.services import records, review, revisions, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    good_assembly,
    make_group,
    make_household,
    make_officer,
    seen,
)

pytestmark = pytest.mark.django_db

GOOD = {
    "held_on": "2026-11-20",
    "total": "30",
    "present": "24",
    "in_favour": "20",
    "against": "1",
    "abstained": "3",
    "minutes": "第四次村民代表会议",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026年11月20日."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def waiting(office: Office) -> list[Sheet]:
    """Two sheets that wait for the assembly, with a household and a record in each."""
    second = make_group(office.village, "第2组")
    living = [make_household(group) for group in (office.group, second)]
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    drafts = [Draft(each, "11.3", date(2026, 11, 3), points=10) for each in living]
    records.record_matters(NOVEMBER, drafts, "office", office.clerk, NOON)
    scorer = make_officer(Role.SCORER, office.village)
    for step in list(Step)[:-1]:
        by = scorer if step is Step.GROUP else office.person_for(step)
        review.pass_sheets([seen(sheet) for sheet in opened], step, by, NOON)
    return opened


def ticks(some: list[Sheet]) -> list[str]:
    for sheet in some:
        sheet.refresh_from_db()
    return [f"2026-11:{sheet.step}:{sheet.version}:{sheet.group.code}" for sheet in some]


def ratify(client: Client, by: User, sent: list[str], **typed: Any) -> HttpResponse:
    client.force_login(by)
    form = {"form_token": str(uuid4()), "sheet": sent, **GOOD, **typed}
    return client.post("/sheets/ratify/", form)  # type: ignore[return-value]


def test_the_list_leads_to_the_page_with_the_sheets_chosen(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    client.force_login(office.recorder)
    sent = {"form_token": str(uuid4()), "sheet": ticks(waiting)}
    response = client.post(reverse("sheet_pass_many"), sent, follow=True)
    text = response.content.decode()
    assert "等审定的 2 张积分表，勾选的本次审定" in text
    for sheet in waiting:
        assert sheet.group.label in text
    assert not Meeting.objects.exists()


def test_a_meeting_ratifies_all_chosen_sheets(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    response = ratify(client, office.recorder, ticks(waiting))
    assert (response.status_code, response["Location"]) == (302, "/sheets/?month=2026-11")
    meeting = Meeting.objects.get()
    assert (meeting.present, meeting.in_favour, meeting.minutes) == (24, 20, "第四次村民代表会议")
    assert {each.meeting for each in StepDecision.objects.filter(step="assembly")} == {meeting}
    assert Sheet.objects.ready().count() == 2
    assert "代表大会已审定2张积分表" in client.get(response["Location"]).content.decode()


def test_the_same_form_sent_twice_ratifies_once(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    token, sent = str(uuid4()), ticks(waiting)
    for _ in range(2):
        response = ratify(client, office.recorder, sent, form_token=token)
        assert response.status_code == 302
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"present": "19", "in_favour": "19", "against": "0", "abstained": "0"}, "不足代表总数"),
        ({"present": "24", "in_favour": "12", "against": "9", "abstained": "3"}, "未超过到会"),
        ({"against": "5"}, "与到会 24 人不符"),
        ({"total": "20"}, "多于代表总数"),
        ({"abstained": "-3"}, "不能小于 0"),
        ({"total": ""}, "请填写代表总数"),
        ({"present": ""}, "请填写到会人数"),
        ({"in_favour": "二十"}, "“二十”不是整数"),
        ({"total": "99999"}, "代表总数最多填9999"),
        ({"held_on": "2026-11-21"}, "会议日期还没有到"),
        ({"held_on": "2026-10-31"}, "会议日期早于2026年11月"),
        ({"held_on": ""}, "请填写日期"),
        ({"minutes": "纪" * 401}, "会议纪要最多400字"),
    ],
)
def test_numbers_that_ratify_nothing_are_refused_and_kept(
    client: Client, office: Office, waiting: list[Sheet], typed: dict[str, str], told: str
) -> None:
    sent = ticks(waiting)
    response = ratify(client, office.recorder, sent, **typed)
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    for value in (*sent, *typed.values()):
        assert value in text
    assert not Meeting.objects.exists()
    assert not Sheet.objects.ready().exists()


def test_a_changed_sheet_is_pointed_out_and_can_be_ratified_next(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    was = ticks(waiting)
    record = Record.objects.get(line__sheet=waiting[0])
    revisions.revise(record, Step.ASSEMBLY, 10, 15, "救起两人", office.recorder, NOON)
    response = ratify(client, office.recorder, was)
    assert response.status_code == 422
    text = response.content.decode()
    assert "有改动，本次没有办理" in text
    version = was[0].split(":")[2]
    assert f"/sheets/2026-11/{waiting[0].group.code}/?since={version}" in text
    assert 'value="第四次村民代表会议"' in text or "第四次村民代表会议</textarea>" in text
    rows = response.context["rows"]  # type: ignore[attr-defined]
    fresh = [row.choice for row in rows]
    assert sorted(fresh) == sorted(ticks(waiting))
    assert ratify(client, office.recorder, fresh).status_code == 302


def test_a_sheet_ratified_meanwhile_is_told(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    sent = ticks(waiting)
    meeting = good_assembly(date(2026, 11, 20))
    review.pass_sheets([seen(waiting[0])], Step.ASSEMBLY, office.recorder, NOON, assembly=meeting)
    response = ratify(client, office.recorder, sent)
    assert response.status_code == 409
    assert "代表大会审定通过，审定会议记录人" in response.content.decode()
    assert Sheet.objects.ready().count() == 1


def test_an_unsettled_earlier_month_is_refused(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    sheets.open_month(office.community, NOVEMBER.previous(), office.clerk, NOON)
    assert Household.objects.count() == 2
    response = ratify(client, office.recorder, ticks(waiting))
    assert response.status_code == 422
    assert "2026年10月还没有审定" in response.content.decode()


def test_only_the_recorder_of_the_community_ratifies(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    sent = ticks(waiting)
    elsewhere = Office("西岭社区")
    for person, status in ((office.auditor, 403), (elsewhere.recorder, 404)):
        assert ratify(client, person, sent).status_code == status
        assert client.get("/sheets/ratify/", {"sheet": sent}).status_code == status
    assert not Meeting.objects.exists()


def test_a_page_that_chose_nonsense_leads_back_to_the_list(client: Client, office: Office) -> None:
    client.force_login(office.recorder)
    response = client.get("/sheets/ratify/?sheet=nonsense")
    assert (response.status_code, response["Location"]) == (302, "/sheets/")


def test_the_page_shows_what_would_be_settled_and_marks_where_the_audit_differs(
    client: Client, office: Office, waiting: list[Sheet]
) -> None:
    client.force_login(office.recorder)
    page = client.get(reverse("sheet_ratify"), {"sheet": ticks(waiting)}).content.decode()
    assert "与审核不同" not in page
    record = Record.objects.filter(line__sheet=waiting[0]).first()
    revisions.revise(record, Step.ASSEMBLY, record.points, 0, "代表提出不实", office.recorder, NOON)
    page = client.get(reverse("sheet_ratify"), {"sheet": ticks(waiting)}).content.decode()
    assert page.count("与审核不同") == 1
