"""年度工作情况, the part of the points: villages and households with the years before, areas, rules
that bite and rules that sleep."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Count, Max, Q, Sum

from households.models import Household, Place
from households.roles import PlaceKind
from points.models import Area, Item, Record, RecordScore
from points.services.standings import settled_scores

BITING: Final = 5
"""Items told of those recorded most often."""
YEARS_BACK: Final = 5


@dataclass(frozen=True, slots=True)
class VillageRow:
    """Households of a village: `living` there, `scored` in a month of the year, `active` with
    points in at least half of their scored months; `scored_before` in the year before. `joined` is
    the day it joined, or None."""

    name: str
    joined: date | None
    living: int
    scored: int
    active: int
    scored_before: int


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year up to this one: villages joined by its end, households scored in it and active."""

    year: int
    villages: int
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
    """An item with how often it was recorded, for how many households, and the points counted.
    `rule` is its rule, “第5条 垃圾分类”."""

    code: str
    title: str
    records: int
    households: int
    points: int
    rule: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule: how many records all its items had, and which of these nobody was recorded for."""

    name: str
    records: int
    asleep: list[ItemRow]


@dataclass(frozen=True, slots=True)
class PointsYear:
    """A year of the office up to its last day, or `until`. `years` begins with the earliest one;
    `rules` are in their order, `items` those used, the most often first."""

    community: Place
    year: int
    until: date
    villages: list[VillageRow]
    years: list[YearRow]
    areas: list[AreaRow]
    rules: list[RuleRow]
    items: list[ItemRow]

    @property
    def is_over(self) -> bool:
        return self.until == date(self.year, 12, 31)

    @property
    def joined(self) -> list[VillageRow]:
        return [row for row in self.villages if row.joined is not None]

    @property
    def asleep(self) -> list[ItemRow]:
        return [item for rule in self.rules for item in rule.asleep]

    @property
    def sleeping(self) -> list[RuleRow]:
        """Rules of which no item was used."""
        return [rule for rule in self.rules if not rule.records]

    @property
    def biting(self) -> list[ItemRow]:
        return self.items[:BITING]

    @property
    def living(self) -> int:
        return sum(row.living for row in self.villages)

    @property
    def living_in_joined(self) -> int:
        return sum(row.living for row in self.joined)

    @property
    def scored(self) -> int:
        return sum(row.scored for row in self.villages)

    @property
    def active(self) -> int:
        return sum(row.active for row in self.villages)


class _Scored(NamedTuple):
    """Of a household in a year: the village it was scored in last, its months, those with
    points."""

    village: int | None
    months: int
    with_points: int

    @property
    def is_active(self) -> bool:
        return 2 * self.with_points >= self.months


Scored = dict[int, dict[int, _Scored]]
"""Year → household → what it had."""


def points_year(community: Place, year: int, until: date) -> PointsYear:
    """The year of `community` up to the day `until` in it, by what the review has settled. Nine
    queries."""
    scored = _scored(community, year)
    items = _items(community, year)
    villages = list(
        Place.objects.filter(community=community, kind=PlaceKind.VILLAGE).order_by("code")
    )
    return PointsYear(
        community=community,
        year=year,
        until=until,
        villages=_villages(community, villages, scored, year, until),
        years=_years(villages, scored, until),
        areas=_areas(community, year),
        rules=_rules(items),
        items=sorted(
            (each for each in items if each.records), key=lambda each: (-each.records, each.code)
        ),
    )


def _scored(community: Place, year: int) -> Scored:
    """Of the year and those before it. One query."""
    settled = settled_scores().filter(
        line__community=community, line__year__gt=year - YEARS_BACK, line__year__lte=year
    )
    rows = (
        settled.order_by()
        .values_list("line__year", "line__household", "line__sheet__group__parent")
        .annotate(
            months=Count("pk"), good=Count("pk", filter=Q(final__gt=0)), last=Max("line__month")
        )
        .order_by("last")
    )
    found: defaultdict[int, dict[int, _Scored]] = defaultdict(dict)
    for of, household, village, months, good, _ in rows:
        before = found[of].get(household, _Scored(None, 0, 0))
        # A household that moved counts in the village it was scored in last: that comes last.
        found[of][household] = _Scored(village, before.months + months, before.with_points + good)
    return found


def _villages(
    community: Place, villages: Iterable[Place], scored: Scored, year: int, until: date
) -> list[VillageRow]:
    now = _by_village(scored.get(year, {}).values())
    before = _by_village(scored.get(year - 1, {}).values())
    living = Household.objects.living_here_in(until).filter(community=community)
    counted = dict(living.order_by().values_list("group__parent").annotate(households=Count("pk")))
    return [
        VillageRow(
            village.name,
            village.joined_on if _has_joined(village, until) else None,
            counted.get(village.pk, 0),
            len(now[village.pk]),
            sum(each.is_active for each in now[village.pk]),
            len(before[village.pk]),
        )
        for village in villages
    ]


def _by_village(scored: Iterable[_Scored]) -> defaultdict[int | None, list[_Scored]]:
    found: defaultdict[int | None, list[_Scored]] = defaultdict(list)
    for each in scored:
        found[each.village].append(each)
    return found


def _has_joined(village: Place, day: date) -> bool:
    return village.joined_on is not None and village.joined_on <= day


def _years(villages: Iterable[Place], scored: Scored, until: date) -> list[YearRow]:
    """From the first year in which a village had joined or a household was scored."""
    year = until.year
    villages = list(villages)
    begun = [each.joined_on.year for each in villages if each.joined_on is not None]
    first = min([*begun, *scored, year])
    return [
        YearRow(
            of,
            sum(_has_joined(each, min(date(of, 12, 31), until)) for each in villages),
            len(scored.get(of, ())),
            sum(each.is_active for each in scored.get(of, {}).values()),
        )
        for of in range(max(first, year - YEARS_BACK + 1), year + 1)
    ]


def _areas(community: Place, year: int) -> list[AreaRow]:
    settled = settled_scores().filter(line__community=community, line__year=year)
    given: defaultdict[str, int] = defaultdict(int)
    taken: defaultdict[str, int] = defaultdict(int)
    for by_area in settled.order_by().values_list("final_by_area", flat=True):
        for number, points in by_area.items():
            (given if points > 0 else taken)[number] += abs(points)
    areas = Area.objects.filter(
        standard__community=community,
        standard__adopted_at__isnull=False,
        standard__from_year__lte=year,
    ).order_by("standard__from_year", "standard__from_month", "number")
    named = {str(number): name for number, name in areas.values_list("number", "name")}
    return [AreaRow(name, given[number], taken[number]) for number, name in named.items()]


def _items(community: Place, year: int) -> list[ItemRow]:
    """Every item of the standards that the year's sheets used, in the order of the latest one,
    under the title it has there."""
    used = Item.objects.filter(standard__community=community, standard__sheets__year=year)
    titles = {
        code: (rule, title, f"第{rule}条 {named}")
        for code, title, rule, named in used.order_by(
            "standard__from_year", "standard__from_month", "code"
        ).values_list("code", "title", "rule__number", "rule__title")
    }
    recorded = Record.objects.standing().filter(line__community=community, line__year=year)
    counted = {
        code: (records, households)
        for code, records, households in recorded.order_by()
        .values_list("item__code")
        .annotate(records=Count("pk"), households=Count("line__household", distinct=True))
    }
    scored = RecordScore.objects.filter(
        record__line__community=community, record__line__year=year, record__voided_at__isnull=True
    ).order_by()
    points = dict(scored.values_list("record__item__code").annotate(points=Sum("counted")))
    return [
        ItemRow(code, title, *counted.get(code, (0, 0)), points.get(code, 0), rule)
        for code, (_, title, rule) in sorted(titles.items(), key=lambda each: (each[1][0], each[0]))
    ]


def _rules(items: Iterable[ItemRow]) -> list[RuleRow]:
    by_rule: defaultdict[str, list[ItemRow]] = defaultdict(list)
    for each in items:
        by_rule[each.rule].append(each)
    return [
        RuleRow(rule, sum(each.records for each in of), [each for each in of if not each.records])
        for rule, of in by_rule.items()
    ]
