"""Finds the village and the group that a table means, however they are written."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from households.models import Place, User
from households.names import fold
from households.roles import PlaceKind
from households.services import places
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.group_names import group_key, group_number, village_key

MOST_NAMED = 30


class _Names:
    """Places of one level under one parent, by name and by what all ways of writing it share."""

    def __init__(self, key_of: Callable[[str], str]) -> None:
        self.places: list[Place] = []
        self._key_of = key_of
        self._by_name: defaultdict[str, list[Place]] = defaultdict(list)
        self._by_key: defaultdict[str, list[Place]] = defaultdict(list)

    def add(self, place: Place) -> None:
        self.places.append(place)
        self._by_name[fold(place.name)].append(place)
        self._by_key[self._key_of(place.name)].append(place)

    def called(self, written: str, key: str) -> Place | None:
        """The one written just so, or else the only one that comes to the same key."""
        alike = self._by_name.get(fold(written)) or self._by_key.get(key, [])
        return alike[0] if len(alike) == 1 else None

    def told(self) -> str:
        names = "、".join(place.name for place in self.places[:MOST_NAMED])
        return names + ("等" if len(self.places) > MOST_NAMED else "")


class PlaceFinder:
    """The villages and groups of one community, read once, by the ways people write them."""

    def __init__(self, community: Place) -> None:
        found = list(Place.objects.filter(community=community).order_by("code"))
        self.community = community
        self.codes = {place.code for place in found}
        self.groups: dict[int, Place] = {}
        self._villages = _Names(village_key)
        self._by_village: dict[Place, _Names] = {}
        for place in found:
            if place.kind == PlaceKind.VILLAGE:
                self.add_village(place)
        villages = {village.pk: village for village in self._villages.places}
        for place in found:
            if place.kind == PlaceKind.GROUP and place.parent_id is not None:
                self.add_group(place, villages[place.parent_id])

    def add_village(self, village: Place) -> None:
        village.community = self.community
        self.codes.add(village.code)
        self._villages.add(village)
        self._by_village[village] = _Names(group_key)

    def add_group(self, group: Place, village: Place) -> None:
        group.community, group.parent = self.community, village
        self.codes.add(group.code)
        self.groups[group.pk] = group
        self._by_village[village].add(group)

    def village(self, written: str) -> Place:
        """The village of that name. Raises ValueError (Chinese), naming those there are."""
        if not fold(written):
            raise ValueError("自然村不能空着，请填写。")
        found = self._villages.called(written, village_key(written))
        if found is None:
            known = self._villages.told()
            there = f"本社区有：{known}。请改正，或" if known else "本社区还没有自然村，请"
            raise ValueError(f"没有自然村“{written}”。{there}先登记这个村。")
        return found

    def group(self, village: Place, written: str) -> Place:
        """The group of that name in `village`. Raises ValueError (Chinese), naming its groups."""
        if not fold(written):
            raise ValueError("村民小组不能空着，请填写。")
        groups = self._by_village[village]
        found = groups.called(written, group_key(written, village.name))
        if found is None:
            known = groups.told()
            there = (
                f"{village.name}有：{known}。请改正，或" if known else f"{village.name}还没有组，请"
            )
            raise ValueError(f"{village.name}没有“{written}”。{there}先登记这个组。")
        return found


def make_missing(
    finder: PlaceFinder, named: Iterable[tuple[str, str]], by: User, at: datetime
) -> list[Place]:
    """Makes the villages and groups among `named` (village, group as written) that are not there.

    Villages get the next free number as their code, groups their village's code and their own
    number; none has joined the scheme. Raises Refused when `by` may not register places.
    """
    offices_for(by, "households.add_place", [finder.community], day_of(at))
    made: list[Place] = []
    for village_name, group_name in dict.fromkeys(named):
        if not (fold(village_name) and fold(group_name)):
            continue
        try:
            village = finder.village(village_name)
        except ValueError:
            village = places.create_village(
                finder.community, _free(finder.codes, "", 1), village_name
            )
            finder.add_village(village)
            made.append(village)
        try:
            finder.group(village, group_name)
        except ValueError:
            number = group_number(group_key(group_name, village.name))
            code = _free(finder.codes, village.code, number or 1)
            name = f"第{number}组" if number else group_name
            group = places.create_group(village, code, name)
            finder.add_group(group, village)
            made.append(group)
    return made


def _free(taken: set[str], prefix: str, number: int) -> str:
    while f"{prefix}{number:02d}" in taken:
        number += 1
    return f"{prefix}{number:02d}"
