"""Finding the heading row, and which column means what, in a table made for people to read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from households.names.cleaning import fold
from households.tables.cells import Cell, is_blank
from households.tables.errors import TableError
from households.tables.grid import Grid, column_letters

ROWS_SEARCHED = 20
REMARK = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$")


@dataclass(frozen=True)
class Heading:
    """A column the program understands: its own word for it, and what offices write instead."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class HeadingRow:
    """Where the heading of a sheet is (`row` from 0), and the columns found for each heading."""

    grid: Grid
    row: int
    columns: dict[str, list[int]]


def key_of(cell: Cell) -> str:
    """A heading made comparable: “ 户主※\n” and “户主：” are 户主."""
    return fold(cell).casefold().strip("*※:") if isinstance(cell, str) else ""


def columns_of(cells: Sequence[Cell], headings: Sequence[Heading]) -> dict[str, list[int]]:
    """For each heading that is in the row its columns, from 0.

    The heading's own name goes before its aliases, a whole match before one without the remark in
    brackets: “电话(手机)” is 电话 when there is no other.
    """
    whole = [key_of(cell) for cell in cells]
    short = [REMARK.sub("", key) for key in whole]
    found: dict[str, list[int]] = {}
    taken: set[int] = set()
    spellings = max((1 + len(heading.aliases) for heading in headings), default=0)
    for keys in (whole, short):
        for spelling in range(spellings):
            for heading in headings:
                words = (heading.name, *heading.aliases)
                if heading.name in found or spelling >= len(words):
                    continue
                wanted = key_of(words[spelling])
                columns = [
                    column
                    for column, key in enumerate(keys)
                    if key == wanted and column not in taken
                ]
                if columns:
                    found[heading.name] = columns
                    taken.update(columns)
    return found


def missing(columns: dict[str, list[int]], headings: Sequence[Heading]) -> list[Heading]:
    """The required headings that were not found."""
    return [heading for heading in headings if heading.required and heading.name not in columns]


def find_heading_row(grid: Grid, headings: Sequence[Heading]) -> HeadingRow | None:
    """The row among the first 20 that holds most headings, the upper one of equals; or none."""
    best: HeadingRow | None = None
    for row, cells in enumerate(grid.rows[:ROWS_SEARCHED]):
        columns = columns_of(cells, headings)
        if columns and (best is None or len(columns) > len(best.columns)):
            best = HeadingRow(grid, row, columns)
    return best


def choose(found: list[HeadingRow], headings: Sequence[Heading]) -> HeadingRow:
    """The one heading to read under. Raises TableError when there is none, or more than one."""
    complete = [heading for heading in found if not missing(heading.columns, headings)]
    if not complete:
        raise TableError(what_is_missing(found, headings))
    if len(complete) > 1:
        complete = [one for one in complete if has_rows(one)] or complete[:1]
    if len(complete) > 1:
        names = "、".join(f"“{one.grid.sheet}”" for one in complete)
        raise TableError(f"有几个工作表都有这样的表头：{names}。请只留要导入的一个，再导入。")
    chosen = complete[0]
    for name, columns in chosen.columns.items():
        if len(columns) > 1:
            letters = "、".join(f"{column_letters(column)}列" for column in columns)
            raise TableError(
                f"第{chosen.row + 1}行有几列都像是“{name}”：{letters}。请只留一列，再导入。"
            )
    return chosen


def has_rows(heading: HeadingRow) -> bool:
    """Whether anything is written below the heading in its columns."""
    rows = heading.grid.rows[heading.row + 1 :]
    wanted = {column for columns in heading.columns.values() for column in columns}
    return any(not is_blank(cell) for cells in rows for i, cell in enumerate(cells) if i in wanted)


def what_is_missing(found: list[HeadingRow], headings: Sequence[Heading]) -> str:
    """The sentence for a table without a usable heading row."""
    if not found:
        names = "、".join(f"“{heading.name}”" for heading in headings if heading.required)
        return (
            f"前 {ROWS_SEARCHED} 行里没有找到表头。请在表格里写一行列名，要有 {names}，"
            "每户一行写在下面，再导入。"
        )
    nearest = max(found, key=lambda one: len(one.columns))
    lacking = [
        f"“{heading.name}”" + (f"(也可写 {'、'.join(heading.aliases)})" if heading.aliases else "")
        for heading in missing(nearest.columns, headings)
    ]
    sheet = f"工作表“{nearest.grid.sheet}”" if nearest.grid.sheet else ""
    return f"{sheet}第{nearest.row + 1}行的表头缺少 {'、'.join(lacking)}。请补上这一列，再导入。"
