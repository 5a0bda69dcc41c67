"""Where a notice hangs in which no household has a line."""

from datetime import date
from typing import Any

from households.models import Place
from households.refusals import Refused
from households.roles import PlaceKind


def groups_to_hang_in(community: Place, day: date) -> list[dict[str, Any]]:
    """The groups, for the content of a notice, of the villages that have joined by `day`, of all
    where none has. One query. Raises Refused where there is none."""
    of_villages = (
        Place.objects.filter(
            community=community, kind=PlaceKind.GROUP, parent__kind=PlaceKind.VILLAGE
        )
        .select_related("parent")
        .order_by("parent__code", "code")
    )
    groups = [(group, group.parent) for group in of_villages if group.parent is not None]
    if not groups:
        raise Refused("本社区还没有登记自然村和村民小组，没有地方张贴。请先登记村组。")
    joined = [
        (group, village)
        for group, village in groups
        if village.joined_on is not None and village.joined_on <= day
    ]
    return [
        {
            "village_code": village.code,
            "village": village.name,
            "group_code": group.code,
            "group": group.name,
            "lines": [],
        }
        for group, village in joined or groups
    ]
