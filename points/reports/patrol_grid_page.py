"""The grid of a round as its page shows it: indicators across, households down, full marks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from households.models import User
from points.models import PatrolRound
from points.patrol import INDICATORS
from points.reports.grid_page import Typed
from points.services.grid import Conflict, Key
from points.services.patrol_grid import NUMBERS, Row


@dataclass(frozen=True, slots=True)
class Field:
    """A cell. `saved` is what the database has where `text` differs; `link` leads to the problem of
    a cell that can't be typed into."""

    indicator: int
    id: str
    text: str
    saved: str | None
    locked: bool
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    head: str
    own: bool
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class PatrolGrid:
    """`version` is what the page carries to be told apart from what others change meanwhile."""

    version: int
    columns: list[tuple[int, str]]
    lines: list[Line]
    problems: list[dict[str, str]]


def grid_page(patrol: PatrolRound, rows: Mapping[str, Row], user: User, typed: Typed) -> PatrolGrid:
    """The table for `user`, with the problems for the summary on top."""
    version = typed.version or patrol.version
    lines: list[Line] = []
    problems: list[dict[str, str]] = []
    for y, (code, row) in enumerate(rows.items(), start=1):
        own = row.household.pk == user.household_id
        fields = [_field(patrol, code, row, each, y, typed, version, own=own) for each in NUMBERS]
        lines.append(Line(code, row.household.head, own, fields))
        problems += [
            {
                "text": f"{row.household}，{INDICATORS[each.indicator - 1]}：{each.note}",
                "target": each.id,
            }
            for each in fields
            if each.note
        ]
    # A household may have left the sheet while it was typed into.
    gone = [key for key in typed.notes if key[0] not in rows or key[1] not in map(str, NUMBERS)]
    problems += [{"text": f"{key[0]}：{typed.notes[key]}", "target": ""} for key in gone]
    return PatrolGrid(version, list(enumerate(INDICATORS, start=1)), lines, problems)


def _field(
    patrol: PatrolRound,
    code: str,
    row: Row,
    indicator: int,
    y: int,
    typed: Typed,
    version: int,
    *,
    own: bool,
) -> Field:
    cell = row.cell(indicator)
    key: Key = (code, str(indicator))
    beyond_typing = own or cell.is_problem
    saved = str(cell.now if beyond_typing else cell.at(version))
    text = saved if beyond_typing else typed.texts.get(key, saved)
    link = reverse("patrol_finding", args=[cell.standing[0].ref]) if cell.is_problem else ""
    return Field(
        indicator,
        f"cell-{y}-{indicator}",
        text,
        saved if saved != text else None,
        beyond_typing or not patrol.is_open,
        link,
        typed.notes.get(key, ""),
    )


def conflict_note(conflict: Conflict) -> str:
    """What somebody else made of the cell, and what became of the score typed."""
    then = "请点开问题办理" if conflict.closed else "仍要这样改的，请再保存一次"
    return f"{conflict.by}已改为{conflict.now}，您填的{conflict.typed}没有保存；{then}。"
