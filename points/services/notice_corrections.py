"""更正 in a notice: what was corrected since the notices before, each told once.

Only numbers are told: neither why a line was wrong nor who said so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from households.models import Household, Place
from points.canonical import household_ref
from points.models import Adjustment, Correction, Notice, NoticeCorrection
from points.periods import Month


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice is about to tell: frozen content, the households behind it, and the rows."""

    content: list[dict[str, Any]]
    behind: dict[str, Household]
    corrections: Sequence[Correction]
    adjustments: Sequence[Adjustment]


def to_tell(community: Place, villages: Collection[int]) -> Told:
    """Corrections and approved adjustments of households in `villages` (primary keys) that no
    notice has told of. Call under the lock on the community's notices. Two queries."""
    corrections = list(
        Correction.objects.filter(
            community=community, told_in__isnull=True, line__sheet__group__parent__in=villages
        )
        .select_related("line__household", "line__sheet__group__parent")
        .order_by("line__household__code", "pk")
    )
    adjustments = list(
        Adjustment.objects.filter(
            community=community,
            told_in__isnull=True,
            decision__approved=True,
            household__group__parent__in=villages,
        )
        .select_related("household__group__parent")
        .order_by("household__code", "pk")
    )
    rows: list[dict[str, Any]] = []
    behind: dict[str, Household] = {}
    for correction in corrections:
        line = correction.line
        row = _row(community, line.sheet.group, line.household, behind)
        month = str(Month(line.year, line.month))
        rows.append(
            {
                **row,
                "kind": "objection",
                "month": month,
                "before": correction.total_before,
                "after": correction.total_after,
            }
        )
    for adjustment in adjustments:
        row = _row(community, adjustment.household.group, adjustment.household, behind)
        rows.append(
            {**row, "kind": "adjustment", "year": adjustment.year, "points": adjustment.points}
        )
    return Told(rows, behind, corrections, adjustments)


def _row(
    community: Place, group: Place, household: Household, behind: dict[str, Household]
) -> dict[str, Any]:
    ref = household_ref(household.salt, community.code, household.code)
    behind[ref] = household
    village_code = group.parent.code if group.parent else ""
    return {"village_code": village_code, "group_code": group.code, "ref": ref}


def mark_told(told: Told, notice: Notice) -> None:
    """Ties everything in `told` to the notice that tells of it."""
    rows = [
        *(NoticeCorrection(correction=each) for each in told.corrections),
        *(NoticeCorrection(adjustment=each) for each in told.adjustments),
    ]
    for row in rows:
        row.notice, row.community = notice, notice.community
    NoticeCorrection.objects.bulk_create(rows)
