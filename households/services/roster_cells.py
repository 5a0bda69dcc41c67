"""名册: its columns, and what the cells of a row mean. No database in here.

Each reader takes a raw cell, returns the value to store, and raises ValueError with a Chinese
sentence for a cell that cannot be used.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from households.names import fold
from households.services.particulars import (
    clean_code,
    clean_head,
    clean_house_number,
    clean_note,
    clean_people,
    clean_phone,
    unless_nothing,
)
from households.tables import Cell, Heading, as_code, as_text, as_whole_number

CODE, VILLAGE, GROUP, HEAD = "户编号", "自然村", "村民小组", "户主"
PEOPLE, PHONE, HOUSE_NUMBER, NOTE = "人口", "联系电话", "门牌号", "备注"

HEADINGS = (
    Heading(CODE, ("户号", "户编码", "农户编号", "家庭编号", "编号"), required=True),
    Heading(VILLAGE, ("村庄", "所在村", "所属自然村", "村名", "村"), required=True),
    Heading(GROUP, ("村民组", "小组", "所在组", "所属小组", "组别", "组"), required=True),
    Heading(HEAD, ("户主姓名", "户主名字", "姓名"), required=True),
    Heading(PEOPLE, ("家庭人口", "人口数", "家庭人口数", "人数", "家庭人数")),
    Heading(PHONE, ("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码")),
    Heading(HOUSE_NUMBER, ("门牌", "门牌号码", "住址", "家庭住址", "地址")),
    Heading(NOTE, ("说明",)),
)
"""The columns of a roster, and what offices write over them."""

COUNTED_IN = re.compile(r"[人口名]$")


def read_code(cell: Cell) -> str:
    return clean_code(as_code(cell))


def read_head(cell: Cell) -> str:
    return clean_head(as_text(cell))


def read_people(cell: Cell) -> int | None:
    """5, “5人” or “五口” is no number: only digits count."""
    if isinstance(cell, str):
        cell = COUNTED_IN.sub("", unless_nothing(fold(cell)))
    return clean_people(as_whole_number(cell))


def read_phone(cell: Cell) -> str:
    return clean_phone(as_code(cell))


def read_house_number(cell: Cell) -> str:
    """Refuses the date that Excel makes of 3-12; 2E301 is a door, not a number."""
    return clean_house_number(as_code(cell) if isinstance(cell, date) else as_text(cell))


def read_note(cell: Cell) -> str:
    return clean_note(as_text(cell))


READERS: dict[str, Callable[[Any], Any]] = {
    HEAD: read_head,
    PEOPLE: read_people,
    PHONE: read_phone,
    HOUSE_NUMBER: read_house_number,
    NOTE: read_note,
}
"""Heading → reader, of the columns that can be read by themselves."""


class CodeBook:
    """Household codes of one import: those known already, and those the table holds.

    Excel drops the noughts a code begins with. A code that is not known gets them back where that
    makes exactly one known code of it.
    """

    def __init__(self, known: Iterable[str], cells: Iterable[tuple[int, Cell]]) -> None:
        """`cells` are the table's code cells with their row numbers in Excel."""
        self._known = set(known)
        self._short: dict[str, list[str]] = {}
        for code in self._known:
            if code.startswith("0") and code.isdecimal():
                self._short.setdefault(code.lstrip("0"), []).append(code)
        self.first_row: dict[str, int] = {}
        self.restored: dict[str, str] = {}
        written = [(row, code) for row, cell in cells if (code := self.code(cell))]
        for row, code in written:
            self.first_row.setdefault(code, row)
        self._width = max(
            (len(code) for code in {*self._known, *self.first_row} if _begins_with_nought(code)),
            default=0,
        )

    def code(self, cell: Cell) -> str:
        """The code a cell means; empty when the cell cannot be read."""
        try:
            return self._restored(read_code(cell))
        except ValueError:
            return ""

    def _restored(self, code: str) -> str:
        whole = self._short.get(code, [])
        if code in self._known or len(whole) != 1:
            return code
        self.restored[code] = whole[0]
        return whole[0]

    def read(self, cell: Cell, row: int) -> str:
        """The code in a row of the table.

        Raises ValueError for a cell that is no code, for a code another row has, and for one that
        is new and seems to have lost its noughts.
        """
        code = self._restored(read_code(cell))
        first = self.first_row[code]
        if first != row:
            raise ValueError(
                f"户编号“{code}”在第{first}行和第{row}行重复了，请只留一行或改正编号。"
            )
        if code not in self._known and code.isdecimal() and len(code) < self._width:
            raise ValueError(
                f"户编号“{code}”只有 {len(code)} 位，其他户有 {self._width} 位，可能被 Excel "
                "去掉了开头的0。请把这一列的格式改为“文本”，补上0后再导入。"
            )
        return code


def _begins_with_nought(code: str) -> bool:
    return code.isdecimal() and code.startswith("0")
