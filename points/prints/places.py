"""The places people choose from to print for: a community, its villages, their groups."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.models import Place, User
from households.refusals import Refused
from households.roles import PlaceKind
from points.models import PrintJob
from points.prints.kinds import Ask, Asked

PLACE: Final = "place"
WHOLE: Final = "*"
"""In place of a code, which cannot hold it: a village may have the code of its community."""
LIVED_IN: Final = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.GROUP)


def ask_place(user: User, right: str, day: date, label: str = "打印范围") -> list[Ask]:
    """The question for which place, the largest first; none where `user` has `right` at none. One
    query."""
    seen = Place.objects.visible_to(user, day).filter(kind__in=LIVED_IN)
    may = [place for place in seen.select_related("parent") if user.has_perm(right, place)]
    if not may:
        return []
    wholes = [
        (WHOLE, f"{each.name}（整个社区）") for each in may if each.kind == PlaceKind.COMMUNITY
    ]
    villages = [
        (each.code, f"{each.name}（全村）") for each in may if each.kind == PlaceKind.VILLAGE
    ]
    groups = [(each.code, each.label) for each in may if each.kind == PlaceKind.GROUP]
    named = [("整村打印", villages), ("一个组", groups)]
    return [Ask(PLACE, label, [*wholes, *(part for part in named if part[1])])]


def place_asked(user: User, asked: Asked) -> Place:
    """The place that was chosen, among those `user` sees. Raises Refused for one that is gone."""
    if asked[PLACE] == WHOLE:
        return user.community
    seen = Place.objects.visible_to(user).select_related("parent", "community")
    place = seen.filter(community=user.community, code=asked[PLACE]).first()
    if place is None:
        raise Refused({PLACE: "找不到所选的范围，请刷新页面重选。"})
    return place


def whole_of(place: Place) -> str:
    """What a print for `place` is said to be for: “东岭社区”, “赵庄全村”, “赵庄第1组”."""
    return f"{place.label}全村" if place.kind == PlaceKind.VILLAGE else place.label


def groups_of(job: PrintJob) -> Sequence[Place]:
    """The villager groups of a job's place, village by village, with village and community at hand.

    Raises Refused where there is none. One query.
    """
    groups = Place.objects.covered_by([job.place_id]).groups()
    found = list(groups.select_related("parent", "community").order_by("parent__code", "code"))
    if not found:
        raise Refused(f"{job.place.label}还没有村民小组，没有可以打印的。")
    return found
