"""The frozen content of a year's ranking: plain JSON, households by salted reference, no names.

Version 1: community (code, name), year, the rule (what decides between equal points, how stars are
given), per group its lines in order of household code: honour points, months scored, points
deducted, places (community, village, group; none for a vetoed household), stars, and whether it
moved, joined late or is vetoed; why it is vetoed is not in it. `meeting` is added by the act that
freezes it.
"""

from collections.abc import Sequence
from typing import Any

from households.models import Place
from points.canonical import GENESIS, digest, household_ref
from points.ranking import Rule
from points.services.notice_places import named_group
from points.services.ranking_book import Standing, by_group

VERSION = 1


def ranking_content(
    community: Place, year: int, rule: Rule, standings: Sequence[Standing]
) -> dict[str, Any]:
    """The content of `standings`, which are in the order of `ranking_book`."""
    return {
        "version": VERSION,
        "kind": "ranking",
        "community": {"code": community.code, "name": community.name},
        "year": year,
        "rule": rule.frozen(),
        "groups": [
            {
                **named_group(group),
                "lines": [_line(community, each) for each in part],
            }
            for group, part in by_group(standings)
        ],
    }


def seen_as(content: dict[str, Any]) -> str:
    """The mark of a list on a screen: whoever freezes it sends it back, so that what is frozen is
    what he saw."""
    return digest(GENESIS, content)[:16]


def ref_of(community: Place, standing: Standing) -> str:
    """What stands in its place in frozen content."""
    household = standing.household
    return household_ref(household.salt, community.code, household.code)


def _line(community: Place, standing: Standing) -> dict[str, Any]:
    places = standing.ranked
    return {
        "ref": ref_of(community, standing),
        "honour": standing.honour,
        "months": standing.months,
        "first_month": standing.first_month,
        "deductions": standing.deductions,
        "places": [places.place, places.in_village, places.in_group] if places else None,
        "stars": standing.stars,
        "moved": standing.moved,
        "late": standing.late,
        "vetoed": standing.vetoed,
    }
