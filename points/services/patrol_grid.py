"""Saves the paper sheet of a round as typed: a grid of scores in which everybody has full marks.

Only cells that differ from what they showed change anything: a lower score is a finding, typing
over it voids it and adds another, full marks void it. The page carries the version of the round it
was made from, so what somebody else changed meanwhile is told apart from what was typed, and
sending the same page twice finds everything as it should be: no form token is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from households.models import Household, User
from households.refusals import Refused
from households.tables.cells import as_whole_number
from points.models import PatrolFinding, PatrolFindingPhoto, PatrolRound
from points.patrol import FULL_MARKS, INDICATORS
from points.services.grid import CHANGED, CLEARED, CellsRefused, Conflict, Key, Saved
from points.services.patrol_book import Noted, RoundBook, households_of
from points.services.patrols import change

NUMBERS = range(1, len(INDICATORS) + 1)


@dataclass(slots=True)
class Cell:
    """What one household has under one indicator, voided findings included."""

    findings: list[PatrolFinding] = field(default_factory=list)

    @property
    def standing(self) -> list[PatrolFinding]:
        return [each for each in self.findings if each.voided_in_version is None]

    @property
    def now(self) -> int:
        """The score: full marks less the most that was taken."""
        return FULL_MARKS - max((each.taken for each in self.standing), default=0)

    def at(self, version: int) -> int:
        """The score at `version` of the round."""
        stood = [
            each.taken
            for each in self.findings
            if each.version <= version
            and (each.voided_in_version is None or each.voided_in_version > version)
        ]
        return FULL_MARKS - max(stood, default=0)

    @property
    def is_problem(self) -> bool:
        """Whether there is more to it than points, so that no number may be typed over it."""
        return any(
            each.note or each.fix_by or each.has_photo  # type: ignore[attr-defined]
            for each in self.standing
        )

    def changed_by(self, since: int) -> str:
        """Who last changed it after version `since`; empty when nobody did."""
        changes = [(each.version, each.by.name) for each in self.findings]
        changes += [
            (each.voided_in_version, each.voided_by.name)
            for each in self.findings
            if each.voided_in_version is not None and each.voided_by is not None
        ]
        version, name = max(changes, default=(0, ""))
        return name if version > since else ""


@dataclass(slots=True)
class Row:
    household: Household
    cells: dict[int, Cell] = field(default_factory=dict)

    def cell(self, indicator: int) -> Cell:
        """The cell under that indicator; an empty one where nothing was ever found."""
        return self.cells.get(indicator) or Cell()


def read(patrol: PatrolRound) -> dict[str, Row]:
    """The grid of the round as it is now: rows by household code, in order. Two queries."""
    rows = {household.code: Row(household) for household in households_of(patrol)}
    photos = PatrolFindingPhoto.objects.filter(finding=OuterRef("pk"))
    findings = (
        PatrolFinding.objects.filter(round=patrol)
        .annotate(has_photo=Exists(photos))
        .select_related("by", "voided_by", "household")
        .order_by("pk")
    )
    for finding in findings:
        row = rows.setdefault(finding.household.code, Row(finding.household))
        row.cells.setdefault(finding.indicator, Cell()).findings.append(finding)
    return rows


@transaction.atomic
def save(
    rounds: QuerySet[PatrolRound],
    seen: int,
    typed: Mapping[Key, str],
    day: date,
    by: User,
    at: datetime,
) -> Saved:
    """Saves the cells of the one round in `rounds` whose text differs from what they showed, and
    the `day` it was walked. An empty cell has full marks.

    `seen` is the version of the round the page was made from. Raises PatrolRound.DoesNotExist;
    Refused without an office, once closed or called off, for a day outside the week; CellsRefused
    for cells that are wrong. The number of queries does not grow with the cells.
    """
    book = RoundBook.open(rounds.get(), by, at)
    book.note_day(day)
    sheet = _Sheet(read(book.patrol), book, seen)
    for key, text in typed.items():
        sheet.look_at(key, text)
    if sheet.wrong:
        raise CellsRefused(sheet.wrong)
    change(book, sheet.added, sheet.voids)
    return sheet.saved


@dataclass(slots=True)
class _Sheet:
    """What the typed cells come to, gathered one by one."""

    rows: dict[str, Row]
    book: RoundBook
    seen: int
    saved: Saved = field(default_factory=Saved)
    wrong: dict[Key, str] = field(default_factory=dict)
    added: list[PatrolFinding] = field(default_factory=list)
    voids: dict[int, str] = field(default_factory=dict)

    def look_at(self, key: Key, text: str) -> None:
        code, number = key
        row = self.rows.get(code)
        if row is None or not number.isdecimal() or int(number) not in NUMBERS:
            self.wrong[key] = "这一格已不在本表中，请刷新页面后重填。"
            return
        cell = row.cell(int(number))
        try:
            score = _score(text)
            if score == cell.at(self.seen):
                return
            if score == cell.now:
                self.saved.already += 1
            elif author := cell.changed_by(self.seen):
                closed = cell.is_problem
                self.saved.conflicts.append(Conflict(key, score, cell.now, author, closed))
            elif cell.is_problem:
                self.wrong[key] = "这一格记有问题，请点开问题办理。"
            else:
                self._rewrite(row, int(number), cell, score)
        except Refused as refused:
            self.wrong[key] = refused.messages[0]
        except ValueError as error:
            self.wrong[key] = str(error)

    def _rewrite(self, row: Row, indicator: int, cell: Cell, score: int) -> None:
        if row.household.pk == self.book.by.household_id:
            raise Refused("不能给自己家记巡查扣分，请由另一位巡查员记。")
        if score < FULL_MARKS:
            noted = Noted(row.household, indicator, FULL_MARKS - score)
            self.added.append(self.book.accept(noted))
        reason = CLEARED if score == FULL_MARKS else CHANGED
        self.voids |= {each.pk: reason for each in cell.standing}
        self.saved.cells += 1


def _score(text: str) -> int:
    score = as_whole_number(text)
    if score is None:
        return FULL_MARKS
    if not 0 <= score <= FULL_MARKS:
        raise ValueError(f"每项0至{FULL_MARKS}分，请改正。")
    return score
