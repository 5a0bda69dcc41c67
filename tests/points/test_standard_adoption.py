"""A standard is adopted by a meeting with its votes, after people were asked where that must be."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from households.refusals import Refused
from points.models import Meeting, Standard
from points.services import hangings, sheets, standards
from points.services.meetings import Assembly
from points.services.standard_content import content_version
from tests.factory import NOON, NOVEMBER, Office, make_village, signed_in
from tests.points.drafting import (
    BASIS,
    OVER,
    PAGE,
    TODAY,
    ask,
    change,
    held,
    make_draft,
    require_asking,
)

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 26)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return make_draft(office)


def adopt(
    office: Office, draft: Standard, assembly: Assembly | None, at: object = NOON
) -> Standard:
    return standards.adopt(draft, BASIS, office.administrator, at, assembly=assembly)  # type: ignore[arg-type]


def refused(office: Office, draft: Standard, assembly: Assembly | None, at: object = NOON) -> str:
    with pytest.raises(Refused) as found:
        adopt(office, draft, assembly, at)
    draft.refresh_from_db()
    assert not draft.is_adopted
    assert not Meeting.objects.exists()
    return "".join(found.value.messages)


def test_the_meeting_is_kept_with_its_votes(office: Office, draft: Standard) -> None:
    adopted = adopt(office, draft, held(TODAY))
    meeting = Meeting.objects.get()
    assert adopted.meeting == meeting
    numbers = (meeting.total, meeting.present, meeting.in_favour, meeting.against)
    assert (numbers, meeting.abstained, meeting.minutes) == ((30, 20, 11, 6), 3, "会议纪要")
    page = signed_in(office.scorer).get("/standard/2027-01/").content.decode()
    assert "2026年11月20日，代表30人，到会20人，同意11票，反对6票，弃权3票" in page
    page = signed_in(office.scorer).get(f"/meetings/{meeting.ref}/").content.decode()
    assert "通过了积分标准" in page
    assert "2027年标准" in page


@pytest.mark.parametrize(
    ("assembly", "told"),
    [
        (held(TODAY, present=19, in_favour=19, against=0, abstained=0), "三分之二"),
        (held(TODAY, in_favour=10, against=7), "未超过到会 20 人的半数"),
        (held(TODAY, abstained=4), "与到会 20 人不符"),
        (held(TODAY + timedelta(days=1)), "会议日期还没有到"),
    ],
)
def test_a_meeting_that_decides_nothing(
    office: Office, draft: Standard, assembly: Assembly, told: str
) -> None:
    assert told in refused(office, draft, assembly)


def test_a_meeting_belongs_to_an_adopted_standard_alone(office: Office, draft: Standard) -> None:
    meeting = adopt(office, draft, held(TODAY)).meeting
    other = make_draft(office)
    with pytest.raises(DatabaseError), transaction.atomic():
        Standard.objects.filter(pk=other.pk).update(meeting=meeting)


def test_without_the_setting_nobody_need_be_asked(office: Office, draft: Standard) -> None:
    assert adopt(office, draft, None).is_adopted


def test_with_the_setting_a_draft_nobody_was_asked_about_waits(
    office: Office, draft: Standard
) -> None:
    require_asking(office)
    for assembly in (None, held(TODAY)):
        assert "这份草案还没有征求过" in refused(office, draft, assembly)


def test_with_the_setting_the_days_must_be_over_when_the_meeting_is_held(
    office: Office, draft: Standard
) -> None:
    require_asking(office)
    ask(office, draft)
    told = "第1期征求意见公示到2026年11月26日为止，期满之后才能通过。"
    assert refused(office, draft, held(LAST), OVER) == told
    assert refused(office, draft, None, NOON) == told
    adopted = adopt(office, draft, held(LAST + timedelta(days=1)), OVER)
    assert adopted.comment_notice is not None


def test_a_village_that_hangs_it_longer_is_waited_for(office: Office, draft: Standard) -> None:
    require_asking(office)
    notice = ask(office, draft)
    late = NOON + timedelta(days=3)
    hangings.hang(notice, office.village, late.date(), "张贴人", [], office.clerk, late)
    told = refused(office, draft, held(LAST + timedelta(days=1)), OVER)
    assert told == "第1期征求意见公示到2026年11月29日为止，期满之后才能通过。"
    hangings.take_down(notice, office.village, OVER.date(), "张贴人", "刮风", office.clerk, OVER)
    assert "要重新张贴满期才能通过" in refused(office, draft, None, OVER + timedelta(days=9))


def test_with_the_setting_a_draft_changed_since_is_refused_and_the_page_says_in_what(
    office: Office, draft: Standard
) -> None:
    require_asking(office)
    ask(office, draft)
    change(draft, "7.2", points_min=2, points_max=2, monthly_cap=2)
    told = refused(office, draft, held(LAST + timedelta(days=1)), OVER)
    assert "第1期征求意见之后，草案又有改动，不能通过" in told
    page = signed_in(office.administrator).get(f"{PAGE}adopt/").content.decode()
    assert "公示之后，草案又有改动：" in page
    assert "邻里互助 7.2：每次 +1 → +2" in page
    assert "本社区规定通过之前要先征求意见" in page
    change(draft, "7.2", points_min=1, points_max=1, monthly_cap=1)
    assert adopt(office, draft, held(LAST + timedelta(days=1)), OVER).is_adopted


def test_without_the_setting_the_change_is_told_and_nothing_more(
    office: Office, draft: Standard
) -> None:
    ask(office, draft)
    change(draft, "7.2", title="邻里相助")
    page = signed_in(office.administrator).get(f"{PAGE}adopt/").content.decode()
    assert "邻里互助 7.2：名称：邻里互助 → 邻里相助" in page
    assert "本社区没有规定通过之前要先征求意见" in page
    assert adopt(office, draft, None).is_adopted


@pytest.fixture
def form(draft: Standard) -> dict[str, str]:
    return {
        "form_token": str(uuid4()),
        "how": "meeting",
        "basis": BASIS,
        "seen": content_version(draft),
        "held_on": "2026-11-20",
        "total": "30",
        "present": "20",
        "in_favour": "11",
        "against": "6",
        "abstained": "3",
        "minutes": "会议纪要",
    }


@pytest.mark.usefixtures("noon")
def test_the_form_asks_for_the_meeting(
    office: Office, draft: Standard, form: dict[str, str]
) -> None:
    client = signed_in(office.administrator)
    page = client.post(f"{PAGE}adopt/", form | {"held_on": "", "present": "廿"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "会议日期：请填写日期" in text
    assert "“廿”" in text
    assert f'value="{BASIS}"' in text
    assert _shows(client.post(f"{PAGE}adopt/", form | {"how": ""}), "请选择怎样通过的")
    assert _shows(client.post(f"{PAGE}adopt/", form | {"in_favour": "10", "against": "7"}), "半数")
    assert client.post(f"{PAGE}adopt/", form).status_code == 302
    draft.refresh_from_db()
    assert draft.meeting is not None


def _shows(response: object, words: str) -> bool:
    return response.status_code == 422 and words in response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("noon")
def test_a_standard_passed_before_needs_no_numbers(
    office: Office, draft: Standard, form: dict[str, str]
) -> None:
    numbers = dict.fromkeys(
        ("held_on", "total", "present", "in_favour", "against", "abstained"), ""
    )
    client: Client = signed_in(office.administrator)
    answer = client.post(f"{PAGE}adopt/", form | numbers | {"how": "before"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.is_adopted, draft.meeting) == (True, None)


@pytest.mark.usefixtures("noon")
def test_once_there_are_sheets_a_standard_to_come_needs_its_meeting(
    office: Office, draft: Standard, form: dict[str, str]
) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    client: Client = signed_in(office.administrator)
    answer = client.post(f"{PAGE}adopt/", form | {"how": "before"})
    assert _shows(answer, "须经会议通过")
    assert f'value="{BASIS}"' in answer.content.decode()
    draft.refresh_from_db()
    assert not draft.is_adopted
    first_day = datetime(2027, 1, 1, 4, tzinfo=UTC)
    assert adopt(office, draft, None, first_day).is_adopted


def test_the_versions_stand_with_their_months(office: Office, draft: Standard) -> None:
    require_asking(office)
    client = signed_in(office.clerk)
    assert "草案" in client.get("/standard/").content.decode()
    ask(office, draft)
    make_village(office.community, "钱庄")
    page = client.get("/standard/2026-01/").content.decode()
    assert "草案，已征求意见" in page
    adopt(office, draft, held(LAST + timedelta(days=1)), OVER)
    page = client.get("/standard/2027-01/").content.decode()
    assert "2026年1月至2026年12月" in page
    assert "第1期公示" in page
