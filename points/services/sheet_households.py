"""Which households a sheet is about: those with a line in it, and who came to the group since."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from households.models import Household
from households.services.days import day_of
from points.models import Sheet, SheetLine

CAME_LATER: Final = "开表之后登记的户"
"""The doubt about what a whole month or year gives to a household that may not have been there."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Households (primary keys) without a line of their own in a sheet: `afterwards` those who
    came when its month was over, `within` those of whom that is not known."""

    within: frozenset[int]
    afterwards: frozenset[int]


def of_sheet(sheet: Sheet) -> QuerySet[Any]:
    """The households of `sheet` by code; `line` joins their line in it, of which
    `line_key` is the primary key: None for one that came after the sheet was opened."""
    has_line = SheetLine.objects.filter(
        household=OuterRef("pk"), sheet__year=sheet.year, sheet__month=sheet.month
    )
    # One who has a line in another group's sheet of the month stays there.
    newcomers = Q(group=sheet.group_id, left_on__isnull=True) & ~Exists(has_line)
    return (
        Household.objects.annotate(
            line=FilteredRelation("lines", condition=Q(lines__sheet=sheet.pk)),
            line_key=F("line__pk"),
        )
        # The community is implied; naming it keeps the reading within one tenant's index.
        .filter(Q(line__isnull=False) | newcomers, community=sheet.community_id)
        .order_by("code")
    )


def newcomers(sheet: Sheet) -> Newcomers:
    """Who came to the group after `sheet` was opened. One query.

    Nothing says when a household was registered; whoever was there at the opening has a line.
    """
    keys = frozenset(of_sheet(sheet).filter(line__isnull=True).values_list("pk", flat=True))
    nobody: frozenset[int] = frozenset()
    over = day_of(sheet.opened_at) > sheet.period.last_day
    return Newcomers(nobody, keys) if over else Newcomers(keys, nobody)
