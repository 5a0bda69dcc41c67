"""The cells of a month's grid: every record of a sheet by household and item, with its history.

There are two grids of a sheet. One is for what the group and the office record, and leaves claims
alone; the other, of claims, is for what households claim on paper, and writes nothing else.
Records are added and voided but never changed, so what a cell showed at any version of its sheet
can be told afterwards. A page carries the version it was made from, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from households.models import Household
from points.models import Item, Record, Sheet
from points.models.record import BY_CARD
from points.services.recordbook import claimable
from points.services.sheet_households import of_sheet
from points.steps import Step

_RECORD = (
    "pk",
    "item__code",
    "ref",
    "points",
    "occurred_on",
    "note",
    "origin",
    "late",
    "version",
    "by_card",
    "recorded_by__name",
    "voided_in_version",
    "voided_by__name",
    "revisions__points_after",
    "revisions__version",
    "revisions__by__name",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A record as a grid needs it, its latest revision included; points whole, with sign.

    `voided_by` says something only once it is voided.
    """

    pk: int
    ref: str
    points: int
    occurred_on: date
    note: str
    origin: str
    late: bool
    version: int
    by_card: bool
    recorded_by: str
    voided_in: int | None
    voided_by: str
    revised_to: int | None
    revised_in: int | None
    revised_by: str

    def stood_at(self, version: int) -> bool:
        return self.version <= version and (self.voided_in is None or self.voided_in > version)

    @property
    def stands(self) -> bool:
        return self.voided_in is None

    @property
    def source(self) -> str:
        """Where it comes from, in few words."""
        return "积分卡" if self.by_card else Record.Origin(self.origin).label

    @property
    def changed_in(self) -> tuple[int, str]:
        """The version of the last thing that happened to it, and who did it."""
        if self.voided_in is not None:
            return self.voided_in, self.voided_by
        if self.revised_in is not None:
            return self.revised_in, self.revised_by
        return self.version, self.recorded_by


@dataclass(slots=True)
class Cell:
    """What one household has under one item, voided records included."""

    facts: list[Fact] = field(default_factory=list)

    @property
    def standing(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.stands]

    @property
    def now(self) -> int | None:
        """Points of what stands, revisions included; None when nothing does."""
        return _sum(f.points if f.revised_to is None else f.revised_to for f in self.standing)

    def at(self, version: int) -> int | None:
        """What an open cell showed at `version`; a cell with revisions was not open."""
        return _sum(fact.points for fact in self.facts if fact.stood_at(version))

    def why_closed(self, *, claims: bool) -> str:
        """Why no number may be typed over it, in few words; empty when one may.

        A grid takes over at most one record, not revised: of claims only one that came on paper,
        otherwise any that is not a claim.
        """
        standing = self.standing
        if len(standing) > 1:
            return f"{len(standing)}条"
        for fact in standing:
            is_claim = fact.origin == Record.Origin.SELF
            if is_claim != claims or fact.by_card:
                return fact.source if claims else "自评"
            if fact.revised_to is not None:
                return "已改分"
        return ""

    def changed_by(self, since: int) -> str:
        """Who last changed it after version `since`; empty when nobody did."""
        version, name = max((fact.changed_in for fact in self.facts), default=(0, ""))
        return name if version > since else ""


@dataclass(slots=True)
class Row:
    """A household of the grid; `line` is its line's primary key, None before its first record."""

    household: int
    code: str
    head: str
    line: int | None
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, item: str) -> Cell:
        """The cell under the item of that code; an empty one where nothing was ever recorded."""
        return self.cells.get(item) or Cell()


@dataclass(slots=True)
class Board:
    """A sheet's grid: items of its standard by code and rows by household code, both in order."""

    items: dict[str, Item]
    rows: dict[str, Row]

    def used(self) -> set[str]:
        """Codes of the items under which something stands."""
        return {
            code for row in self.rows.values() for code, cell in row.cells.items() if cell.standing
        }


def takes(sheet: Sheet, *, claims: bool) -> bool:
    """Whether numbers may be typed in: claims until self-evaluation is over, others until group
    scoring is."""
    return sheet.takes_records and (not claims or sheet.step == Step.SELF)


def read(sheet: Sheet, *, claims: bool = False) -> Board:
    """The grid of `sheet` as it is now, of claims with the items that may be claimed. Two
    queries."""
    items = Item.objects.of_sheet(sheet).order_by("position")
    rows: dict[str, Row] = {}
    for household, code, head, line, *record in _rows(sheet):
        row = rows.setdefault(code, Row(household, code, head, line))
        if record[0] is not None:
            _put(row, record)
    return Board({item.code: item for item in items if not claims or claimable(item)}, rows)


def _rows(sheet: Sheet) -> QuerySet[Household, tuple[Any, ...]]:
    return (
        of_sheet(sheet)
        .order_by("code", "line__records__pk", "line__records__revisions__pk")
        .values_list(
            "pk", "code", "head", "line_key", *(f"line__records__{name}" for name in _RECORD)
        )
    )


def _put(row: Row, record: list[Any]) -> None:
    """Adds one row of the query; a record comes once per revision, the latest last."""
    pk, item, ref, points, day, note, origin, late, version, card, by, *rest = record
    voided_in, voided_by, revised_to, revised_in, revised_by = rest
    fact = Fact(
        pk, ref, points, day, note, origin, late, version, card is not None, by or BY_CARD,
        voided_in, voided_by or BY_CARD, revised_to, revised_in, revised_by or "",
    )  # fmt: skip
    facts = row.cells.setdefault(item, Cell()).facts
    if facts and facts[-1].pk == pk:
        facts.pop()
    facts.append(fact)


def _sum(points: Iterable[int]) -> int | None:
    found = list(points)
    return sum(found) if found else None
