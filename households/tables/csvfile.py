"""A .csv file as a grid; offices save it as UTF-8, as GB18030, and now and then with tabs."""

import codecs
import csv
import io

from households.tables.cells import Cell, is_blank
from households.tables.errors import TableError
from households.tables.grid import Grid
from households.tables.guard import unguarded
from households.tables.limits import Limits

DELIMITERS = ",\t;"
LINES_THAT_TELL = 20


def read_csv(content: bytes, limits: Limits) -> Grid:
    """The file as a grid; its rows counted as Excel counts them, line breaks inside a cell or not.

    Raises TableError for an unknown encoding, an unclosed quotation mark, too many rows or columns.
    """
    text = decoded(content)
    beginning = "\n".join(text.splitlines()[:LINES_THAT_TELL])
    delimiter = max(DELIMITERS, key=beginning.count)
    grid = Grid("", [])
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for line in lines:
            grid.rows.append(cells(line))
            refuse_too_large(grid.rows, limits)
    except csv.Error as error:
        raise TableError(
            f"第{len(grid.rows) + 1}行起引号不成对，分不清各列。"
            "请用 Excel 打开后另存为 .xlsx 再导入。"
        ) from error
    return grid


def cells(line: list[str]) -> list[Cell]:
    """One row; the empty cells after its last word are left out, Excel writes hundreds of them."""
    row: list[Cell] = [unguarded(text) or None for text in line]
    while row and is_blank(row[-1]):
        row.pop()
    return row


def refuse_too_large(rows: list[list[Cell]], limits: Limits) -> None:
    """Raises TableError when the last row is one too many, or too wide."""
    if len(rows) > limits.rows and rows[-1]:
        raise TableError(f"表格超过 {limits.rows} 行。请把表格分开，再导入。")
    if len(rows[-1]) > limits.columns:
        raise TableError(f"第{len(rows)}行超过 {limits.columns} 列。请删去多余的列，再导入。")


def decoded(content: bytes) -> str:
    """The text. Raises TableError when it is in no encoding that Excel saves."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("看不懂文件里的文字编码。请用 Excel 打开后另存为 .xlsx 再导入。")
