"""The wall sheet over the wire: who gets it, under what name, and what is said when it can't be."""

import io
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from households.models import Household, User
from households.qr import qr_svg
from points.models import Policy
from points.reports import wall_sheet
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import add_group, published

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


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(**asked: str) -> str:
    return reverse("notice_print", args=[1], query=asked)


def test_the_paper_comes_to_be_looked_at_under_a_chinese_name(
    office: Office, zhang: Household
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    answer = as_(office.clerk).get(address(village=office.village.code, paper="A4"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    name = quote("赵庄2026年11月积分公示表第1期A4.pdf")
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    assert "object-src" not in answer["Content-Security-Policy"]
    assert "default-src" not in answer["Content-Security-Policy"]
    page = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0]
    text = "".join(page.extract_text().split())
    assert "1000017张*禾03000333" in text
    assert round(float(page.mediabox.width)) == 842


def test_without_a_wish_it_is_the_first_village_on_the_office_s_paper(
    office: Office, zhang: Household
) -> None:
    Policy.objects.create(community=office.community, paper="A4")
    published(office, NOVEMBER, {zhang: []})
    answer = as_(office.clerk).get(address())
    page = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0]
    assert round(float(page.mediabox.width)) == 842


def test_the_highest_points_come_first_where_the_office_wants_it(
    office: Office, zhang: Household
) -> None:
    Policy.objects.create(community=office.community, sort_by=Policy.Order.BY_POINTS)
    li = make_household(office.group, "李四麦", "000018")
    published(office, NOVEMBER, {li: ["4.1"]})
    answer = as_(office.clerk).get(address())
    page = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0]
    text = "".join(page.extract_text().split())
    assert text.index("1000018李*麦") < text.index("2000017张*禾")


def test_it_is_printed_by_those_who_may_and_for_nobody_outside(
    office: Office, zhang: Household
) -> None:
    published(office, NOVEMBER, {zhang: []})
    assert as_(office.committee).get(address()).status_code == 403
    assert as_(Office("西岭社区").clerk).get(address()).status_code == 404
    assert Client().get(address()).status_code == 302


def test_one_group_and_a_large_print_can_be_asked_for(office: Office, zhang: Household) -> None:
    add_group(office)
    published(office, NOVEMBER, {zhang: ["4.1"]})
    asked = {"village": office.village.code, "group": office.group.code, "size": "large"}
    answer = as_(office.clerk).get(address(**asked, paper="A4"))
    name = quote("赵庄第1组2026年11月积分公示表第1期A4大字.pdf")
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    text = "".join(
        PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0].extract_text().split()
    )
    assert "第1组（1户）" in text
    assert "第2组" not in text


def test_the_notice_s_page_leads_to_every_paper(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: []})
    page = as_(office.clerk).get(reverse("notice", args=[1])).text
    village, group = office.village.code, office.group.code
    for part in ("", f"&amp;group={group}"):
        for paper in ("A3", "A4"):
            for size in ("normal", "large"):
                asked = f"?village={village}{part}&amp;paper={paper}&amp;size={size}"
                assert f'href="{address()}{asked}"' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"village": "无"},
        {"paper": "A5"},
        {"paper": ""},
        {"size": "huge"},
        {"group": "无"},
        {"group": ""},
    ],
)
def test_a_village_or_paper_there_is_not_gets_404(
    office: Office, zhang: Household, asked: dict[str, str]
) -> None:
    published(office, NOVEMBER, {zhang: []})
    assert as_(office.clerk).get(address(**asked)).status_code == 404


def test_a_character_without_a_glyph_is_told_on_the_notice_s_own_page(
    office: Office,
) -> None:
    make_household(office.group, "\ue863三禾", "000017")
    add_group(office, "钱庄")
    published(office, NOVEMBER, {})
    answer = as_(office.clerk).get(address(village=office.village.code))
    assert answer.status_code == 422
    assert "户 000017 “\ue863”（U+E863）" in answer.text
    assert f'href="{reverse("notice", args=[1])}?village=' in answer.text


def test_the_qr_code_leads_to_the_villagers_address_or_to_the_one_in_use(
    office: Office,
    zhang: Household,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    pages: list[str] = []
    monkeypatch.setattr(wall_sheet, "render", lambda made: pages.extend(made) or b"")
    path = f"/verify/?code={notice.check_code}"
    settings.SITE_URL = ""
    as_(office.clerk).get(address(), HTTP_HOST="localhost:8001")
    assert qr_svg(f"http://localhost:8001{path}") in pages[-1]
    settings.SITE_URL = "https://points.example.cn"
    as_(office.clerk).get(address(), HTTP_HOST="localhost:8001")
    assert qr_svg(f"https://points.example.cn{path}") in pages[-1]
