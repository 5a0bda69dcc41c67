"""One cell is read as the text, code, number or day it is meant to be, or refused with a reason."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from households.tables import Cell, as_code, as_date, as_text, as_whole_number
from households.tables.cells import BrokenCell
from tests.households.office_files import columns, read, with_cells, xlsx

HEAD = ["户编号", "户主", "人口", "登记日期"]
DAY = dt.date(2026, 11, 3)
HALF_PAST_EIGHT = dt.datetime.combine(DAY, dt.time(8, 30))


def test_cells_keep_their_kinds() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEAD)
        sheet.write_number("A2", 3401230001001)
        sheet.write_string("B2", "张\U00020000")
        sheet.write_string("C2", "１２")
        date = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        sheet.write_datetime("D2", HALF_PAST_EIGHT, date)

    values = read(xlsx(fill)).rows[0].values
    assert as_code(values["户编号"]) == "3401230001001"
    assert as_text(values["户主"]) == "张\U00020000"
    assert values["登记日期"] == HALF_PAST_EIGHT


def test_an_error_of_excel_is_an_error_and_not_an_empty_cell() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["户编号", "户主"])
        sheet.write_string("A2", "0001")
        sheet.write_formula("B2", "=VLOOKUP(A2,X1:Y9,2,0)", None, "#N/A")

    cell = read(xlsx(fill)).rows[0].values["户主"]
    with pytest.raises(ValueError, match="公式错误 #N/A"):
        as_text(cell)


def test_a_formula_that_was_never_calculated_is_an_error_and_not_an_empty_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["户编号", "户主", "人口"])
    sheet.append(["0001", "张三", "=1+2"])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(ValueError, match="公式还没有算出结果"):
        as_text(read(target.getvalue()).rows[0].values["人口"])


def test_a_broken_cell_in_the_last_row_alone_makes_a_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["户编号", "户主"])
    sheet.append(["0001", "张三"])
    sheet["A9"] = "=B1"
    target = io.BytesIO()
    book.save(target)
    assert [row.number for row in read(target.getvalue()).rows] == [2, 9]


def test_a_formula_with_a_result_is_read_as_its_result() -> None:
    content = with_cells(
        '<row r="1"><c r="A1" t="str"><v>户编号</v></c><c r="B1" t="str"><v>户主</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"00"&amp;"01"</f><v>0001</v></c>'
        '<c r="B2" t="str"><f>""</f><v></v></c></row>'
    )
    assert columns(read(content), "户编号", "户主") == [("0001", None)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        (" \u3000\u200b", ""),
        ("  张 三\n ", "张 三"),
        ("\ufeff张三\u00a0", "张三"),
        (12.0, "12"),
        (-3, "-3"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1234567890123.0, "1234567890123"),
        (DAY, "2026年11月3日"),
        (HALF_PAST_EIGHT, "2026年11月3日"),
        ("=1+1", "=1+1"),
    ],
)
def test_words(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, ""),
        ("0012", "0012"),
        ("００１２", "0012"),
        (" HD-01 012\u3000", "HD-01012"),
        (12.0, "12"),
        (3401230001001.0, "3401230001001"),
        ("'0012", "0012"),
        ("’0012", "0012"),
        ('="0012"', "0012"),
        ("\t0012", "0012"),
        ("+86 138", "+86138"),
    ],
)
def test_a_code(cell: Cell, code: str) -> None:
    assert as_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (123456789012345678.0, "超过 15 位或带小数"),
        (12.5, "超过 15 位或带小数"),
        (-1.0, "超过 15 位或带小数"),
        (float("inf"), "超过 15 位或带小数"),
        ("1.23E+12", r"科学计数 1\.23E\+12"),
        (DAY, "被 Excel 改成了日期 2026年11月3日"),
    ],
)
def test_a_code_that_excel_has_changed_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        as_code(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (None, None),
        (" ", None),
        (12.0, 12),
        (-3, -3),
        ("12", 12),
        ("12.0", 12),
        ("１２", 12),
        (" 1 2 ", 12),
        ("+5", 5),
        ("−3", -3),
        ("－3", -3),
        ("1,200", 1200),
        ("1，200，000", 1200000),
        (2**31 - 1, 2**31 - 1),
    ],
)
def test_a_whole_number(cell: Cell, number: int | None) -> None:
    assert as_whole_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (12.5, "“12.5”不是整数"),
        ("五", "“五”不是整数"),
        ("5分", "“5分”不是整数"),
        ("1,20", "“1,20”不是整数"),
        ("--3", "不是整数"),
        (DAY, "不是整数"),
        (float("inf"), "不是整数"),
        (2**31, "太大"),
        ("9" * 10_000, "太大"),
    ],
)
def test_what_is_no_whole_number_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        as_whole_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        HALF_PAST_EIGHT,
        "2026-11-3",
        "2026-11-03",
        "2026/11/3",
        "2026.11.3",
        "2026年11月3日",
        "2026 年 11 月 3 号",
        "２０２６年１１月３日",
        "2026－11－03",
        "20261103",
        20261103.0,
        "2026-11-03 00:00:00",
        "2026-11-03T08:30",
        "11月3日",
        "11月03号",
    ],
)
def test_a_day(cell: Cell) -> None:
    assert as_date(cell, year=2026) == DAY


def test_an_empty_cell_is_no_day() -> None:
    assert as_date(None) is None
    assert as_date(" ") is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("11月3日", "没有写年份"),
        ("2026-2-30", "日历上没有 2026年2月30日"),
        ("2026-13-1", "日历上没有"),
        ("昨天", "“昨天”不是日期"),
        ("2026-11/3", "不是日期"),
        ("26-11-3", "不是日期"),
        (46329.0, "“46329”不是日期"),
        ("1026-11-3", "不在 1900 到 2099 年之间"),
        (dt.date(1899, 12, 31), "不在 1900 到 2099 年之间"),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        as_date(cell)


@pytest.mark.parametrize("helper", [as_text, as_code, as_whole_number, as_date])
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (True, "逻辑值 TRUE"),
        (BrokenCell("单元格是公式错误 #N/A，请改成要填的内容。"), "#N/A"),
        (dt.time(8, 30), "单元格是时间"),
        (dt.timedelta(hours=30), "单元格是时间"),
    ],
)
def test_a_cell_without_a_value_anybody_typed_is_refused(
    helper: Callable[[Cell], object], cell: Cell, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        helper(cell)


@given(
    st.one_of(
        st.none(), st.text(), st.booleans(), st.integers(), st.floats(), st.dates(),
        st.datetimes(), st.times(), st.timedeltas(), st.from_regex(r"[0-9年月日/.,:E+ -]*"),
    )
)  # fmt: skip
def test_any_cell_gives_a_value_or_a_sentence(cell: Cell) -> None:
    for helper in (as_text, as_code, as_whole_number, as_date):
        try:
            helper(cell)
        except ValueError as error:
            assert str(error).endswith("。")  # noqa: PT017 - either outcome is right
