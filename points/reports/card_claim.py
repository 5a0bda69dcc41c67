"""What a household may claim: the months that are open to it and the items of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from households.models import Household
from points.models import Item, Sheet, SheetLine
from points.reports.item_search import matching
from points.reports.standard_page import ItemLine, item_line
from points.services.recordbook import claimable
from points.steps import Step


@dataclass(frozen=True, slots=True)
class ClaimArea:
    """An area with what may be claimed in it."""

    name: str
    lines: list[ItemLine]


def open_to_claims(household: Household) -> list[Sheet]:
    """The sheets in which `household` may claim now, the latest month first. One query."""
    has_line = SheetLine.objects.filter(
        household=household, year=OuterRef("year"), month=OuterRef("month")
    )
    # Came to the group after the sheet was opened: its first claim makes the line.
    newcomer = Q(~Exists(has_line), group=household.group_id)
    mine = Q(pk__in=SheetLine.objects.filter(household=household).values("sheet"))
    found = Sheet.objects.filter(
        mine | newcomer if household.left_on is None else mine,
        community=household.community_id,
        state=Sheet.State.REVIEW,
        step=Step.SELF,
    )
    return list(found.order_by("-year", "-month"))


def claimable_items(sheet: Sheet) -> list[Item]:
    """What may be claimed by the standard of `sheet`, in its order; of what villages have added,
    the own village's alone. One query."""
    items = Item.objects.of_sheet(sheet).select_related("rule__area", "village")
    return [item for item in items.order_by("position") if claimable(item)]


def claim_areas(items: Iterable[Item], sought: str = "") -> list[ClaimArea]:
    """`items` by area; with words typed, those alone that the words may mean."""
    areas: dict[str, list[ItemLine]] = {}
    for item in matching(items, sought) if sought.strip() else items:
        areas.setdefault(item.rule.area.name, []).append(item_line(item))
    return [ClaimArea(name, lines) for name, lines in areas.items()]
