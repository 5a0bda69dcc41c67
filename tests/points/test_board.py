"""The public pages: the board, the check of a code, and what must never be on them."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from households.models import Household
from points.models import Notice, Policy, Record
from points.reports.board_page import by_year
from points.reports.notice_list import NoticeRow
from points.services import notices, records
from points.services.recordbook import Draft
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until
from tests.points.notice_months import OCTOBER, add_group, open_with, publish, published, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


def test_anybody_finds_the_way_from_the_board_to_his_village(
    office: Office, zhang: Household, client: Client
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    community = reverse("board_community", args=[office.community.code])
    notice = reverse("board_notice", args=[office.community.code, 1])
    assert f'href="{community}"' in client.get(reverse("board")).text
    assert f'href="{notice}"' in client.get(community).text
    page = client.get(notice).text
    for shown in ("000017", "张*禾", "+3", "2026年11月20日至11月26日（7天）", "公示中", "异议"):
        assert shown in page


def test_the_board_shows_one_village_at_a_time(
    office: Office, zhang: Household, client: Client
) -> None:
    zhou, _ = add_group(office, "钱庄", "第1组")
    notice = published(office, NOVEMBER, {})
    address = reverse("board_notice", args=[office.community.code, 1])
    assert zhou.code not in client.get(address).text
    other = notice.content["groups"][1]["village_code"]
    assert zhou.code in client.get(address, {"village": other}).text
    assert client.get(address, {"village": "无"}).status_code == 404


def test_what_does_not_hang_yet_is_not_on_the_board(
    office: Office, zhang: Household, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, NOVEMBER, {})
    tomorrow = NOON + timedelta(days=1)
    notices.publish_month(office.community, NOVEMBER, tomorrow.date(), office.clerk, NOON)
    address = reverse("board_notice", args=[office.community.code, 1])
    assert client.get(address).status_code == 404
    assert "第1期" not in client.get(address.removesuffix("1/")).text
    assert office.community.name not in client.get(reverse("board")).text
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert client.get(address).status_code == 200


def test_an_empty_board_says_so(client: Client, office: Office) -> None:
    assert "现在没有公示" in client.get(reverse("board")).text
    address = reverse("board_community", args=[office.community.code])
    assert "现在没有公示" in client.get(address).text


def test_only_communities_have_a_board(office: Office, client: Client) -> None:
    for code in (office.village.code, office.group.code, "无"):
        assert client.get(reverse("board_community", args=[code])).status_code == 404
        assert client.get(reverse("board_notice", args=[code, 1])).status_code == 404


def test_the_latest_year_comes_first_and_only_once() -> None:
    """The quarter's notice of 2026 came after the first one of 2027."""
    years = [2026, 2027, 2026, 2026]
    newest_first = [Notice(number=4 - place, year=year) for place, year in enumerate(years)]
    rows = [NoticeRow(notice, "", "", "") for notice in newest_first]
    told = [(each.year, [row.notice.number for row in each.rows]) for each in by_year(rows)]
    assert told == [(2027, [3]), (2026, [4, 2, 1])]


def test_search_engines_are_asked_to_leave_the_public_pages_out(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    code = office.community.code
    for address in (
        reverse("board"),
        reverse("board_community", args=[code]),
        reverse("board_notice", args=[code, 1]),
        reverse("verify"),
        f"{reverse('verify')}?code={notice.check_code}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "noindex" in answer["X-Robots-Tag"]
        assert client.post(address).status_code == 405
    for address in (
        reverse("board_community", args=["无"]),
        reverse("board_notice", args=[code, 2]),
        f"{reverse('board_notice', args=[code, 1])}?village=无",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "找不到这个页面" in answer.text
        assert "noindex" in answer["X-Robots-Tag"]
        assert "public" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize("name", ["board", "board_community", "board_notice", "verify"])
def test_public_pages_cost_the_same_however_much_they_show(
    office: Office, client: Client, name: str
) -> None:
    def cost(number: int) -> int:
        code = office.community.code
        address = {
            "board": reverse("board"),
            "board_community": reverse("board_community", args=[code]),
            "board_notice": reverse("board_notice", args=[code, number]),
            "verify": f"{reverse('verify')}?code={Notice.objects.get(number=number).check_code}",
        }[name]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make_household(office.group)
    for month in (OCTOBER.previous().previous(), OCTOBER.previous()):
        settle(office, month, {})
        publish(office, month)
    few = cost(2)
    for _ in range(15):
        make_household(office.group)
    add_group(office)
    for month in (OCTOBER, NOVEMBER):
        settle(office, month, {})
        publish(office, month)
    assert cost(4) == few


SECRET = {
    "phone": "13900001234",
    "house_number": "赵庄北巷88号",
    "note": "低保户",
}


@pytest.mark.parametrize("masked", [True, False])
def test_nothing_private_is_on_the_board_the_check_or_the_paper(
    office: Office, zhang: Household, masked: bool
) -> None:
    Household.objects.filter(pk=zhang.pk).update(**SECRET)
    if not masked:
        Policy.objects.create(
            community=office.community, masks_names=False, unmasking_basis="村民会议决议"
        )
    (sheet,) = open_with(office, NOVEMBER, {})
    told = Draft(zhang, "1.3", NOVEMBER.first_day, note="屋后搭棚被邻居举报")
    records.record_matter(NOVEMBER, told, Record.Origin.OFFICE, office.clerk, NOON)
    pass_until(office, sheet, None)
    notice = publish(office, NOVEMBER)

    shown = [page_text(path) for path in public_addresses(office, notice)]
    shown.append(paper_text(office))
    assert "−5" in shown[-1]
    private = {*SECRET.values(), told.note, "新增私搭乱建", zhang.salt, office.scorer.name}
    private |= {person.username for person in (office.clerk, office.scorer)}
    if masked:
        private |= {zhang.head, zhang.pinyin}
    for text in shown:
        assert not [word for word in private if word in text]
    assert not [
        text for text in shown[:-1] if notice.content["groups"][0]["lines"][0]["ref"] in text
    ]


def public_addresses(office: Office, notice: Notice) -> list[str]:
    code = office.community.code
    return [
        reverse("board"),
        reverse("board_community", args=[code]),
        reverse("board_notice", args=[code, notice.number]),
        f"{reverse('verify')}?code={notice.check_code}",
    ]


def page_text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.text


def paper_text(office: Office) -> str:
    client = Client()
    client.force_login(office.clerk)
    answer = client.get(reverse("notice_print", args=[1]))
    reader = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def test_the_board_leads_to_no_household(office: Office, zhang: Household, client: Client) -> None:
    published(office, NOVEMBER, {zhang: []})
    page = client.get(reverse("board_notice", args=[office.community.code, 1])).text
    assert "/households/" not in page
    assert f"/{zhang.code}" not in page
