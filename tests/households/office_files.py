"""Files as offices, and people with bad intentions, send them; built here, cell by cell."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter
from xlsxwriter.workbook import Workbook

from households.tables import Heading, Table, read_table

ROSTER = (
    Heading("户编号", ("户号", "编号"), required=True),
    Heading("户主", ("姓名", "户主姓名"), required=True),
    Heading("人口", ("家庭人口",)),
    Heading("登记日期"),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook filled by the function given."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(book)
    return target.getvalue()


def sheet_of(*rows: list[object], first: int = 0) -> bytes:
    """A workbook with one sheet: the rows from row `first` on, None for an empty cell."""

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("花名册")
        for number, row in enumerate(rows, first):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)

    return xlsx(fill)


def with_part(content: bytes, name: str, part: bytes | str | None) -> bytes:
    """The file with one part replaced, added, or (None) taken out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        if part is not None:
            new.writestr(name, part)
    return target.getvalue()


def with_cells(sheet_data: str, after: str = "") -> bytes:
    """A workbook whose only sheet has this XML between <sheetData> and </sheetData>."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
    return with_part(sheet_of(["户编号", "户主"], ["1", "张三"]), SHEET, xml)


def read(content: bytes, filename: str = "花名册.xlsx") -> Table:
    return read_table(content, filename, ROSTER)


def columns(table: Table, *names: str) -> list[tuple[object, ...]]:
    """The raw values under the headings, row by row."""
    return [tuple(row.values[name] for name in names) for row in table.rows]
