"""What is kept of a replay: its sums, and the families whose place or stars would change.

Both are plain lists and numbers. Of two numbers side by side the first is as it was, the second as
it would have been.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from households.models import Household, Place
from points.ranks import ranks
from points.replay_findings import AFTER, BEFORE, together
from points.services.replay_facts import Ground
from points.services.replays import Wanted
from points.stars import Stars

SCHEMA: Final = 1
SIDES: Final = (BEFORE, AFTER)
HOUSEHOLD, POINTS, IN_COMMUNITY, IN_VILLAGE, IN_GROUP, STARS = 0, 1, 3, 5, 7, 9
"""Where the first of its two numbers stands in a family's row: household (primary key), honour
points, place in the community, in the village, in the group, stars."""
CHANGES: Final = (IN_COMMUNITY, IN_VILLAGE, IN_GROUP, STARS)

Pair = Sequence[int]
Part = tuple[Place, Mapping[str, Any]]
"""A villager group, with its village at hand, and its findings."""


@dataclass(frozen=True, slots=True)
class Result:
    """As `replays.keep` keeps it."""

    content: dict[str, Any]
    families: list[list[int]]


def result_of(
    on: Ground, wanted: Wanted, parts: Sequence[Part], cost: Sequence[Any] | None
) -> Result:
    """`cost`: so many points, what they cost in 分, and the sentence that says what that is worked
    out from; None where nobody knows. One query.

    Who has moved away counts in the sums, and has no place.
    """
    whole = together(part for _, part in parts)
    homes = {int(household): group for group, part in parts for household in part["families"]}
    points: dict[int, Pair] = {
        int(household): pair for _, part in parts for household, pair in part["families"].items()
    }
    gone = Household.objects.filter(
        group__in=[group.pk for group, _ in parts], left_on__isnull=False
    )
    left = set(gone.values_list("pk", flat=True))
    ranked = {household: pair for household, pair in points.items() if household not in left}
    families = _families(ranked, homes, wanted.stars)
    content = {
        "schema": SCHEMA,
        "households": len(points),
        "ranked": len(ranked),
        "records": whole["records"],
        "guessed": whole["guessed"],
        "awards": whole["awards"],
        "deductions": whole["deductions"],
        "base": whole["base"],
        "cost": list(cost) if cost else None,
        "months": [[month, *pair] for month, pair in sorted(whole["months"].items())],
        "areas": _areas(whole["areas"], on),
        "villages": _villages(points, homes),
        "items": [
            [code, item.title, item.sign, *whole["items"].get(code, [0] * 5)]
            for code, item in on.rules.items.items()
        ],
        "lost": [lost for _, lost in sorted(whole["lost"].items())],
        "renamed": [renamed for _, renamed in sorted(whole["renamed"].items())],
        "stars": _stars(ranked, wanted.stars),
        "changed": [sum(row[at] != row[at + 1] for row in families) for at in CHANGES],
    }
    return Result(content, families)


def _areas(areas: Mapping[str, Pair], on: Ground) -> list[list[Any]]:
    """Name and points of each area: those of the new standard, then any that it has no more."""
    names = [on.rules.area_title(area) for area in on.rules.areas]
    names += sorted(set(areas) - set(names))
    return [[name, *areas.get(name, (0, 0))] for name in names]


def _villages(points: Mapping[int, Pair], homes: Mapping[int, Place]) -> list[list[Any]]:
    """Code, name, households and honour points of each village."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for household, pair in points.items():
        village = homes[household].parent or homes[household]
        numbers = found[village.code, village.name]
        for at, number in enumerate((1, *pair)):
            numbers[at] += number
    return [[*village, *numbers] for village, numbers in sorted(found.items())]


def _stars(points: Mapping[int, Pair], stars: Stars) -> list[list[int]]:
    """Stars, the points they begin at, and how many families have them."""
    have = [Counter(stars.of(pair[side]) for pair in points.values()) for side in SIDES]
    return [[level, low, *(each[level] for each in have)] for level, low in stars.levels]


def _families(
    points: Mapping[int, Pair], homes: Mapping[int, Place], stars: Stars
) -> list[list[int]]:
    """The rows of those for whom something changes, by place in the community afterwards."""
    keys = (
        dict.fromkeys(points, 0),
        {household: homes[household].parent_id or 0 for household in points},
        {household: homes[household].pk for household in points},
    )
    places = [_places(points, key, side) for key in keys for side in SIDES]
    rows = [
        [household, *pair, *(place[household] for place in places), *map(stars.of, pair)]
        for household, pair in points.items()
    ]
    changed = [row for row in rows if any(row[at] != row[at + 1] for at in CHANGES)]
    return sorted(changed, key=itemgetter(IN_COMMUNITY + 1, HOUSEHOLD))


def _places(points: Mapping[int, Pair], among: Mapping[int, int], side: int) -> dict[int, int]:
    """The place of each family among those that have the same in `among`."""
    parts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for household, pair in points.items():
        parts[among[household]][household] = pair[side]
    return _merged(ranks(part) for part in parts.values())


def _merged(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    return {key: place for part in parts for key, place in part.items()}
