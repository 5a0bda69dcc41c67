"""/archive/: who may print which volumes, what each address gives, what a bad one says."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household, User
from households.roles import Role
from points.models import Sheet
from points.services import sheets
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    make_village,
    signed_in,
)
from tests.points.archived import pages

pytestmark = pytest.mark.django_db


class Shelf(Office):
    """November is open in one group each of two villages."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")
        self.far = make_group(make_village(self.community, "河东村"), "第9组")
        make_household(self.far, "周五谷")
        sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)
        self.month = f"/archive/2026-11/{self.group.code}/"
        self.year = f"/archive/2026/{self.group.code}/table/"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def shown(user: User, address: str = "/archive/") -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ["clerk", "auditor", "supervisor"])
def test_who_keeps_or_watches_finds_all_volumes(shelf: Shelf, role: str) -> None:
    page = shown(getattr(shelf, role))
    for group in (shelf.group, shelf.far):
        for address in (
            f"/archive/2026-11/{group.code}/",
            f"/archive/2026-11/{group.code}/table/",
            f"/archive/2026/{group.code}/table/",
            f"/prints/new/archive/?group={group.code}&amp;year=2026",
        ):
            assert f'href="{address}"' in page
    assert 'href="/archive/2026/"' in page
    assert "自评" in page
    assert "1个月没办结" in page


@pytest.mark.parametrize("role", ["scorer", "committee", "recorder", "administrator"])
def test_who_has_no_right_gets_none(shelf: Shelf, role: str) -> None:
    client = signed_in(getattr(shelf, role))
    for address in ("/archive/", shelf.month, f"{shelf.month}table/", shelf.year):
        assert client.get(address).status_code == 403
    assert client.get("/archive/2026/").status_code == 403


def test_a_village_s_supervisor_sees_its_groups_alone(shelf: Shelf) -> None:
    watcher = make_officer(Role.SUPERVISOR, shelf.village)
    page, client = shown(watcher), signed_in(watcher)
    assert "赵庄第1组" in page
    assert "河东村" not in page
    assert 'href="/archive/2026/"' not in page
    assert client.get(f"/archive/2026-11/{shelf.far.code}/").status_code == 404
    assert client.get(f"/archive/2026/{shelf.far.code}/table/").status_code == 404
    assert client.get("/archive/2026/").status_code == 403


def test_a_right_at_one_place_is_none_at_another(shelf: Shelf) -> None:
    """Supervisor of one village, and scorer in a group of the other."""
    watcher = make_officer(Role.SUPERVISOR, shelf.village)
    appoint(watcher, Role.SCORER, shelf.far)
    assert "河东村" not in shown(watcher)
    assert "河东村" not in shown(watcher, "/prints/new/archive/")
    client = signed_in(watcher)
    assert client.get(f"/archive/2026-11/{shelf.far.code}/").status_code == 403
    assert client.get(f"/archive/2026/{shelf.far.code}/table/").status_code == 403


def test_another_community_s_clerk_finds_nothing(shelf: Shelf) -> None:
    clerk = Office("邻社区").clerk
    assert "还没有可以归档的" in shown(clerk)
    for address in (shelf.month, f"{shelf.month}table/", shelf.year, "/archive/2026/"):
        assert signed_in(clerk).get(address).status_code == 404


def test_a_month_is_a_pdf_under_its_name(shelf: Shelf) -> None:
    response = signed_in(shelf.clerk).get(shelf.month)
    made = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/pdf"
    assert "张三禾" in "".join(pages(made))


def test_a_month_too_long_to_wait_for_is_asked_for_as_a_long_print(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scores are one row."""
    monkeypatch.setattr("points.views.archive.AT_ONCE", 0)
    response = signed_in(shelf.clerk).get(shelf.month, follow=True)
    asked = f"/prints/new/archive/?group={shelf.group.code}&year=2026&month=11"
    assert response.redirect_chain == [(asked, 302)]
    page = response.content.decode()
    assert "这一卷有1行，排版要几分钟" in page
    assert '<option value="11" selected>' in page


def test_tables_are_saved_as_workbooks(shelf: Shelf) -> None:
    for address, tab in (
        (f"{shelf.month}table/", "1.事项记录"),
        (shelf.year, "1.全年得分汇总"),
        ("/archive/2026/table/", "1.积分标准（2026年1月起）"),
    ):
        response = signed_in(shelf.clerk).get(address)
        assert response["Content-Disposition"].startswith("attachment")
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        assert book.sheetnames[1] == tab


@pytest.mark.parametrize(
    "address", ["/archive/2026-10/{}/", "/archive/2025/{}/table/", "/archive/2025/", "/archive/0/"]
)
def test_what_was_never_opened_is_not_found(shelf: Shelf, address: str) -> None:
    found = signed_in(shelf.clerk).get(address.format(shelf.group.code))
    assert found.status_code == 404


def test_a_character_in_no_font_leads_back_and_is_named(shelf: Shelf) -> None:
    Household.objects.filter(pk=shelf.zhang.pk).update(head="张\U0003134f")
    response = signed_in(shelf.clerk).get(shelf.month, follow=True)
    assert response.redirect_chain == [("/archive/?year=2026", 302)]
    page = response.content.decode()
    assert f"户 {shelf.zhang.code}" in page
    assert "U+3134F" in page


def test_an_unknown_year_shows_the_latest(shelf: Shelf) -> None:
    assert "2026年归档" in shown(shelf.clerk, "/archive/?year=1999")
    assert "2026年归档" in shown(shelf.clerk, "/archive/?year=乱")


def test_years_with_sheets_are_chosen_from(shelf: Shelf) -> None:
    Sheet.objects.filter(group=shelf.far).update(year=2025)
    assert 'href="?year=2025"' in shown(shelf.clerk)
    older = shown(shelf.clerk, "/archive/?year=2025")
    assert "河东村第9组" in older
    assert "赵庄第1组" not in older


def test_the_list_of_sheets_leads_to_it_for_whoever_may(shelf: Shelf) -> None:
    link = 'href="/archive/?year=2026"'
    assert link in shown(shelf.auditor, "/sheets/?month=2026-11")
    assert link not in shown(shelf.scorer, "/sheets/?month=2026-11")


def test_the_page_costs_the_same_for_many_groups() -> None:
    def queries(groups: int) -> int:
        office = Office()
        for number in range(groups):
            make_household(make_group(office.village, f"组{number}"))
        sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        client = signed_in(office.clerk)
        client.get("/archive/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/archive/").status_code == 200
        return len(asked)

    assert queries(1) == queries(9)
