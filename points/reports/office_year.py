"""年度工作情况, the part of the points: villages, areas, rules that bite and rules that sleep."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Count, Q, Sum

from households.models import Household, Place
from households.roles import PlaceKind
from points.models import Area, Item, Record, RecordScore
from points.services.standings import settled_scores

BITING: Final = 10
"""Items told of those recorded most often."""
YEARS_BACK: Final = 5


@dataclass(frozen=True, slots=True)
class VillageRow:
    """Households of a village: `living` there, `scored` in a month of the year, `active` with
    points in at least half of their scored months. `joined` is the day it joined, or None."""

    name: str
    joined: date | None
    living: int
    scored: int
    active: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """Points of an area in the year: those of months in which a household came out above nought
    (`given`) and below (`taken`, without its sign)."""

    name: str
    given: int
    taken: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with how often it was recorded, for how many households, and the points counted."""

    code: str
    title: str
    records: int
    households: int
    points: int


@dataclass(frozen=True, slots=True)
class PointsYear:
    """A year of the office. `joined` counts villages joined by the end of each year, the earliest
    first; `asleep` are items in force that nobody was recorded for."""

    community: Place
    year: int
    villages: list[VillageRow]
    joined: list[tuple[int, int]]
    areas: list[AreaRow]
    items: list[ItemRow]
    asleep: list[ItemRow]

    @property
    def biting(self) -> list[ItemRow]:
        return self.items[:BITING]

    @property
    def living(self) -> int:
        return sum(row.living for row in self.villages)

    @property
    def scored(self) -> int:
        return sum(row.scored for row in self.villages)

    @property
    def active(self) -> int:
        return sum(row.active for row in self.villages)


class _Month(NamedTuple):
    household: int
    village: int | None
    points: int
    by_area: Mapping[str, int]


def points_year(community: Place, year: int) -> PointsYear:
    """The year of `community`, by what the review has settled. Eight queries."""
    months = _months(community, year)
    items = _items(community, year)
    return PointsYear(
        community=community,
        year=year,
        villages=_villages(community, year, months),
        joined=_joined(community, year),
        areas=_areas(community, year, months),
        items=[each for each in items if each.records],
        asleep=[each for each in items if not each.records],
    )


def _months(community: Place, year: int) -> list[_Month]:
    settled = (
        settled_scores().filter(line__community=community, line__year=year).order_by("line__month")
    )
    rows = settled.values_list(
        "line__household", "line__sheet__group__parent", "final", "final_by_area"
    )
    return [_Month(*row) for row in rows]


def _villages(community: Place, year: int, months: Iterable[_Month]) -> list[VillageRow]:
    """A household that moved counts in the village it was scored in last."""
    scores: defaultdict[int, list[int]] = defaultdict(list)
    where: dict[int, int | None] = {}
    for each in months:
        scores[each.household].append(each.points)
        where[each.household] = each.village
    scored: defaultdict[int | None, int] = defaultdict(int)
    active: defaultdict[int | None, int] = defaultdict(int)
    for household, village in where.items():
        scored[village] += 1
        own = scores[household]
        active[village] += 2 * sum(points > 0 for points in own) >= len(own)
    living = Household.objects.living_here_in(date(year, 12, 31)).filter(community=community)
    counted = dict(living.order_by().values_list("group__parent").annotate(households=Count("pk")))
    villages = Place.objects.filter(community=community, kind=PlaceKind.VILLAGE).order_by("code")
    return [
        VillageRow(
            village.name,
            _by(village.joined_on, year),
            counted.get(village.pk, 0),
            scored[village.pk],
            active[village.pk],
        )
        for village in villages
    ]


def _by(joined: date | None, year: int) -> date | None:
    return joined if joined is not None and joined.year <= year else None


def _joined(community: Place, year: int) -> list[tuple[int, int]]:
    days = Place.objects.filter(
        community=community, kind=PlaceKind.VILLAGE, joined_on__year__lte=year
    ).values_list("joined_on__year", flat=True)
    years = list(days)
    first = max(min(years, default=year), year - YEARS_BACK + 1)
    return [(each, sum(of <= each for of in years)) for each in range(first, year + 1)]


def _areas(community: Place, year: int, months: Iterable[_Month]) -> list[AreaRow]:
    given: defaultdict[str, int] = defaultdict(int)
    taken: defaultdict[str, int] = defaultdict(int)
    for each in months:
        for number, points in each.by_area.items():
            (given if points > 0 else taken)[number] += abs(points)
    areas = Area.objects.filter(
        standard__community=community,
        standard__adopted_at__isnull=False,
        standard__from_year__lte=year,
    ).order_by("standard__from_year", "standard__from_month", "number")
    named = {str(number): name for number, name in areas.values_list("number", "name")}
    return [AreaRow(name, given[number], taken[number]) for number, name in named.items()]


def _items(community: Place, year: int) -> list[ItemRow]:
    """Every item of the standards that the year's sheets used, by its code; the title is that of
    the latest. Those recorded most often first, then by code."""
    used = Item.objects.filter(standard__community=community, standard__sheets__year=year).order_by(
        "standard__from_year", "standard__from_month", "code"
    )
    titles = dict(used.values_list("code", "title"))
    standing = Q(voided_at__isnull=True)
    recorded = Record.objects.filter(standing, line__community=community, line__year=year)
    rows = recorded.order_by().values_list("item__code")
    counted = {
        code: (records, households)
        for code, records, households in rows.annotate(
            records=Count("pk"), households=Count("line__household", distinct=True)
        )
    }
    scored = RecordScore.objects.filter(
        record__line__community=community, record__line__year=year, record__voided_at__isnull=True
    ).order_by()
    points = dict(scored.values_list("record__item__code").annotate(points=Sum("counted")))
    made = [
        ItemRow(code, title, *counted.get(code, (0, 0)), points.get(code, 0))
        for code, title in titles.items()
    ]
    return sorted(made, key=lambda row: (-row.records, row.code))
