"""Reading a table as an office keeps it: titles above, merged cells, blank rows, a total below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from households.tables.cells import Cell, as_text, is_blank
from households.tables.csvfile import read_csv
from households.tables.errors import RowError, TableError
from households.tables.grid import Grid, column_letters
from households.tables.headings import Heading, HeadingRow, choose, find_heading_row, key_of
from households.tables.limits import DEFAULT_LIMITS, Limits
from households.tables.workbook import read_workbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOOTER = re.compile("合计|总计|小计|备注|说明|注[:：]|填[表报]|制表|审核|复核|经办|负责人|单位负责")


@dataclass(frozen=True)
class Row:
    """One row: its number in Excel (from 1), and the raw cell under every heading asked for.

    A heading without a column, like an empty cell, has None.
    """

    number: int
    values: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    """The rows under a heading. `heading_row` is a number in Excel; `columns` count from 0.

    `unknown` are the headings nobody asked for; `left_out` the total and signature rows below the
    table, as (row number in Excel, its first cell). `sheet` is empty for a .csv file.
    """

    sheet: str
    heading_row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]

    def column_letter(self, heading: str) -> str:
        """The letter above the heading's column; empty when the table has no such column."""
        return column_letters(self.columns[heading]) if heading in self.columns else ""

    def error(self, row: Row, heading: str, reason: str) -> RowError:
        """What is wrong in the cell under this heading, with its place in Excel."""
        return RowError(row.number, self.column_letter(heading), heading, reason)


def read_table(
    content: bytes,
    filename: str,
    headings: Sequence[Heading],
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """The rows of an .xlsx or .csv file under the wanted headings, in any order of columns.

    The heading may stand anywhere in the first 20 rows of any visible sheet. Left out are blank
    rows, rows that only repeat a merged cell, headings repeated for printing, and total or
    signature rows. Raises TableError, in Chinese, when the file or its heading cannot be used.
    """
    grids = read_grids(content, filename, limits)
    found = [row for grid in grids if (row := find_heading_row(grid, headings))]
    table = under(choose(found, headings), headings)
    if not table.rows:
        raise TableError("表头下面没有内容。请把要导入的内容填在表头下面，再导入。")
    return table


def read_grids(content: bytes, filename: str, limits: Limits) -> list[Grid]:
    """The sheets of the file, told by its content first and its name second. Raises TableError."""
    if len(content) > limits.file_bytes:
        raise TableError(
            f"文件超过 {limits.file_bytes // (1024 * 1024)} MB。请删去图片或把表格分开，再导入。"
        )
    if content.startswith(ZIP):
        return read_workbook(content, limits)
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    suffix = PurePath(filename).suffix.lower()
    if not beginning:
        sentence = "文件是空的。请选择要导入的表格。"
    elif beginning.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        sentence = "表格设了打开密码。请用 Excel 打开，去掉密码后保存，再导入。"
    elif beginning.startswith(OLE):
        sentence = "这是旧格式的表格(.xls)。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
    elif beginning.startswith(b"<"):
        sentence = "这是网页格式的表格。请用 Excel 打开后另存为 .xlsx 再导入。"
    elif suffix not in (".csv", ".txt"):
        sentence = "这不是 .xlsx 或 .csv 表格。请用 Excel 打开原表，另存为 .xlsx 再导入。"
    else:
        return [read_csv(content, limits)]
    raise TableError(sentence)


def under(heading: HeadingRow, headings: Sequence[Heading]) -> Table:
    """The table below a heading row."""
    grid = heading.grid
    columns = {name: found[0] for name, found in heading.columns.items()}
    required = [columns[one.name] for one in headings if one.required]
    keys = {column: key_of(grid.cell(heading.row, column)) for column in columns.values()}
    rows: list[Row] = []
    left_out: list[tuple[int, str]] = []
    for index in range(heading.row + 1, len(grid.rows)):
        if not is_written(grid, index, keys) or repeats_heading(grid, index, keys):
            continue
        if remark := footer(grid, index, required):
            left_out.append((index + 1, remark))
            continue
        values = {
            one.name: grid.cell(index, columns[one.name]) if one.name in columns else None
            for one in headings
        }
        rows.append(Row(index + 1, values))
    unknown = [
        as_text(cell)
        for column, cell in enumerate(grid.rows[heading.row])
        if isinstance(cell, str) and column not in keys and not is_blank(cell)
    ]
    return Table(grid.sheet, heading.row + 1, columns, tuple(unknown), tuple(left_out), tuple(rows))


def is_written(grid: Grid, row: int, keys: dict[int, str]) -> bool:
    """Whether the row says anything of its own in the columns that matter."""
    return any(
        not is_blank(grid.cell(row, column)) and (row, column) not in grid.filled for column in keys
    )


def repeats_heading(grid: Grid, row: int, keys: dict[int, str]) -> bool:
    """Whether the row is the heading once more, as long tables have it at the top of each page."""
    return all(
        is_blank(grid.cell(row, column)) or key_of(grid.cell(row, column)) == key
        for column, key in keys.items()
    )


def footer(grid: Grid, row: int, required: list[int]) -> str:
    """The first cell of a total or signature row; empty for a row of the table."""
    if all(not is_blank(grid.cell(row, column)) for column in required):
        return ""
    first = next(cell for cell in grid.rows[row] if not is_blank(cell))
    words = as_text(first) if isinstance(first, str) else ""
    return words if FOOTER.match(words) else ""
