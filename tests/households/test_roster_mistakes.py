"""`import_roster` on files with mistakes: each told with its place in Excel, nothing written."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from xlsxwriter.workbook import Workbook

from households.models import Household, Place
from households.roles import PlaceKind, Role
from households.services import roster
from households.services.places import create_community
from tests.factory import Office, make_group, make_household, make_officer
from tests.households.office_files import sheet_of, with_cells, xlsx
from tests.households.rosters import HEADINGS, import_file, one, stored
from tests.households.rosters import roster as file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = Office()
    make_group(office.village, "第2组")
    return office


def refusal(office: Office, folder: Path, content: bytes, *options: str, **named: Any) -> str:
    with pytest.raises(CommandError) as refused:
        import_file(content, folder, "--by", office.clerk.username, *options, **named)
    return str(refused.value)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (one(code=""), "第2行 A列(户编号)：户编号不能空着，请填写。"),
        (one(code="01/001"), "第2行 A列(户编号)：户编号“01/001”里有不能用的符号"),
        (one(code=10.5), "第2行 A列(户编号)：“10.5”是数字，超过 15 位或带小数"),
        (one(code="1" * 21), "第2行 A列(户编号)：户编号有 21 个字，超过 20 个字，请缩短后重填。"),
        (one(自然村="王庄"), "第2行 B列(自然村)：没有自然村“王庄”。本社区有：赵庄。"),
        (one(自然村=""), "第2行 B列(自然村)：自然村不能空着，请填写。"),
        (one(村民小组="9组"), "第2行 C列(村民小组)：赵庄没有“9组”。赵庄有：第1组、第2组。"),
        (one(村民小组=None), "第2行 C列(村民小组)：村民小组不能空着，请填写。"),
        (one(head=" "), "第2行 D列(户主)：户主不能空着，请填写户主姓名。"),
        (one(head="张" * 61), "第2行 D列(户主)：姓名有 61 个字，超过 60 个字"),
        (one(人口="五口"), "第2行 E列(人口)：“五”不是整数，请只填整数，不写单位和小数。"),
        (one(人口=-1), "第2行 E列(人口)：人口应在 0 至 99 之间，现为 -1，请改正。"),
        (one(人口=2.5), "第2行 E列(人口)：“2.5”不是整数"),
        (one(联系电话="1" * 21), "第2行 F列(联系电话)：联系电话有 21 个字，超过 20 个字"),
        (one(门牌号="长" * 61), "第2行 G列(门牌号)：门牌号有 61 个字，超过 60 个字"),
        (one(备注="长" * 201), "第2行 H列(备注)：备注有 201 个字，超过 200 个字"),
    ],
)
def test_a_wrong_cell_is_told_with_row_column_and_reason(
    office: Office, tmp_path: Path, row: list[object], told: str
) -> None:
    sentence = refusal(office, tmp_path, file_of(row))
    assert told in sentence
    assert "名册有 1 处要改正，没有导入" in sentence


def test_a_house_number_that_excel_took_for_a_day_is_told(office: Office, tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, one(code="A1"))
        sheet.write_datetime(1, 6, date(2026, 3, 12), book.add_format({"num_format": "m-d"}))

    told = refusal(office, tmp_path, xlsx(fill))
    assert "第2行 G列(门牌号)：编号被 Excel 改成了日期 2026年3月12日" in told


def test_one_wrong_row_keeps_all_the_others_out(office: Office, tmp_path: Path) -> None:
    make_household(office.group, "李四麦", "0101002")
    refusal(office, tmp_path, file_of(one(), one("0101002", "李小麦"), one("0101003", "")))
    assert [(row[0], row[3]) for row in stored()] == [("0101002", "李四麦")]


def test_every_mistake_of_every_row_is_told_at_once(office: Office, tmp_path: Path) -> None:
    content = sheet_of(
        ["花名册"], HEADINGS, one(人口="很多", head=""), [], one("0101002", 自然村="王庄", 人口="x")
    )
    sentence = refusal(office, tmp_path, content)
    assert sentence.splitlines()[0] == "名册有 4 处要改正，没有导入："
    places = [line.partition("：")[0] for line in sentence.splitlines()[1:]]
    assert places == ["第3行 D列(户主)", "第3行 E列(人口)", "第5行 B列(自然村)", "第5行 E列(人口)"]


def test_a_code_twice_names_both_rows(office: Office, tmp_path: Path) -> None:
    sentence = refusal(office, tmp_path, file_of(one(), one("0101002"), one("０１０１００１")))
    told = "第4行 A列(户编号)：户编号“0101001”在第2行和第4行重复了，请只留一行或改正编号。"
    assert told in sentence


def test_a_code_twice_is_found_when_excel_dropped_its_noughts(
    office: Office, tmp_path: Path
) -> None:
    make_household(office.group, "张三禾", "0101001")
    sentence = refusal(office, tmp_path, file_of(one("0101001"), one(101001)))
    assert "户编号“0101001”在第2行和第3行重复了" in sentence


def test_a_new_code_without_its_noughts_is_no_new_household(office: Office, tmp_path: Path) -> None:
    sentence = refusal(office, tmp_path, file_of(one("0101001"), one(101002, "李四麦")))
    assert "第3行 A列(户编号)：户编号“101002”只有 6 位，其他户有 7 位" in sentence


def test_many_mistakes_are_counted_and_the_first_hundred_told(
    office: Office, tmp_path: Path
) -> None:
    rows = [one(f"B{number}", 自然村="王庄") for number in range(130)]
    lines = refusal(office, tmp_path, file_of(*rows)).splitlines()
    assert lines[0] == "名册有 130 处要改正，没有导入："
    assert lines[-1] == "……另有 30 处。"
    assert len(lines) == 102


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (sheet_of(["户编号", "户主"], ["1", "张三"]), "a.xlsx", "缺少 “自然村”"),
        (sheet_of(HEADINGS), "a.xlsx", "表头下面没有内容"),
        (sheet_of(["收入", "支出"], [1, 2]), "a.xlsx", "没有找到表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "a.xls", "旧格式的表格"),
        (b"%PDF-1.7", "a.pdf", "这不是 .xlsx 或 .csv 表格"),
        (b"", "a.csv", "文件是空的"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(
    office: Office, tmp_path: Path, content: bytes, name: str, told: str
) -> None:
    assert told in refusal(office, tmp_path, content, name=name)


def test_a_formula_without_a_result_is_told_at_its_cell(office: Office, tmp_path: Path) -> None:
    heading = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS[:4])
    values = "".join(
        f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("0101001", "赵庄", "1组")
    )
    broken = '<c t="e"><f>A9</f><v>#REF!</v></c>'
    content = with_cells(f"<row>{heading}</row><row>{values}{broken}</row>")
    assert "第2行 D列(户主)：单元格是公式错误 #REF!" in refusal(office, tmp_path, content)


def test_a_missing_file_is_said_so(office: Office, tmp_path: Path) -> None:
    missing = str(tmp_path / "没有.xlsx")
    with pytest.raises(CommandError, match="打不开文件“.*没有.xlsx”"):
        call_command("import_roster", missing, "--by", office.clerk.username)


def test_a_crash_while_writing_writes_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_household(office.group, "李四麦", "0101002")

    def crash(*args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(roster.households, "move_all", crash)
    content = file_of(one(), one("0101002", "李小麦", 村民小组="2组"))
    with pytest.raises(RuntimeError, match="power cut"):
        import_file(content, tmp_path, "--by", office.clerk.username)
    assert [(row[0], row[3]) for row in stored()] == [("0101002", "李四麦")]


def test_places_are_made_only_when_asked_for(tmp_path: Path) -> None:
    community = create_community("C1", "新社区")
    chief = make_officer(Role.ADMINISTRATOR, community)
    content = file_of(
        one(村民小组="一组"),
        one("0101002", 村民小组="第1组"),
        one("0201001", 自然村="李村", 村民小组="东头"),
    )
    with pytest.raises(
        CommandError, match="没有自然村“赵庄”。本社区还没有自然村，请先登记这个村。"
    ):
        import_file(content, tmp_path)
    told = import_file(content, tmp_path, "--make-places")
    assert "新建的自然村和村民小组：4" in told
    made = Place.objects.filter(community=community).order_by("code")
    assert list(made.values_list("code", "kind", "name", "parent__name", "joined_on")) == [
        ("01", PlaceKind.VILLAGE, "赵庄", "新社区", None),
        ("0101", PlaceKind.GROUP, "第1组", "赵庄", None),
        ("02", PlaceKind.VILLAGE, "李村", "新社区", None),
        ("0201", PlaceKind.GROUP, "东头", "李村", None),
    ]
    assert Household.objects.filter(group__parent__name="赵庄").count() == 2
    assert chief.username not in told


def test_places_made_for_a_wrong_roster_go_with_it(office: Office, tmp_path: Path) -> None:
    before = Place.objects.count()
    by = ("--by", office.administrator.username, "--make-places")
    with pytest.raises(CommandError, match="户主不能空着"):
        import_file(file_of(one(自然村="王庄"), one("2", "")), tmp_path, *by)
    import_file(file_of(one(自然村="王庄")), tmp_path, *by, "--check")
    assert Place.objects.count() == before


def test_only_who_may_register_places_makes_them(office: Office, tmp_path: Path) -> None:
    sentence = refusal(office, tmp_path, file_of(one(自然村="王庄")), "--make-places")
    assert "您现在没有办理东岭社区此事的任职" in sentence
