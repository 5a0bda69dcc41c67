"""The roster going out: its columns, safe in Excel, changing nothing when it comes back."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from households.models import Household, User
from households.services import households
from tests.factory import NOON, Office, make_group, make_household, make_village
from tests.households.rosters import HEADINGS, import_file, stored

pytestmark = pytest.mark.django_db

LIVE = ["=1+1", "+8613800000000", "-1", "@SUM(A1)", "＝1+1", "'=1", "\tx", "http://x.example/"]


@pytest.fixture
def office() -> Office:
    office = Office()
    households.create(
        office.group,
        "0101001",
        "张三禾",
        office.clerk,
        NOON,
        people=4,
        phone="13800000001",
        house_number="3-12",
        note="=HYPERLINK(1)",
    )
    for number, note in enumerate(LIVE, start=2):
        head = f"=cmd|李{number}"
        households.create(office.group, f"01010{number:02d}", head, office.clerk, NOON, note=note)
    return office


def exported(user: User, **query: str) -> bytes:
    client = Client()
    client.force_login(user)
    response = client.get("/households/export/", {"format": "xlsx"} | query)
    assert response.status_code == 200
    return response.content


def cells(content: bytes) -> list[list[object]]:
    """What Excel finds under the title; a formula would start with “=” and be of type f."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_the_columns_are_those_of_a_roster(office: Office) -> None:
    heading, first, *_ = cells(exported(office.clerk))
    assert heading == HEADINGS
    assert first == [
        "0101001",
        "赵庄",
        "第1组",
        "张三禾",
        4,
        "13800000001",
        "3-12",
        "=HYPERLINK(1)",
    ]


def test_no_text_is_a_formula_in_the_csv_either(office: Office) -> None:
    text = exported(office.clerk, format="csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == HEADINGS
    assert rows[1][7] == "'=HYPERLINK(1)"
    for row in rows[1:]:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_importing_what_was_exported_changes_nothing(
    office: Office, tmp_path: Path, file_format: str
) -> None:
    before = stored()
    content = exported(office.clerk, format=file_format)
    by = ("--by", office.clerk.username)
    told = import_file(content, tmp_path, *by, name=f"名册.{file_format}")
    assert f"新增 0 户，变更 0 户，迁组 0 户，没有变化 {len(before)} 户" in told
    assert stored() == before


def test_only_what_the_list_shows_is_exported(office: Office) -> None:
    far = make_group(make_village(office.community, "李村"), "第1组")
    gone = make_household(far, "王五", "0201002")
    Household.objects.filter(pk=gone.pk).update(left_on=date(2026, 3, 1))
    make_household(far, "赵六", "0201001")
    codes = [row[0] for row in cells(exported(office.clerk, group=far.code))[1:]]
    assert codes == ["0201001"]
    assert len(cells(exported(office.clerk, left="all"))) == Household.objects.count() + 1


def test_another_communitys_households_are_never_exported(office: Office) -> None:
    other = Office("西河社区")
    make_household(other.group, "赵六水", "0101001")
    assert "赵六水" not in str(cells(exported(office.clerk, left="all")))
    assert [row[3] for row in cells(exported(other.clerk))[1:]] == ["赵六水"]


def test_exporting_needs_its_own_right(office: Office) -> None:
    client = Client()
    client.force_login(office.scorer)
    assert client.get("/households/").status_code == 200
    assert client.get("/households/export/", {"format": "xlsx"}).status_code == 403
    client.force_login(office.clerk)
    assert client.get("/households/export/", {"format": "pdf"}).status_code == 404


def test_the_file_says_what_it_is(office: Office) -> None:
    client = Client()
    client.force_login(office.clerk)
    response = client.get("/households/export/", {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%86%9C")
