"""A grid as a page shows it: columns, rows, cells with what was typed, what is wrong, totals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from households.models import User
from points.models import Item, Sheet
from points.services.amounts import why_not_by_points, worth
from points.services.grid import Conflict, Key
from points.services.gridbook import Board, Row, takes

USUAL_UNITS = ("月", "季")
"""Items that a group goes through household by household, shown unless others are asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    title: str
    worth: str


@dataclass(frozen=True, slots=True)
class Field:
    """A cell. `saved` is what the database has where `text` differs; `link` leads to the records of
    a cell that can't be typed into."""

    item: str
    id: str
    text: str
    saved: str | None
    locked: bool
    reason: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    head: str
    own: bool
    fields: list[Field]
    total: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a page that could not be saved whole, and what is to be said about it.

    `version` is the version of the sheet that the page is made from; None for the present one.
    """

    version: int | None = None
    texts: Mapping[Key, str] = field(default_factory=dict)
    notes: Mapping[Key, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GridPage:
    """`version` is what the page carries to be told apart from what others change meanwhile."""

    version: int
    columns: list[Column]
    lines: list[Line]
    totals: list[int]
    problems: list[dict[str, str]]

    @property
    def grand_total(self) -> int:
        return sum(self.totals)


def chosen_items(board: Board, asked: Sequence[str], *, claims: bool = False) -> list[Item]:
    """The items asked for by code. When none is known all that may be claimed, as the paper form
    lists them; in a grid of records the usual ones and those in use."""
    known = [item for code, item in board.items.items() if code in asked]
    if known or claims:
        return known or list(board.items.values())
    used = board.used()
    return [item for item in board.items.values() if item.unit in USUAL_UNITS or item.code in used]


def grid_page(
    sheet: Sheet,
    board: Board,
    items: Collection[Item],
    user: User,
    typed: Typed,
    *,
    claims: bool = False,
) -> GridPage:
    """The table for `user`, with the problems for the summary on top."""
    version = typed.version or sheet.version
    is_over = not takes(sheet, claims=claims)
    columns = [Column(item.code, item.title, worth(item)) for item in items]
    lines: list[Line] = []
    problems: list[dict[str, str]] = []
    for y, row in enumerate(board.rows.values(), start=1):
        own = row.household == user.household_id
        fields = [
            _field(
                sheet,
                row,
                item,
                f"cell-{y}-{x}",
                typed,
                version,
                own=own,
                is_over=is_over,
                claims=claims,
            )
            for x, item in enumerate(items, start=1)
        ]
        lines.append(Line(row.code, row.head, own, fields, sum(_points(f.text) for f in fields)))
        problems += [
            {"text": f"{row.code} {row.head}，{each.item}：{each.note}", "target": each.id}
            for each in fields
            if each.note
        ]
    totals = [sum(_points(line.fields[x].text) for line in lines) for x in range(len(columns))]
    return GridPage(version, columns, lines, totals, problems)


def _field(
    sheet: Sheet,
    row: Row,
    item: Item,
    name: str,
    typed: Typed,
    version: int,
    *,
    own: bool,
    is_over: bool,
    claims: bool,
) -> Field:
    key = (row.code, item.code)
    cell = row.cell(item.code)
    closed = cell.why_closed(claims=claims) or why_not_by_points(item)
    beyond_typing = own or bool(closed)
    saved = _text(cell.now if beyond_typing else cell.at(version))
    text = saved if beyond_typing else typed.texts.get(key, saved)
    return Field(
        item.code,
        name,
        text,
        saved if saved != text else None,
        beyond_typing or is_over,
        closed,
        _records_of(sheet, row, item) if closed else "",
        typed.notes.get(key, ""),
    )


def conflict_note(conflict: Conflict) -> str:
    """What somebody else made of the cell, and what became of the number typed."""
    now = f"改为 {conflict.now}" if conflict.now is not None else "清空"
    typed = "清空" if conflict.typed is None else f"填的 {conflict.typed} "
    then = "这一格要到记录页办理" if conflict.closed else "仍要这样改的，请再保存一次"
    return f"{conflict.by}已{now}，您{typed}没有保存；{then}。"


def _records_of(sheet: Sheet, row: Row, item: Item) -> str:
    asked = {"month": sheet.period, "household": row.code, "item": item.code, "state": "standing"}
    return f"{reverse('record_list')}?{urlencode(asked)}"


def _text(points: int | None) -> str:
    return "" if points is None else str(points)


def _points(text: str) -> int:
    """A cell's number for the totals; what is not one counts nothing until it is put right."""
    return int(text) if text.removeprefix("-").isdecimal() else 0
