"""事项清单 in a notice: what the month's awards were given for, item by item. Awards only.

Each is told with the points it counts in the month's total as it is published: after every
revision, after the caps of month and year and the exclusive groups. So an award that counts nothing
is not told, and where a household has neither deductions nor sensitive items its awards sum to its
total. What an objection changes later is told as a correction of the line in the next notice.

Deductions stay numbers per area. Items marked sensitive in their standard, notes, reasons and names
are never told. Nor are a household's awards in an area where something of its month may not be
told: the points of the area less those awards would be the points of the secret, and the standard,
which everybody can read, says which item gives so many.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from points.models import Record, Sheet

Parts = set[tuple[int, int]]
"""Lines with an area of the standard (primary keys)."""


@dataclass(frozen=True, slots=True)
class Awards:
    """`items`: code and name of what was awarded, in the order of the standard. `by_sheet`: per
    sheet (primary key) code, day, household reference and points, by item, day and household."""

    items: list[list[str]]
    by_sheet: Mapping[int, list[list[Any]]]


def awards(sheets: Sequence[Sheet], refs: Mapping[int, str]) -> Awards:
    """The awards of `sheets`, which are settled and of one standard; `refs`: the reference of each
    household (primary key). One query."""
    counted = (
        Record.objects.standing()
        .filter(line__sheet__in=sheets)
        .exclude(score__counted=0)
        .order_by("item__position", "occurred_on", "line__household__code", "pk")
    )
    found = list(counted.values(*_READ))
    secret: Parts = {_part(row) for row in found if _may_not_be_told(row)}
    items: dict[str, str] = {}
    by_sheet: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for row in found:
        if _part(row) in secret:
            continue
        code, ref = row["item__code"], refs[row["line__household"]]
        items[code] = row["item__title"]
        told = [code, row["occurred_on"].isoformat(), ref, row["score__counted"]]
        by_sheet[row["line__sheet"]].append(told)
    return Awards([[code, title] for code, title in items.items()], by_sheet)


_READ = (
    "line",
    "line__sheet",
    "line__household",
    "item__code",
    "item__title",
    "item__sensitive",
    "item__rule__area",
    "occurred_on",
    "score__counted",
)


def _part(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["line"], row["item__rule__area"]


def _may_not_be_told(row: Mapping[str, Any]) -> bool:
    return row["item__sensitive"] or row["score__counted"] < 0
