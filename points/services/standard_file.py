"""Reads a standard from a table with the columns of `points/data/standard-14-rules.csv`."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from households.names import fold
from households.tables import (
    Cell,
    Heading,
    Row,
    RowError,
    Table,
    as_code,
    as_text,
    as_whole_number,
    read_table,
)
from points.services.standards import ItemRow

RANGE = re.compile(r"(-?\d+)[~～](-?\d+)")
YES = {"是", "√", "1", "Y", "y"}
NO = {"", "否", "×", "0", "N", "n"}


def _range(cell: Cell) -> tuple[int, int]:
    """Points: 5, -5, or a range as in 5~20."""
    found = RANGE.fullmatch(fold(as_text(cell)).replace("−", "-"))
    if found:
        return int(found[1]), int(found[2])
    points = as_whole_number(cell)
    if points is None:
        raise ValueError("分值不能空着，请填整数，或写成 5~20。")
    return points, points


def _mark(cell: Cell) -> bool:
    text = as_text(cell)
    if text not in YES | NO:
        raise ValueError(f"“{text}”看不懂，请填“是”或空着。")
    return text in YES


def _needed(read: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    def reader(cell: Cell) -> Any:
        value = read(cell)
        if value in ("", None):
            raise ValueError("这一格不能空着，请填写。")
        return value

    return reader


COLUMNS: dict[str, tuple[str, Callable[[Cell], Any], bool]] = {
    "方面": ("area", _needed(as_text), True),
    "条号": ("rule_number", _needed(as_whole_number), True),
    "条目": ("rule_title", _needed(as_text), True),
    "每条年上限": ("rule_yearly_cap", as_whole_number, False),
    "评分项编号": ("code", _needed(as_code), True),
    "评分项": ("title", _needed(as_text), True),
    "分值": ("points", _range, True),
    "计分单位": ("unit", _needed(as_text), True),
    "每月上限": ("monthly_cap", as_whole_number, False),
    "每年上限": ("yearly_cap", as_whole_number, False),
    "互斥组": ("exclusive_group", as_text, False),
    "佐证": ("evidence", as_text, False),
    "可申报人": ("proposers", as_text, False),
    "敏感事由": ("sensitive", _mark, False),
    "一票否决": ("veto", _mark, False),
    "依据": ("basis", as_text, False),
}
"""Heading → field of ItemRow, how a cell is read, and whether the column must be there."""

HEADINGS = [Heading(name, required=required) for name, (_, _, required) in COLUMNS.items()]


class StandardFileRefused(ValueError):
    """The table has mistakes; `errors` names each with its Excel row, column and reason."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__("；".join(str(error) for error in errors))
        self.errors = errors


def read_standard(content: bytes, filename: str) -> list[ItemRow]:
    """The items of the table, in its order.

    Raises TableError when the file is no such table, StandardFileRefused for mistakes in rows: a
    cell that cannot be read, a code used twice, one rule under two titles, areas or caps.
    """
    table = read_table(content, filename, HEADINGS)
    errors: list[RowError] = []
    items: list[ItemRow] = []
    lines: dict[str, int] = {}
    rules: dict[int, tuple[int, ItemRow]] = {}
    for row in table.rows:
        values = _values(table, row, errors)
        if values is None:
            continue
        item = ItemRow(**values)
        if item.code in lines:
            reason = f"评分项编号{item.code}在第{lines[item.code]}行已经用过，请改正。"
            errors.append(table.error(row, "评分项编号", reason))
        first_line, first = rules.setdefault(item.rule_number, (row.number, item))
        for heading, field in (
            ("方面", "area"),
            ("条目", "rule_title"),
            ("每条年上限", "rule_yearly_cap"),
        ):
            if getattr(first, field) != getattr(item, field):
                reason = f"第{item.rule_number}条的{heading}与第{first_line}行不一致，请改成一样。"
                errors.append(table.error(row, heading, reason))
        lines.setdefault(item.code, row.number)
        items.append(item)
    if errors:
        raise StandardFileRefused(errors)
    return items


def _values(table: Table, row: Row, errors: list[RowError]) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    wrong = False
    for heading, (field, read, _) in COLUMNS.items():
        try:
            values[field] = read(row.values[heading])
        except ValueError as error:
            errors.append(table.error(row, heading, str(error)))
            wrong = True
    if wrong:
        return None
    values["points_min"], values["points_max"] = values.pop("points")
    return values
