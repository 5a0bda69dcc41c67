"""历年荣誉: a household's places and stars of all settled years, and how far it was recommended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from households.models import Household
from points.models import AnnualRanking, RankingCorrection, RankingLine
from points.ranking import OUT
from points.reports.recommendation_page import row
from points.services.ranking_book import corrected
from points.stars import star_name


@dataclass(frozen=True, slots=True)
class HonourOfYear:
    """A household's year with every correction up to now, in words: its places in community,
    village and group, its stars, what came of its recommendation. `was`: the place and stars it was
    settled with, where a correction changed them."""

    year: int
    place: str
    in_village: str
    in_group: str
    honour: int
    stars: str
    recommended: str
    was: str

    @property
    def placed(self) -> str:
        """“全社区第12名，全村第3名，本组第1名”."""
        if self.place == OUT:
            return OUT
        return f"全社区{self.place}，全村{self.in_village}，本组{self.in_group}"


class _Now(NamedTuple):
    places: tuple[int, int, int] | None
    honour: int
    stars: int

    @property
    def told(self) -> str:
        place = f"第{self.places[0]}名" if self.places else OUT
        return f"{place}，{star_name(self.stars)}" if self.stars else place


def histories(households: Collection[Household]) -> dict[int, list[HonourOfYear]]:
    """The settled years of each household (by primary key), the latest first. Three queries, and
    three for each year that was corrected."""
    lines = list(
        RankingLine.objects.filter(household__in=households)
        .select_related("ranking", "recommendation")
        .defer("ranking__content")
        .prefetch_related("recommendation__steps")
        .order_by("-ranking__year")
    )
    now = _corrected({line.ranking_id for line in lines})
    found: dict[int, list[HonourOfYear]] = {each.pk: [] for each in households}
    for line in lines:
        settled = _settled(line)
        latest = now.get((line.ranking_id, line.household_id), settled)
        place, village, group = (
            [f"第{each}名" for each in latest.places] if latest.places else [OUT] * 3
        )
        told = "没有推荐"
        if hasattr(line, "recommendation"):
            told = row(line.recommendation).standing
        found[line.household_id].append(
            HonourOfYear(
                year=line.ranking.year,
                place=place,
                in_village=village,
                in_group=group,
                honour=latest.honour,
                stars=star_name(latest.stars),
                recommended=told,
                was="" if latest.told == settled.told else settled.told,
            )
        )
    return found


def _settled(line: RankingLine) -> _Now:
    if line.place is None or line.in_village is None or line.in_group is None:
        return _Now(None, line.honour, 0)
    return _Now((line.place, line.in_village, line.in_group), line.honour, line.stars)


def _corrected(rankings: Collection[int]) -> Mapping[tuple[int, int], _Now]:
    """(ranking, household) → what stands now, of those of `rankings` that were corrected: one
    correction may change everybody's place."""
    found = {}
    numbered = RankingCorrection.objects.filter(ranking__in=rankings).values("ranking")
    for ranking in AnnualRanking.objects.filter(pk__in=numbered):
        for each in corrected(ranking):
            places = each.ranked[:3] if each.ranked else None
            found[ranking.pk, each.household.pk] = _Now(places, each.honour, each.stars)
    return found
