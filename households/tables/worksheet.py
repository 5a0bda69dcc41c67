"""A first look at the XML of a workbook, before it is read in earnest.

The reader (calamine) lays a sheet out as one rectangle, so a single cell at XFD1048576 would take
all memory there is; it believes the number of texts a workbook says it has, and an allocation that
fails ends the process; and it gives cells with errors, and formulas never calculated, as empty.
This look finds all three. Positions are counted as the reader counts them.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from households.tables.cells import BrokenCell
from households.tables.errors import TableError
from households.tables.grid import column_letters
from households.tables.limits import Limits

ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
REFERENCE = re.compile(f"([A-Za-z]{{1,3}})({ROW_NUMBER.pattern})")
DAMAGED = "文件已损坏，打不开。请用 Excel 打开后另存为 .xlsx 再导入。"
NOT_CALCULATED = BrokenCell("公式还没有算出结果，请用 Excel 打开并保存一次，再导入。")

ALL_OF_IT = True

Attributes = dict[str, str]


def local(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def parser() -> expat.XMLParserType:
    """A parser that refuses document types: no workbook has one, and entities can explode."""

    def refuse(*_: object) -> None:
        raise TableError(DAMAGED)

    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse
    return made


def parse(reading: expat.XMLParserType, xml: bytes) -> None:
    """Parses the whole document as UTF-8 whatever it says of itself, as the reader does.

    Raises expat.ExpatError for what is not XML, UnicodeDecodeError for what is not UTF-8.
    """
    text = xml.decode("utf-8-sig")
    if "\0" in text:
        # Expat would take it for UTF-16 all the same.
        raise expat.ExpatError("NUL in a document")
    reading.Parse(text, ALL_OF_IT)


def elements(xml: bytes) -> Iterator[tuple[str, Attributes]]:
    """Every element of a small part of the workbook: its name and attributes."""
    found: list[tuple[str, Attributes]] = []
    reading = parser()
    reading.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
    parse(reading, xml)
    yield from found


class WorksheetCheck:
    """Walks the cells of one sheet, holding them to the limits and noting the broken ones."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.broken: dict[tuple[int, int], BrokenCell] = {}
        self.row = self.column = -1
        self.place = (-1, -1)
        self.rows = self.columns = 0
        self.inside_cell = self.inside_value = self.has_content = self.has_formula = False
        self.kind = self.value = ""

    def check(self, xml: bytes) -> dict[tuple[int, int], BrokenCell]:
        """The broken cells by (row, column), both from 0.

        Raises TableError beyond a limit, and what `parse` raises.
        """
        reading = parser()
        reading.StartElementHandler = self.start
        reading.EndElementHandler = self.end
        reading.CharacterDataHandler = self.text
        parse(reading, xml)
        return self.broken

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "c":
            self.start_cell(attributes)
        elif tag == "row":
            self.row = self.row + 1 if "r" not in attributes else row_number(attributes["r"])
            self.column = -1
        elif tag == "sst":
            self.refuse_many_texts(attributes.get("uniqueCount", "0"))
        elif self.inside_cell and tag in ("v", "f", "is"):
            self.has_content = True
            self.inside_value = tag == "v"
            self.has_formula = self.has_formula or tag == "f"

    def refuse_many_texts(self, count: str) -> None:
        if not re.fullmatch("[0-9]{1,9}", count) or int(count) > self.limits.cells:
            raise TableError(DAMAGED)

    def start_cell(self, attributes: Attributes) -> None:
        self.column += 1
        row = self.row
        if "r" in attributes:
            row, self.column = position(attributes["r"])
        self.place = (row, self.column)
        self.inside_cell, self.has_content, self.has_formula = True, False, False
        self.kind, self.value = attributes.get("t", ""), ""

    def text(self, data: str) -> None:
        # Enough for the name of an error, and for whether there is a value at all.
        if self.inside_value and not self.value:
            self.value = data[:20]

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "v":
            self.inside_value = False
        elif tag == "c":
            self.inside_cell = False
            if self.has_content:
                self.measure()
                self.note_if_broken()

    def note_if_broken(self) -> None:
        if self.kind == "e":
            self.broken[self.place] = BrokenCell(
                f"单元格是公式错误 {self.value}，请改成要填的内容。"
            )
        elif self.has_formula and not self.value and self.kind != "str":
            self.broken[self.place] = NOT_CALCULATED
        if len(self.broken) > self.limits.broken_cells:
            raise TableError(
                f"表格里有超过 {self.limits.broken_cells} 个单元格是公式错误或没有算出结果。"
                "请用 Excel 打开，把公式改成数值后保存，再导入。"
            )

    def measure(self) -> None:
        """Raises TableError when something is written further out than the office reads."""
        row, column = self.place
        if row < self.rows and column < self.columns:
            return
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        where = f"{column_letters(column)}{row + 1}"
        if self.rows > self.limits.rows:
            raise TableError(
                f"单元格 {where} 还有内容，超过 {self.limits.rows} 行。"
                "请删去多余的行，或把表格分开，再导入。"
            )
        if self.columns > self.limits.columns:
            raise TableError(
                f"单元格 {where} 还有内容，超过 {self.limits.columns} 列。请删去多余的列，再导入。"
            )
        if self.rows * self.columns > self.limits.cells:
            raise TableError(f"表格一直写到 {where}，行数乘列数太大。请删去多余的行和列，再导入。")


def row_number(text: str) -> int:
    """The row's index from 0. Raises TableError for what is no row number."""
    if not ROW_NUMBER.fullmatch(text):
        raise TableError(DAMAGED)
    return int(text) - 1


def position(reference: str) -> tuple[int, int]:
    """“C12” as (row, column) from 0. Raises TableError for what is no reference."""
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise TableError(DAMAGED)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
