"""A volume in Excel: the very rows of the paper, codes as text, nothing a formula."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from points.reports.archive.book import Book, Column, Kind, Section, Table
from points.reports.archive.words import moment, on_paper
from points.reports.archive.workbook import workbook
from tests.points.archived import Archived

DAY = date(2026, 11, 3)


def tabs(made: bytes) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(made))
    return {sheet.title: sheet for sheet in book.worksheets}


def shown(columns: list[Column], cells: list[object]) -> list[str]:
    """The cells as paper would have them."""
    return [
        on_paper(column, value.date() if isinstance(value, datetime) else value)
        for column, value in zip(columns, cells, strict=True)
    ]


@pytest.mark.django_db
def test_excel_has_the_rows_of_the_paper() -> None:
    book = Archived().book
    sheets = tabs(workbook([("", book)]))
    tables = [table for section in book.sections for table in section.tables]
    assert list(sheets) == ["封面"] + [
        f"{number}.{table.caption}" for number, table in enumerate(tables, 1)
    ]
    for table, sheet in zip(tables, list(sheets.values())[1:], strict=True):
        title, headings, *rows = sheet.iter_rows(values_only=True)
        assert title[0] == book.title
        assert list(headings) == [column.heading for column in table.columns]
        assert [shown(table.columns, list(row)) for row in rows] == [
            [on_paper(column, value) for column, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ]


@pytest.mark.django_db
def test_its_first_sheet_says_what_it_is() -> None:
    cover = tabs(workbook([("", Archived().book)]))["封面"]
    said = list(cover.iter_rows(min_row=3, values_only=True))
    assert ("立档单位", "东岭社区") in said
    assert ("起止日期", "2026年11月3日至2026年11月27日") in said
    assert not any(name == "未办结" for name, _ in said)


COLUMNS = (
    Column("户编号", 5, Kind.CODE),
    Column("说明", 9),
    Column("分", 3, Kind.POINTS),
    Column("日期", 8, Kind.DAY),
    Column("时间", 9, Kind.MOMENT),
)
AT = datetime.fromisoformat("2026-11-20T04:00:00+00:00")
ROW = ("001", "=1+1", -3, DAY, AT)


def book_with(columns: tuple[Column, ...], *rows: object, unfinished: str = "") -> Book:
    section = Section("记录", "积分办", DAY, [Table("事项", columns, rows)], "说明一句", "本月无")
    return Book("月度卷", "东岭社区", "赵庄", "材料", 2026, (DAY, DAY), [section], unfinished)


def test_what_looks_like_a_formula_or_a_number_stays_a_text() -> None:
    sheet = tabs(workbook([("", book_with(COLUMNS, ROW))]))["1.事项"]
    (row,) = sheet.iter_rows(min_row=3)
    assert [cell.data_type for cell in row] == ["s", "s", "n", "d", "s"]
    assert [cell.value for cell in row][:3] == ["001", "=1+1", -3]
    assert row[4].value == moment(AT) == "2026年11月20日 12:00"


def test_months_of_a_year_stand_below_each_other_with_their_names() -> None:
    months = [
        ("", book_with(COLUMNS, ROW)),
        ("2026年1月", book_with(COLUMNS, ROW, unfinished="待公示")),
        ("2026年2月", book_with(COLUMNS)),
        ("2026年3月", book_with(COLUMNS, ROW, ROW)),
        ("2026年4月", book_with(COLUMNS[:2], ROW[:2])),
    ]
    sheets = tabs(workbook(months))
    assert list(sheets) == ["封面", "1.事项", "2.事项", "3.事项"]
    whole, others = sheets["2.事项"], sheets["3.事项"]
    assert [row[0] for row in whole.iter_rows(min_row=2, values_only=True)] == [
        "月份",
        "2026年1月",
        "2026年3月",
        "2026年3月",
    ]
    # A standard with other areas has other columns.
    assert list(others.iter_rows(min_row=3, values_only=True)) == [("2026年4月", "001", "=1+1")]
    said = list(sheets["封面"].iter_rows(min_row=3, values_only=True))
    assert ("未办结", "赵庄材料：待公示") in said
    assert ("2026年2月记录", "本月无") in said
