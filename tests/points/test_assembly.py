"""The assembly's step: the meeting's numbers are the law's, kept once, and of the right time."""

from datetime import date

import pytest

from households.refusals import Refused
from points.models import Meeting, Sheet, StepDecision
from points.services import review, sheets
from points.services.meetings import Assembly
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, good_assembly, make_household, pass_until, seen

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def open_sheet(office: Office) -> Sheet:
    return sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)[0]


def ratify(office: Office, sheet: Sheet, meeting: Assembly | None) -> StepDecision:
    return review.pass_sheets(
        [seen(sheet)], Step.ASSEMBLY, office.recorder, NOON, assembly=meeting
    )[0]


@pytest.mark.parametrize(
    ("total", "present", "in_favour", "against", "told"),
    [
        (30, 19, 19, 0, "不足代表总数"),
        (30, 20, 10, 10, "未超过到会"),
        (0, 0, 0, 0, "代表总数"),
        (30, 24, 20, 3, "与到会 24 人不符"),
    ],
)
def test_a_meeting_below_the_quorum_ratifies_nothing(
    total: int, present: int, in_favour: int, against: int, told: str
) -> None:
    office = Office()
    make_household(office.group)
    sheet = pass_until(office, open_sheet(office), Step.ASSEMBLY)
    meeting = Assembly(TODAY, total, present, in_favour, against, 0)
    with pytest.raises(Refused, match=told):
        ratify(office, sheet, meeting)
    assert not Meeting.objects.exists()
    sheet.refresh_from_db()
    assert sheet.in_review


def test_two_thirds_present_and_one_more_than_half_in_favour_ratify() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.ASSEMBLY)
    meeting = Assembly(TODAY, total=30, present=20, in_favour=11, against=9, abstained=0)
    decision = ratify(office, sheet, meeting)
    assert decision.meeting is not None
    assert (decision.meeting.present, decision.meeting.community) == (20, office.community)


@pytest.mark.parametrize(
    ("held_on", "told"),
    [(date(2026, 11, 21), "还没有到"), (date(2026, 10, 31), "会议日期早于2026年11月")],
)
def test_a_meeting_of_another_time_ratifies_nothing(held_on: date, told: str) -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.ASSEMBLY)
    with pytest.raises(Refused, match=told) as raised:
        ratify(office, sheet, good_assembly(held_on))
    assert list(raised.value.message_dict) == ["held_on"]


def test_the_last_step_asks_for_the_meeting() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.ASSEMBLY)
    with pytest.raises(Refused, match="请填写审定会议"):
        ratify(office, sheet, None)
