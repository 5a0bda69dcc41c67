"""审定会议: minutes and scans are kept with the meeting and shown to who may see its sheets."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from households.roles import Role
from points.models import Meeting, MeetingScan, Sheet
from points.services import review, sheets
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    good_assembly,
    make_group,
    make_household,
    make_officer,
    make_user,
    seen,
    signed_in,
)
from tests.points.assemblies import picture, ratify, tick, waiting

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


def test_the_scans_are_kept_with_the_meeting(office: Office, zhang: Household) -> None:
    sheet = waiting(office, NOVEMBER, zhang, 5)
    response = ratify(office.recorder, [tick(sheet)], scans=[picture(1), picture(2)])
    assert response.status_code == 302, response.content.decode()
    scans = list(MeetingScan.objects.all())
    assert [scan.meeting for scan in scans] == [Meeting.objects.get()] * 2
    assert {scan.by for scan in scans} == {office.recorder}
    assert all(default_storage.exists(scan.file.name) for scan in scans)


def test_what_is_no_photo_ratifies_nothing(office: Office, zhang: Household) -> None:
    sheet = waiting(office, NOVEMBER, zhang, 5)
    page = SimpleUploadedFile("纪要.jpg", b"<html>", "image/jpeg")
    response = ratify(office.recorder, [tick(sheet)], scans=[page])
    assert response.status_code == 422
    assert "“纪要.jpg”：这是网页，不是照片" in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_refused_at_the_last_leaves_no_file_behind(
    office: Office, zhang: Household
) -> None:
    waiting(office, OCTOBER, zhang, 5)
    november = waiting(office, NOVEMBER, zhang, 5)
    folder = Path(settings.MEDIA_ROOT) / "meetingscan" / str(office.community.pk)
    response = ratify(office.recorder, [tick(november)], scans=[picture()])
    assert response.status_code == 422
    assert "2026年10月还没有审定" in response.content.decode()
    assert not MeetingScan.objects.exists()
    assert list(folder.glob("*")) == []


@pytest.fixture
def meeting(office: Office, zhang: Household) -> Meeting:
    """The meeting that ratified November, with one scan."""
    sheet = waiting(office, NOVEMBER, zhang, 5)
    assert ratify(office.recorder, [tick(sheet)], scans=[picture()]).status_code == 302
    return Meeting.objects.get()


def test_the_meetings_page_tells_numbers_sheets_minutes_and_scans(
    office: Office, meeting: Meeting
) -> None:
    page = reverse("meeting", args=[meeting.ref])
    for person in (office.recorder, office.scorer, office.supervisor):
        text = signed_in(person).get(page).content.decode()
        for told in ("2026年11月20日审定会议", "30人", "24人", "20票", "第四次村民代表会议"):
            assert told in text
        assert "赵庄第1组 2026年11月" in text
        assert reverse("meeting_scan", args=[meeting.ref, meeting.scans.get().ref]) in text


def test_the_sheet_leads_to_the_meeting_and_counts_its_scans(
    office: Office, meeting: Meeting
) -> None:
    sheet = Sheet.objects.get()
    page = reverse("sheet", args=[sheet.period, sheet.group.code])
    text = signed_in(office.supervisor).get(page).content.decode()
    assert f'href="{reverse("meeting", args=[meeting.ref])}"' in text
    assert "扫描件 1 张" in text


def test_a_scan_is_downloaded_and_kept_nowhere(office: Office, meeting: Meeting) -> None:
    scan = meeting.scans.get()
    response = signed_in(office.scorer).get(reverse("meeting_scan", args=[meeting.ref, scan.ref]))
    assert b"".join(response).startswith(b"\xff\xd8")  # type: ignore[arg-type]
    assert (
        response["Content-Disposition"]
        == f"attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81-{scan.ref}.jpg"
    )
    assert "no-store" in response["Cache-Control"]


def test_only_who_may_see_sheets_here_sees_the_meeting_and_its_scans(
    office: Office, meeting: Meeting
) -> None:
    delegate = make_officer(Role.DELEGATE, office.community)
    elsewhere = Office("西岭社区")
    for name, args in (
        ("meeting", [meeting.ref]),
        ("meeting_scan", [meeting.ref, meeting.scans.get().ref]),
    ):
        address = reverse(name, args=args)
        for person, status in (
            (delegate, 403),
            (elsewhere.recorder, 404),
            (make_user(office.community), 404),
        ):
            assert signed_in(person).get(address).status_code == status


def test_a_scan_is_found_under_its_own_meeting_alone(office: Office, meeting: Meeting) -> None:
    zhou = make_household(make_group(office.village, "第2组"))
    scorer = make_officer(Role.SCORER, zhou.group)
    (second,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    for step in list(Step)[:-1]:
        by = scorer if step is Step.GROUP else office.person_for(step)
        review.pass_sheets([seen(second)], step, by, NOON)
    (made,) = review.pass_sheets(
        [seen(second)], Step.ASSEMBLY, office.recorder, NOON, assembly=good_assembly(TODAY)
    )
    assert made.meeting is not None
    wrong = reverse("meeting_scan", args=[made.meeting.ref, meeting.scans.get().ref])
    assert signed_in(office.recorder).get(wrong).status_code == 404
    # The scorer of one group sees the meeting, and of its sheets his own.
    text = signed_in(scorer).get(reverse("meeting", args=[meeting.ref])).content.decode()
    assert "赵庄第1组" not in text
    assert "另有 1 张积分表不在您负责的范围内" in text
