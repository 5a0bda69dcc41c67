"""事项清单 in a notice: what the month's awards were given for, item by item. Awards only.

Each is told with the points it counts in the month's total as it is published: after every
revision, after the caps of month and year and the exclusive groups. So an award that counts nothing
is not told, and where a household has neither deductions nor sensitive items its awards sum to its
total. What an objection changes later is told as a correction of the line in the next notice.

Deductions stay numbers per area. Items marked sensitive in their standard, notes, reasons and names
are never told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from points.models import Record, Sheet


@dataclass(frozen=True, slots=True)
class Awards:
    """`items`: code and name of what was awarded, in the order of the standard. `by_sheet`: per
    sheet (primary key) code, day, household reference and points, by item, day and household."""

    items: list[list[str]]
    by_sheet: Mapping[int, list[list[Any]]]


def awards(sheets: Sequence[Sheet], refs: Mapping[int, str]) -> Awards:
    """The awards of `sheets`, which are settled and of one standard; `refs`: the reference of each
    household (primary key). One query."""
    rows = (
        Record.objects.standing()
        .filter(line__sheet__in=sheets, item__points_min__gt=0, item__sensitive=False)
        .filter(score__counted__gt=0)
        .order_by("item__position", "occurred_on", "line__household__code", "pk")
        .values_list(
            "line__sheet",
            "line__household",
            "item__code",
            "item__title",
            "occurred_on",
            "score__counted",
        )
    )
    items: dict[str, str] = {}
    by_sheet: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for sheet, household, code, title, day, points in rows:
        items[code] = title
        by_sheet[sheet].append([code, day.isoformat(), refs[household], points])
    return Awards([[code, title] for code, title in items.items()], by_sheet)
