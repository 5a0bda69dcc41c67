"""Saves a villager group's month as typed into one table: only what was changed, all or nothing.

A cell holds points. Typing over a number voids its record and adds another that keeps the day,
note and origin; emptying the cell voids it. In the grid of claims a number is what the household
claims on paper. The page carries the version of the sheet it was made
from, so what somebody else changed meanwhile is told apart from what was typed, and sending the
same page twice finds everything as it should be: no form token is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from households.models import Household, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from households.tables.cells import as_whole_number
from points.models import Item, Record, Sheet, SheetLine
from points.services import records
from points.services.amounts import quantity_for, why_not_by_points
from points.services.gridbook import Board, Cell, Fact, Row, read, takes
from points.services.recordbook import (
    TYPES_IN_CLAIMS,
    Draft,
    RecordBook,
    check_day_within,
    origin_by,
    scoring_is_over,
)

CHANGED = "表格改数"
CLEARED = "表格清除"
RIGHTS = ("points.add_record", "points.void_record")
"""One who may only add, or only void, does not get the grid."""
CLAIM_RIGHTS = (*RIGHTS, TYPES_IN_CLAIMS)

Key = tuple[str, str]
"""A cell: household code, item code."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell typed into that somebody else, `by`, changed meanwhile; it was left alone.

    Points with sign; None is an empty cell. `closed` when it can't be typed into any more.
    """

    key: Key
    typed: int | None
    now: int | None
    by: str
    closed: bool


@dataclass(slots=True)
class Saved:
    """How many cells were saved, how many were already as typed, and which were left alone."""

    cells: int = 0
    already: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


class CellsRefused(Refused):
    """Some cells are wrong, so nothing was saved: `by_key` has a sentence for each."""

    def __init__(self, by_key: dict[Key, str]) -> None:
        super().__init__(list(by_key.values()))
        self.by_key = by_key


@transaction.atomic
def save(
    sheets: QuerySet[Sheet],
    seen: int,
    typed: Mapping[Key, str],
    day: date,
    by: User,
    at: datetime,
    *,
    claims: bool = False,
) -> Saved:
    """Saves the cells of the one sheet in `sheets` whose text differs from what they showed.

    `seen` is the version of the sheet the page was made from; new records get `day`.
    Raises Sheet.DoesNotExist; Refused without an office, after group scoring (for `claims`: after
    self-evaluation), for a day outside the month; CellsRefused for cells that are wrong. Ten
    queries at most, whatever changed.
    """
    sheet = sheets.select_for_update(of=("self",)).select_related("group__parent").get()
    rights = CLAIM_RIGHTS if claims else RIGHTS
    office = offices_for(by, rights, [sheet.group], day_of(at))[sheet.group_id]
    if not takes(sheet, claims=claims):
        raise Refused(_why_over(sheet))
    check_day_within(sheet.period, day, at)
    board = read(sheet, claims=claims)
    sheet_lines = {
        row.household: SheetLine(
            pk=row.line, sheet=sheet, community_id=sheet.community_id, household_id=row.household
        )
        for row in board.rows.values()
        if row.line is not None
    }
    items = {(sheet.standard_id, code): item for code, item in board.items.items()}
    book = RecordBook(sheet.period, [sheet], sheet_lines, items)
    origin = Record.Origin.SELF if claims else origin_by(office)
    change = _Change(board, book, sheet, seen, day, origin, by, at)
    for key, text in typed.items():
        change.look_at(key, text)
    if change.wrong:
        raise CellsRefused(change.wrong)
    if change.voids or change.added:
        records.change(book, change.added, change.voids, by, at)
    return change.saved


def _why_over(sheet: Sheet) -> str:
    if sheet.takes_records:
        return f"{sheet}的群众自评已截止，不能再录自评；漏报的事，请由村小组评分时补记。"
    return scoring_is_over(sheet)


@dataclass(slots=True)
class _Change:
    """What the typed cells come to, gathered one by one."""

    board: Board
    book: RecordBook
    sheet: Sheet
    seen: int
    day: date
    origin: str
    by: User
    at: datetime
    saved: Saved = field(default_factory=Saved)
    wrong: dict[Key, str] = field(default_factory=dict)
    added: list[Record] = field(default_factory=list)
    voids: dict[int, str] = field(default_factory=dict)

    def look_at(self, key: Key, text: str) -> None:
        row, item = self.board.rows.get(key[0]), self.board.items.get(key[1])
        if row is None or item is None:
            self.wrong[key] = "这一格已不在本表中，请刷新页面后重填。"
            return
        cell = row.cell(item.code)
        is_claim = self.origin == Record.Origin.SELF
        closed = bool(why_not_by_points(item) or cell.why_closed(claims=is_claim))
        try:
            # Nought points are no points: paper forms have it both ways.
            points = as_whole_number(text) or None
            if points == cell.at(self.seen):
                return
            if points == cell.now and not closed:
                self.saved.already += 1
            elif author := cell.changed_by(self.seen):
                self.saved.conflicts.append(Conflict(key, points, cell.now, author, closed))
            elif closed:
                self.wrong[key] = "这一格不能在表格里改，请到记录页办理。"
            else:
                self._rewrite(row, item, cell, points)
                self.saved.cells += 1
        except Refused as refused:
            self.wrong[key] = refused.messages[0]
        except ValueError as error:
            self.wrong[key] = str(error)

    def _rewrite(self, row: Row, item: Item, cell: Cell, points: int | None) -> None:
        if row.household == self.by.household_id:
            raise Refused("不能给自己家记分，请由别的工作人员记录。")
        old = cell.standing[0] if cell.standing else None
        if points is not None:
            self.added.append(self._accept(row, item, points, old))
        if old is not None:
            self.voids[old.pk] = CLEARED if points is None else CHANGED

    def _accept(self, row: Row, item: Item, points: int, old: Fact | None) -> Record:
        household = Household(
            pk=row.household,
            code=row.code,
            head=row.head,
            group=self.sheet.group,
            community_id=self.sheet.community_id,
        )
        draft = Draft(
            household,
            item.code,
            old.occurred_on if old else self.day,
            quantity_for(item, points),
            points,
            old.note if old else "",
            old.late if old else False,
        )
        return self.book.accept(draft, old.origin if old else self.origin, self.by, self.at)
