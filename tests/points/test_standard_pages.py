"""/standard/: the version in force in plain words, the others, and drafts."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertNotContains

from households.models import User
from households.roles import Role
from points.models import Standard
from points.periods import Month
from points.services import standard_edits, standards
from points.services.standard_file import read_standard
from tests.factory import (
    ROWS,
    Office,
    make_community,
    make_officer,
    make_standard,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).resolve().parents[2] / "points/data/standard-14-rules.csv"
THIS_MONTH = Month.of(timezone.localdate())
LATER = Month(THIS_MONTH.year + 2, 1)
DRAFT = f"/standard/drafts/{LATER}/1/"
BASIS = "2026年12月5日村民代表会议决议"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.copy_to_draft(office.standard, "两年后的标准", LATER)


@pytest.fixture
def stranger() -> User:
    return Office("西河社区").administrator


def text(user: User, address: str = "/standard/") -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_everybody_with_an_office_reads_the_standard_in_force(office: Office) -> None:
    for person in (office.clerk, office.scorer, office.committee, office.supervisor):
        assert "<h1>试行标准</h1>" in text(person)
        assert "<h1>试行标准</h1>" in text(person, "/standard/2026-01/")
    assert Client().get("/standard/").status_code == 302


def test_a_person_without_any_office_gets_403(office: Office) -> None:
    person = make_user(office.community)
    assert signed_in(person).get("/standard/").status_code == 403
    assert signed_in(person).get("/standard/2026-01/").status_code == 404


def test_the_shipped_standard_reads_in_plain_words() -> None:
    community = make_community()
    rows = read_standard(SHIPPED.read_bytes(), SHIPPED.name)
    make_standard(community, rows=tuple(rows))
    page = text(make_officer(Role.SUPERVISOR, community))
    for words in (
        "5个方面、14条、42个评分项",
        "本条全年加分最多 24 分",
        "+3分/月",
        "−20分/次",
        "+5至+20分/次",
        "每月最多加 4 分，每年最多加 16 分",
        "每月最多扣 2 分，每年最多扣 6 分",
        "受助户签字",
        "村小组、两委",
        "“门前三包月评”（4.1、4.2、4.3、4.4）：一户一月只计其中加得最多的一项，没有加分的才计扣得最多的一项。",
        "“学生表彰”（10.2、10.3）：一户一月只计其中加得最多的一项。",
        "一票否决",
        "敏感",
        "2025年12月村民代表会议",
    ):
        assert words in page, words
    assert "seed" not in page


def test_the_version_in_force_changes_with_the_month(office: Office) -> None:
    coming = standards.create_draft(office.community, "明年标准", LATER, ROWS)
    standards.adopt(coming, BASIS, office.administrator, timezone.now())
    page = text(office.scorer)
    assert f"2026年1月至{LATER.previous().label}" in page
    assert "待起用" in page
    assert "明年标准" in text(office.scorer, f"/standard/{LATER}/")
    now = standards.create_draft(office.community, "新的标准", THIS_MONTH, ROWS)
    standards.adopt(now, BASIS, office.administrator, timezone.now())
    assert "<h1>新的标准</h1>" in text(office.scorer)
    assert "已被替代" in text(office.scorer, "/standard/2026-01/")


def test_where_nothing_is_in_force_the_page_says_what_to_do() -> None:
    community = make_community()
    clerk, scorer = make_officer(Role.CLERK, community), make_officer(Role.COMMITTEE, community)
    assert "起草标准" in text(clerk)
    page = text(scorer)
    assert "现在没有执行中的积分标准" in page
    assert "起草标准" not in page


def test_an_address_without_a_standard_is_404(office: Office, draft: Standard) -> None:
    for address in ("/standard/2030-01/", f"/standard/drafts/{LATER}/2/", "/standard/2026-13/"):
        assert signed_in(office.administrator).get(address).status_code == 404


def test_drafts_are_for_those_who_edit_them(
    office: Office, draft: Standard, stranger: User
) -> None:
    assert "还没有通过" in text(office.clerk, DRAFT)
    assert draft.title in text(office.clerk)
    assert draft.title not in text(office.scorer)
    for address in (DRAFT, f"{DRAFT}copy/", f"{DRAFT}adopt/"):
        assert signed_in(office.scorer).get(address).status_code == 403, address
        assert signed_in(stranger).get(address).status_code == 404, address


def test_drafts_of_one_month_are_told_apart_in_the_order_they_were_made(
    office: Office, draft: Standard
) -> None:
    standards.create_draft(office.community, "另一稿", LATER, ROWS)
    assert "<h1>两年后的标准</h1>" in text(office.clerk, DRAFT)
    assert "<h1>另一稿</h1>" in text(office.clerk, f"/standard/drafts/{LATER}/2/")


def test_the_buttons_are_those_the_person_may_use(office: Office, draft: Standard) -> None:
    administrator, clerk = text(office.administrator, DRAFT), text(office.clerk, DRAFT)
    assert f'href="{DRAFT}adopt/"' in administrator
    assert f'href="{DRAFT}adopt/"' not in clerk
    assert f"/admin/points/standard/{draft.pk}/change/" in clerk
    assert f'href="{DRAFT}copy/"' in clerk
    assert "/copy/" not in text(office.scorer)


def test_a_draft_that_cannot_be_adopted_says_why(office: Office) -> None:
    standards.create_draft(office.community, "空稿", LATER, [])
    for page in (DRAFT, f"{DRAFT}adopt/"):
        assert "标准里还没有评分项" in text(office.administrator, page)
    assertNotContains(signed_in(office.administrator).get(f"{DRAFT}adopt/"), "<form class")


def queries(user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_pages_ask_as_much_of_a_small_standard_as_of_a_large_one(
    office: Office, draft: Standard
) -> None:
    addresses = ("/standard/", DRAFT, f"{DRAFT}adopt/", f"{DRAFT}copy/")
    few = [queries(office.administrator, address) for address in addresses]
    rows = read_standard(SHIPPED.read_bytes(), SHIPPED.name)
    standard_edits.delete_draft(draft)
    large = standards.create_draft(office.community, "大标准", THIS_MONTH, rows)
    standards.adopt(large, BASIS, office.administrator, timezone.now())
    for number in range(3):
        standards.copy_to_draft(large, f"第{number}稿", LATER)
    assert [queries(office.administrator, address) for address in addresses] == few
