"""The groups of a notice's content: how each is named, and all of them where no household has a
line."""

from datetime import date
from typing import Any

from households.models import Place
from households.refusals import Refused
from households.roles import PlaceKind


def named_group(group: Place) -> dict[str, str]:
    """Village and group as frozen content names them; `group` comes with its village."""
    village = group.parent
    return {
        "village_code": village.code if village else "",
        "village": village.name if village else "",
        "group_code": group.code,
        "group": group.name,
    }


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
    groups = list(of_villages)
    if not groups:
        raise Refused("本社区还没有登记自然村和村民小组，没有地方张贴。请先登记村组。")
    joined = [
        each
        for each in groups
        if each.parent and each.parent.joined_on is not None and each.parent.joined_on <= day
    ]
    return [{**named_group(group), "lines": []} for group in joined or groups]
