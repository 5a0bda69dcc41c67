"""Reads a standard from a table with the columns of `points/data/standard-14-rules.csv`."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

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
from points.models import Area, Rule
from points.services.standards import ItemRow, as_item

RANGE = re.compile(r"([+-]?\d+)[~～]([+-]?\d+)")
YES = {"是", "√", "1", "Y", "y"}
NO = {"", "否", "×", "0", "N", "n"}


def _range(cell: Cell) -> tuple[int, int]:
    """Points: 5, -5, or a range as in 5~20."""
    text = as_text(cell)
    found = RANGE.fullmatch(fold(text).replace("−", "-"))
    if found:
        return int(found[1]), int(found[2])
    try:
        points = as_whole_number(cell)
    except ValueError:
        points = None
    if points is None:
        was = f"“{text}”不是分值，" if text else "分值不能空着，"
        raise ValueError(f"{was}请填整数，例如 5 或 -5；有幅度的写成 5~20。")
    return points, points


def _item_code(cell: Cell) -> str:
    """A code such as 4.1, which Excel likes to keep as a number."""
    return as_code(as_text(cell) if isinstance(cell, float) else cell)


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
    "每条年上限": ("rule_yearly_cap", as_whole_number, True),
    "评分项编号": ("code", _needed(_item_code), True),
    "评分项": ("title", _needed(as_text), True),
    "分值": ("points", _range, True),
    "计分单位": ("unit", _needed(as_text), True),
    "每月上限": ("monthly_cap", as_whole_number, True),
    "每年上限": ("yearly_cap", as_whole_number, True),
    "互斥组": ("exclusive_group", as_text, True),
    "佐证": ("evidence", as_text, False),
    "可申报人": ("proposers", as_text, False),
    "敏感事由": ("sensitive", _mark, True),
    "一票否决": ("veto", _mark, True),
    "依据": ("basis", as_text, False),
}
"""Heading → field of ItemRow, how a cell is read, and whether the column must be there.

Whatever changes a score must: a misspelt heading would take its caps away without a word.
"""

HEADINGS = [Heading(name, required=required) for name, (_, _, required) in COLUMNS.items()]
_HEADINGS_OF_ITEM = {field: heading for heading, (field, _, _) in COLUMNS.items()} | {
    "points_min": "分值",
    "points_max": "分值",
}


class StandardFileRefused(ValueError):
    """The table has mistakes; `errors` names each with its Excel row, column and reason."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__("；".join(str(error) for error in errors))
        self.errors = errors


def read_standard(content: bytes, filename: str) -> list[ItemRow]:
    """The items of the table, in its order.

    Raises TableError when the file is no such table, StandardFileRefused for mistakes in rows: a
    cell that cannot be read, points and caps that contradict each other, a code used twice, one
    rule under two titles, areas or caps, an exclusive group that reaches over two rules.
    """
    table = read_table(content, filename, HEADINGS)
    errors: list[RowError] = []
    read: list[tuple[Row, ItemRow]] = []
    for row in table.rows:
        values = _values(table, row, errors)
        if values is not None:
            item = ItemRow(**values)
            errors += [table.error(row, *wrong) for wrong in _mistakes(item)]
            read.append((row, item))
    errors += _disagreements(table, read)
    if errors:
        raise StandardFileRefused(sorted(errors, key=lambda error: error.row))
    return [item for _, item in read]


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


def _mistakes(row: ItemRow) -> list[tuple[str, str]]:
    """What the models refuse in one line, as (heading, reason)."""
    rule = Rule(number=row.rule_number, title=row.rule_title, yearly_cap=row.rule_yearly_cap)
    rule_headings = {"number": "条号", "title": "条目", "yearly_cap": "每条年上限"}
    parts: tuple[tuple[Model, set[str], dict[str, str]], ...] = (
        (Area(name=row.area), {"standard", "number"}, {"name": "方面"}),
        (rule, {"standard", "area"}, rule_headings),
        (as_item(row), {"standard", "rule", "position"}, _HEADINGS_OF_ITEM),
    )
    found: list[tuple[str, str]] = []
    for part, unset, headings in parts:
        try:
            part.full_clean(unset, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for field, reasons in error.message_dict.items():
                found += [(headings[field], reason) for reason in reasons]
    # The two ends of fixed points stand in one cell.
    return list(dict.fromkeys(found))


def _disagreements(table: Table, read: Sequence[tuple[Row, ItemRow]]) -> list[RowError]:
    """Mistakes that show only when the lines are read together."""
    errors: list[RowError] = []
    codes: dict[str, int] = {}
    rules: dict[int, tuple[int, ItemRow]] = {}
    groups: dict[str, tuple[int, ItemRow]] = {}
    for row, item in read:
        if codes.setdefault(item.code, row.number) != row.number:
            reason = f"评分项编号{item.code}在第{codes[item.code]}行已经用过，请改正。"
            if isinstance(row.values["评分项编号"], float):
                reason += "Excel 会把 1.10 变成 1.1，请把这一列的格式改为“文本”后重新填写。"
            errors.append(table.error(row, "评分项编号", reason))
        line, first = rules.setdefault(item.rule_number, (row.number, item))
        for heading in ("方面", "条目", "每条年上限"):
            field = COLUMNS[heading][0]
            if getattr(first, field) != getattr(item, field):
                reason = f"第{item.rule_number}条的{heading}与第{line}行不一致，请改成一样。"
                errors.append(table.error(row, heading, reason))
        if item.exclusive_group:
            line, first = groups.setdefault(item.exclusive_group, (row.number, item))
            if first.rule_number != item.rule_number:
                reason = f"互斥组“{item.exclusive_group}”在第{line}行属于第{first.rule_number}条，"
                errors.append(table.error(row, "互斥组", f"{reason}一个互斥组只能在一条之内。"))
    return errors
