"""What the office writes for Excel comes back the same, and never runs."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from households.tables import (
    Cell,
    Column,
    Heading,
    Sheet,
    as_code,
    as_date,
    as_text,
    as_whole_number,
    is_blank,
    read_table,
    write_csv,
    write_sheets,
    write_xlsx,
)
from households.tables.guard import guarded, unguarded
from households.tables.writing import LONGEST_TEXT, Value

COLUMNS = (
    Column("户编号", "code"),
    Column("户主"),
    Column("得分", "number"),
    Column("日期", "date"),
)
HEADINGS = [Heading(column.heading, required=True) for column in COLUMNS]
DAY = dt.date(2026, 11, 3)

# U+FFFE and U+FFFF are no characters and cannot stand in XML; nothing stores them.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=40
) | st.sampled_from(
    ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", " =1", "'=1", "''", "'", "0012",
     "张\U00020000𬭎", "👨‍👩‍👧", "http://a.b", "<r><t>1</t></r>", "_x0041_", "a,b", 'a"b', "a\rb",
     "1e5", "TRUE", "#N/A", "2026-11-03", "  两边空格  ", "长" * 5000]
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        TEXTS,
        TEXTS,
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31)),
    ),
    max_size=8,
)


def or_none(cell: Cell) -> Cell:
    """Blanks alone are an empty cell to everybody who reads."""
    return None if is_blank(cell) else cell


@given(ROWS, st.none() | st.just("2026年11月花名册"))
@example([("0012", "<r>a</r>", 3, DAY)], None)
def test_what_is_written_to_excel_is_read_back(
    rows: list[tuple[str, str, int | None, dt.date | None]], title: str | None
) -> None:
    numbered = [("0", *row) for row in rows]
    content = write_xlsx(
        title, (Column("序", "code"), *COLUMNS), [*numbered, ("0", "0", "0", 1, DAY)]
    )
    table = read_table(content, "a.xlsx", [Heading("序", required=True), *HEADINGS])
    assert [
        tuple(or_none(row.values[heading.name]) for heading in HEADINGS) for row in table.rows[:-1]
    ] == [tuple(or_none(value) for value in row) for row in rows]


@given(ROWS)
def test_what_is_written_to_csv_is_read_back(
    rows: list[tuple[str, str, int | None, dt.date | None]],
) -> None:
    numbered = [("0", *row) for row in rows]
    content = write_csv((Column("序", "code"), *COLUMNS), [*numbered, ("0", "0", "0", -3, DAY)])
    table = read_table(content, "a.csv", [Heading("序", required=True), *HEADINGS])
    for (code, name, points, day), row in zip(
        [*rows, ("0", "0", -3, DAY)], table.rows, strict=True
    ):
        assert or_none(row.values["户编号"]) == or_none(code)
        assert or_none(row.values["户主"]) == or_none(name)
        assert as_whole_number(row.values["得分"]) == points
        assert as_date(row.values["日期"]) == day


def test_codes_numbers_and_days_are_what_they_were() -> None:
    content = write_xlsx("标题", COLUMNS, [("0012", "张三", -3, DAY), ("1", "李四", None, None)])
    first, second = read_table(content, "a.xlsx", HEADINGS).rows
    values = first.values
    assert (as_code(values["户编号"]), as_text(values["户主"])) == ("0012", "张三")
    assert (as_whole_number(values["得分"]), as_date(values["日期"])) == (-3, DAY)
    assert second.values["得分"] is None


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+86", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_excel_holds_a_formula_or_a_link(text: str) -> None:
    content = write_xlsx(text, [Column(text), Column("b", "code")], [(text, text)])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert [cell.value for cell in sheet[3]] == [text, text]
    assert all(cell.hyperlink is None for cell in sheet[3])


def test_a_text_that_looks_like_formatted_text_is_not_taken_for_xml() -> None:
    text = "<r><t>a</t></r></si><si><t>b</t></si><si><r></r>"
    content = write_xlsx(None, [Column("说明")], [(text,)])
    shared = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert "</si><si><t>b" not in shared
    table = read_table(content, "a.xlsx", [Heading("说明", required=True)])
    assert table.rows[0].values["说明"] == text


def test_the_sheet_is_ready_to_print_and_to_scroll() -> None:
    content = write_xlsx("花名册", COLUMNS, [("0012", "张三", 3, DAY)])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet["A2"].font.bold
    assert sheet["A3"].number_format == "@"
    assert sheet["D3"].number_format == 'yyyy"年"m"月"d"日"'


def test_without_a_title_the_heading_is_the_first_row() -> None:
    content = write_xlsx(None, COLUMNS, [])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert sheet.freeze_panes == "A2"


def test_a_title_over_one_column_is_no_merged_cell() -> None:
    content = write_xlsx("标题", [Column("户主")], [("张三",)])
    table = read_table(content, "a.xlsx", [Heading("户主", required=True)])
    assert table.heading_row == 2


def test_a_column_is_as_wide_as_its_heading_needs() -> None:
    assert Column("得分", "number").wide() == 10
    assert Column("本年荣誉积分合计", "number").wide() == 18
    assert Column("说明", width=40).wide() == 40


def test_the_longest_text_of_excel_is_kept_and_a_longer_one_is_not_cut_silently() -> None:
    column, heading = [Column("说明")], [Heading("说明", required=True)]
    longest = "😀" * (LONGEST_TEXT // 2) + "a"
    table = read_table(write_xlsx(None, column, [(longest,)]), "a.xlsx", heading)
    assert table.rows[0].values["说明"] == longest
    with pytest.raises(ValueError, match="A2 的文字超过 32767 个字符"):
        write_xlsx(None, column, [(longest + "a",)])


@pytest.mark.parametrize(
    ("kind", "value"), [("number", "3"), ("text", 3), ("code", 12), ("date", "2026-11-03")]
)
def test_a_value_of_the_wrong_kind_is_a_mistake_of_the_program(kind: str, value: Value) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        write_xlsx(None, [Column("a", kind)], [(value,)])  # type: ignore[arg-type]


def test_a_row_of_the_wrong_length_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_xlsx(None, COLUMNS, [("0012",)])
    with pytest.raises(ValueError, match="zip"):
        write_csv(COLUMNS, [("0012",)])


# .csv


def test_csv_has_the_mark_excel_needs_and_guards_texts_but_no_numbers() -> None:
    content = write_csv(COLUMNS, [("+86", "=1+1", -3, DAY), ("0012", "张三", None, None)])
    assert (
        content
        == ("\ufeff户编号,户主,得分,日期\r\n'+86,'=1+1,-3,2026-11-03\r\n0012,张三,,\r\n").encode()
    )


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@a", "\t1", "\r1", "\n1", "＝1", "＋1", "－1", "＠a", "  =1", "\u3000=1"],
)
def test_a_text_that_excel_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@given(TEXTS)
def test_a_guard_is_taken_off_again_and_leaves_nothing_live(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", ["'0012", "'张三", "张三", ""])
def test_an_apostrophe_that_is_no_guard_stays(text: str) -> None:
    assert unguarded(text) == text


def test_several_sheets_have_their_own_names_titles_and_rows() -> None:
    sheets = [
        Sheet("得分", "十一月", COLUMNS, [("001", "张三禾", 5, DAY)]),
        Sheet("说明", None, COLUMNS[1:2], [("=1+1",), ("两行",)]),
    ]
    book = openpyxl.load_workbook(io.BytesIO(write_sheets(sheets)))
    first, second = book.worksheets
    assert (first.title, first["A1"].value, first["A3"].value) == ("得分", "十一月", "001")
    assert (second.title, second["A1"].value) == ("说明", "户主")
    assert (second["A2"].value, second["A2"].data_type) == ("=1+1", "s")
    assert (first.max_row, second.max_row) == (3, 3)
