"""Reads a standard from a table with the columns of `points/data/standard-14-rules.csv`."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from households.tables import Row, RowError, Table, as_text, read_table
from points.fitness import holes
from points.models import Area, Rule, Standard
from points.services.standard_columns import (
    AREA_CAPS,
    COLUMNS,
    HEADINGS,
    HEADINGS_OF_ITEM,
    RULE_CAPS,
    SETTINGS,
)
from points.services.standards import ItemRow, as_item
from points.tiers import Tiers

CAPS_OF_ITEM: Final = {
    "每月上限": "monthly_cap",
    "每季上限": "quarterly_cap",
    "每年上限": "yearly_cap",
}
LIKE: Final = 0.5
"""How much of a heading must be right for another one to be thought of; 每月上线 for 每月上限."""


class StandardFileRefused(ValueError):
    """The table has mistakes; `errors` names each with its Excel row, column and reason."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__("；".join(str(error) for error in errors))
        self.errors = errors


def read_standard(content: bytes, filename: str) -> list[ItemRow]:
    """The items of the table, in its order.

    Raises TableError when the file is no such table, StandardFileRefused for a column whose heading
    means nothing here (a misspelt one would take its caps away), and for mistakes in rows: a cell
    that cannot be read, points and caps that contradict each other, a cap under its points, a code
    used twice, one rule under two titles, areas or caps, an exclusive group over two rules.
    """
    table = read_table(content, filename, HEADINGS)
    errors: list[RowError] = [_unknown(table, heading) for heading in table.unknown]
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


def remarks_on(rows: Sequence[ItemRow]) -> list[str]:
    """Sentences for the numbers that are left out in counting, which a draft may have."""
    return list(holes([], {row.rule_number for row in rows}, [row.code for row in rows]))


def _unknown(table: Table, heading: str) -> RowError:
    """What to do about a heading that is none of ours, and which it may have been meant for."""
    free = [each for each in COLUMNS if each not in table.columns]
    meant = get_close_matches(heading, free, 1, LIKE)
    asked = f"是不是“{meant[0]}”？" if meant else ""
    told = f"不认识“{heading}”这一列，{asked}请改成标准的列名；用不着的，请删去这一列。"
    return RowError(table.heading_row, "", heading, told)


def _values(table: Table, row: Row, errors: list[RowError]) -> dict[str, Any] | None:
    values: dict[str, Any] = {"rule_caps": {}, "area_caps": {}, "settings": {}}
    wrong = False
    by_steps = bool(as_text(row.values["分档"])) and not as_text(row.values["分值"])
    for heading, (name, read, _) in COLUMNS.items():
        if heading == "分值" and by_steps:
            continue
        try:
            values[name] = read(row.values[heading])
        except ValueError as error:
            errors.append(table.error(row, heading, str(error)))
            wrong = True
    for field, columns in (
        ("rule_caps", RULE_CAPS),
        ("area_caps", AREA_CAPS),
        ("settings", SETTINGS),
    ):
        for heading, name in columns.items():
            number = values.pop(heading, None)
            if number is not None:
                values[field][name] = number
    if wrong:
        return None
    points = _ends(values["tiers"]) if by_steps else values.pop("points")
    values["points_min"], values["points_max"] = points
    return values


def _ends(tiers: str) -> tuple[int, int]:
    """The least and the most that steps give; any points where they can't be read, which is then
    told of the steps themselves."""
    try:
        points = Tiers.parse(tiers).points
    except ValueError:
        return 1, 1
    return points[0], points[-1]


def _mistakes(row: ItemRow) -> list[tuple[str, str]]:
    """What the models refuse in one line, as (heading, reason)."""
    rule = Rule(
        number=row.rule_number,
        title=row.rule_title,
        yearly_cap=row.rule_yearly_cap,
        **row.rule_caps,
    )
    rule_headings = {"number": "条号", "title": "条目", "yearly_cap": "每条年上限"}
    parts: tuple[tuple[Model, set[str], dict[str, str]], ...] = (
        (
            Area(name=row.area, **row.area_caps),
            {"standard", "number"},
            {"name": "方面"} | _by_field(AREA_CAPS),
        ),
        (rule, {"standard", "area"}, rule_headings | _by_field(RULE_CAPS)),
        (as_item(row), {"standard", "rule", "position"}, HEADINGS_OF_ITEM),
        (
            Standard(**row.settings),
            {"community", "title", "from_year", "from_month"},
            _by_field(SETTINGS),
        ),
    )
    found: list[tuple[str, str]] = []
    for part, unset, headings in parts:
        try:
            part.full_clean(unset, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                found += [(headings[name], reason) for reason in reasons]
    # The two ends of fixed points stand in one cell.
    return list(dict.fromkeys(found)) or list(_caps_below(row))


def _caps_below(row: ItemRow) -> Iterator[tuple[str, str]]:
    """The caps under which not even one matter of the item fits, as (heading, reason)."""
    most, awards = max(abs(row.points_min), abs(row.points_max)), row.points_max > 0
    caps = {heading: getattr(row, name) for heading, name in CAPS_OF_ITEM.items()}
    of_parts = {heading: row.rule_caps.get(name) for heading, name in RULE_CAPS.items()}
    of_parts |= {heading: row.area_caps.get(name) for heading, name in AREA_CAPS.items()}
    of_parts["每条年上限"] = row.rule_yearly_cap
    caps |= {each: cap for each, cap in of_parts.items() if ("扣分" in each) != awards}
    for heading, cap in caps.items():
        if cap is not None and abs(cap) < most:
            verb = "加" if awards else "扣"
            yield (
                heading,
                f"评分项{row.code}一次最多{verb}{most}分，{heading}只有{abs(cap)}分，"
                "上限低于分值，请改大上限或改小分值。",
            )


def _by_field(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: heading for heading, name in columns.items()}


def _disagreements(table: Table, read: Sequence[tuple[Row, ItemRow]]) -> list[RowError]:
    """Mistakes that show only when the lines are read together."""
    errors: list[RowError] = []
    codes: dict[str, int] = {}
    groups: dict[str, tuple[int, ItemRow]] = {}
    for row, item in read:
        if codes.setdefault(item.code, row.number) != row.number:
            reason = f"评分项编号{item.code}在第{codes[item.code]}行已经用过，请改正。"
            if isinstance(row.values["评分项编号"], float):
                reason += "Excel 会把 1.10 变成 1.1，请把这一列的格式改为“文本”后重新填写。"
            errors.append(table.error(row, "评分项编号", reason))
        if item.exclusive_group:
            line, first = groups.setdefault(item.exclusive_group, (row.number, item))
            if first.rule_number != item.rule_number:
                reason = f"互斥组“{item.exclusive_group}”在第{line}行属于第{first.rule_number}条，"
                errors.append(table.error(row, "互斥组", f"{reason}一个互斥组只能在一条之内。"))
            elif first.within_event != item.within_event:
                reason = f"互斥组“{item.exclusive_group}”与第{line}行一个按事件、一个按月，"
                errors.append(table.error(row, "同一事件只计一项", f"{reason}请改成一样。"))
    return errors + _different_within(table, read)


def _different_within(table: Table, read: Sequence[tuple[Row, ItemRow]]) -> list[RowError]:
    """What is said of a rule, of an area or of the whole standard, and differs between lines."""
    errors: list[RowError] = []
    rules: dict[int, tuple[int, ItemRow]] = {}
    areas: dict[str, tuple[int, ItemRow]] = {}
    settings: dict[str, tuple[int, int]] = {}
    for row, item in read:
        line, first = rules.setdefault(item.rule_number, (row.number, item))
        said = [
            (heading, getattr(first, COLUMNS[heading][0]), getattr(item, COLUMNS[heading][0]))
            for heading in ("方面", "条目", "每条年上限")
        ] + [
            (heading, first.rule_caps.get(name), item.rule_caps.get(name))
            for heading, name in RULE_CAPS.items()
        ]
        for heading, before, now in said:
            if before != now:
                reason = f"第{item.rule_number}条的{heading}与第{line}行不一致，请改成一样。"
                errors.append(table.error(row, heading, reason))
        line, first = areas.setdefault(item.area, (row.number, item))
        for heading, name in AREA_CAPS.items():
            if first.area_caps.get(name) != item.area_caps.get(name):
                reason = f"“{item.area}”的{heading}与第{line}行不一致，请改成一样。"
                errors.append(table.error(row, heading, reason))
        for heading, name in SETTINGS.items():
            if name in item.settings:
                value = item.settings[name]
                line, known = settings.setdefault(name, (row.number, value))
                if known != value:
                    reason = f"{heading}在第{line}行是{known}，一个标准只有一个，请改成一样。"
                    errors.append(table.error(row, heading, reason))
    return errors
