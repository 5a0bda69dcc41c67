"""Writing tables for Excel: codes stay text, numbers stay numbers, nothing is ever a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from households.tables.grid import column_letters
from households.tables.guard import guarded

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Kind = Literal["text", "code", "number", "date"]
Value = str | int | float | dt.date | None

# Excel's own limit of one cell, in UTF-16 units.
LONGEST_TEXT = 32_767
WIDTHS: dict[Kind, int] = {"text": 16, "code": 14, "number": 10, "date": 16}
FORMATS: dict[Kind, str] = {
    "text": "General",
    "code": "@",
    "number": "General",
    "date": 'yyyy"年"m"月"d"日"',
}
A4 = 9


@dataclass(frozen=True)
class Column:
    """A column to write. `width` is in characters of Latin text; 0 chooses one by kind and heading.

    A text or code takes str, a number int or float, a date datetime.date; each takes None, for an
    empty cell.
    """

    heading: str
    kind: Kind = "text"
    width: int = 0

    def wide(self) -> int:
        """The width in characters: as asked for, or enough for the heading in Chinese."""
        return self.width or max(WIDTHS[self.kind], 2 * len(self.heading) + 2)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; `name` stands on its tab (None: Excel's own): at most 31 characters,
    none of []:*?/\\, and no other sheet's."""

    name: str | None
    title: str | None
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_xlsx(
    title: str | None, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> bytes:
    """An .xlsx file with one sheet: the title if there is one, the heading, the rows.

    Prints on A4 landscape, one page wide, with the heading on every page. Raises ValueError for a
    row of the wrong length, or a text longer than an Excel cell holds (32,767).
    """
    return write_sheets([Sheet(None, title, columns, rows)])


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    """An .xlsx file with several sheets, each as `write_xlsx` writes its one, and raising alike."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        styles = _Styles(book.add_format(TITLE), book.add_format(HEADING), _formats(book))
        for each in sheets:
            _fill(book.add_worksheet(each.name), each, styles)
    return target.getvalue()


@dataclass(frozen=True)
class _Styles:
    title: Format
    heading: Format
    cells: dict[Kind, Format]


def _formats(book: xlsxwriter.Workbook) -> dict[Kind, Format]:
    return {
        kind: book.add_format({"num_format": shown, "valign": "vcenter"})
        for kind, shown in FORMATS.items()
    }


def _fill(sheet: Worksheet, content: Sheet, styles: _Styles) -> None:
    columns = content.columns
    heading_row = write_title(sheet, content.title, len(columns), styles.title)
    formats = [styles.cells[column.kind] for column in columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.wide(), formats[index])
        sheet.write_string(heading_row, index, column.heading, styles.heading)
    last = heading_row
    for last, row in enumerate(content.rows, heading_row + 1):
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            write_cell(sheet, (last, index), column.kind, value, formats[index])
    lay_out(sheet, heading_row, last, columns)


TITLE = {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"}
HEADING = {"bold": True, "align": "center", "valign": "vcenter", "bottom": 1, "text_wrap": True}


def write_title(sheet: Worksheet, title: str | None, width: int, style: Format) -> int:
    """Writes the title over all columns; returns the row of the heading, from 0."""
    if title is None:
        return 0
    sheet.write_string(0, 0, title, style)
    if width > 1:
        sheet.merge_range(0, 0, 0, width - 1, title, style)
    return 1


def write_cell(
    sheet: Worksheet, place: tuple[int, int], kind: Kind, value: Value, style: Format
) -> None:
    """Writes one value as its column's kind says, never as what its first character suggests."""
    if value is None or value == "":
        sheet.write_blank(*place, None, style)
    elif kind == "date" and isinstance(value, dt.date):
        sheet.write_datetime(*place, value, style)
    elif kind == "number" and isinstance(value, (int, float)):
        sheet.write_number(*place, value, style)
    elif kind in ("text", "code") and isinstance(value, str):
        if len(value.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            where = f"{column_letters(place[1])}{place[0] + 1}"
            raise ValueError(f"{where} 的文字超过 {LONGEST_TEXT} 个字符，Excel 放不下。")
        write_words(sheet, place, value, style)
    else:
        raise ValueError(f"a column of kind {kind} cannot hold {value!r}")


def write_words(sheet: Worksheet, place: tuple[int, int], text: str, style: Format) -> None:
    """Writes a text as it is, whatever it looks like."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its own XML of a formatted string and would not escape
        # it; given in two pieces it does.
        sheet.write_rich_string(*place, style, text[0], text[1:], style)
    else:
        sheet.write_string(*place, text, style)


def lay_out(sheet: Worksheet, heading_row: int, last: int, columns: Sequence[Column]) -> None:
    """Freezes the heading, sets up the page, and spares codes the green corners."""
    sheet.freeze_panes(heading_row + 1, 0)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_row)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    codes = [index for index, column in enumerate(columns) if column.kind == "code"]
    if codes:
        ranges = " ".join(
            f"{column_letters(index)}1:{column_letters(index)}{last + 1}" for index in codes
        )
        sheet.ignore_errors({"number_stored_as_text": ranges})


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """The same table as .csv in UTF-8 with the mark that Excel needs.

    Texts that Excel would run are guarded by an apostrophe, which `read_table` takes off again. A
    .csv file cannot keep Excel from dropping a code's leading noughts: offer .xlsx first. Raises
    ValueError for a row of the wrong length.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([guarded(column.heading) for column in columns])
    for row in rows:
        writer.writerow([in_csv(value) for _, value in zip(columns, row, strict=True)])
    return target.getvalue().encode("utf-8-sig")


def in_csv(value: Value) -> str:
    """One value as text; only what was text before is guarded."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)
