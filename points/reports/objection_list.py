"""Objections one below the other: whose line, by whom, where each stands, how much time is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from points.models import Objection
from points.reports.objection_words import TONES, Clock, clock, objector, standing


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """`clock` is None once it is answered."""

    objection: Objection
    objector: str
    standing: str
    tone: str
    clock: Clock | None


def listed(objections: QuerySet[Objection]) -> QuerySet[Objection]:
    """`objections` with what every list of them shows."""
    return objections.select_related(
        "notice__community",
        "line__household__group",
        "line__sheet__group__parent",
        "line__sheet__standard",
        "objector",
        "typed_by",
        "reply",
    ).defer("notice__content")


def objection_rows(objections: Iterable[Objection], today: date) -> list[ObjectionRow]:
    """A row for each of `objections` (see `listed`), in their order. No query."""
    rows = []
    for each in objections:
        stands = standing(each)
        waits = None if hasattr(each, "reply") else clock(each, today)
        rows.append(ObjectionRow(each, objector(each), stands, TONES[stands], waits))
    return rows
