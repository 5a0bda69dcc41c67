"""A year's ranking on the screen and in Excel: as it stands, or as it was settled, with what was
corrected beside it; in the whole community, a village or a group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from households.models import Place, User
from households.roles import PlaceKind
from households.tables import Column, write_xlsx
from points.models import AnnualRanking, Sheet
from points.ranking import OUT, Rule
from points.services.honour_policies import honour_policy_of
from points.services.ranking_book import Standing, corrected, frozen, standings_of
from points.services.rankings import ranking_of
from points.stars import by_level, levels_told, star_name

WHOLE = "*"
"""In place of a code, which cannot hold it."""


@dataclass(frozen=True, slots=True)
class RankedYear:
    """A year's standings, in order of village, group and code: `before` as they were settled,
    `now` with the corrections. Without a `ranking` both are what the ledger says today."""

    community: Place
    year: int
    rule: Rule
    ranking: AnnualRanking | None
    before: Sequence[Standing]
    now: Sequence[Standing]

    @property
    def placed(self) -> int:
        return sum(each.ranked is not None for each in self.now)

    @property
    def vetoed(self) -> int:
        return sum(each.vetoed for each in self.now)

    @property
    def by_stars(self) -> list[tuple[str, int]]:
        """How many families have five stars, four …, in words."""
        return by_level(each.stars for each in self.now)


def year_of(community: Place, year: int) -> RankedYear:
    """A constant number of queries."""
    ranking = ranking_of(community, year)
    if ranking is None:
        rule = honour_policy_of(community).rule
        now = standings_of(community, year, rule)
        return RankedYear(community, year, rule, None, now, now)
    return RankedYear(community, year, ranking.rule, ranking, frozen(ranking), corrected(ranking))


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One family: its place in what is shown, its stars and marks in words, and what it had before
    a correction, if that is otherwise."""

    standing: Standing
    place: int | None
    stars: str
    marks: tuple[str, ...]
    was: str


def rows_of(year: RankedYear, user: User, scope: str = WHOLE) -> list[RankingRow]:
    """Those of the families that `user` sees in a place (its code, WHOLE for all), by their place
    there; who is vetoed comes last. One query."""
    seen = set(Place.objects.visible_to(user).groups().values_list("pk", flat=True))
    pairs = [
        (was, now)
        for was, now in zip(year.before, year.now, strict=True)
        if now.group.pk in seen and (scope == WHOLE or scope in _codes(now))
    ]
    level = _level(scope, [now for _, now in pairs])
    rows = [_row(was, now, level) for was, now in pairs]
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0, _code(row)))


def scopes(user: User) -> list[tuple[str, str]]:
    """The places to choose from: code and name. One query."""
    places = Place.objects.visible_to(user).filter(
        kind__in=(PlaceKind.VILLAGE, PlaceKind.GROUP), parent__isnull=False
    )
    named = [(each.code, each.label) for each in places.select_related("parent")]
    return [(WHOLE, "全社区"), *named]


def _codes(standing: Standing) -> tuple[str, ...]:
    village = standing.group.parent
    return standing.group.code, village.code if village else ""


def _level(scope: str, standings: Iterable[Standing]) -> int:
    """Which of its places is shown: in the community, the village or the group."""
    if scope == WHOLE:
        return 0
    return 2 if any(each.group.code == scope for each in standings) else 1


def _code(row: RankingRow) -> str:
    return row.standing.household.code


def _row(was: Standing, now: Standing, level: int) -> RankingRow:
    out = [OUT] if now.vetoed else []
    return RankingRow(
        now,
        now.ranked[level] if now.ranked else None,
        star_name(now.stars),
        (*out, *now.marks),
        _was(was, now, level),
    )


def _was(was: Standing, now: Standing, level: int) -> str:
    """What a correction changed, as it was settled: “原第3名，20分，无星级”."""
    if (was.ranked, was.honour, was.vetoed) == (now.ranked, now.honour, now.vetoed):
        return ""
    place = f"第{was.ranked[level]}名" if was.ranked else OUT
    stars = star_name(was.stars) if was.stars else "无星级"
    return f"原{place}，{was.honour}分，{stars}"


def ranking_table(year: RankedYear, rows: Sequence[RankingRow]) -> bytes:
    """`rows` as an .xlsx file; how they were ranked stands in its title."""
    columns = [
        Column("名次", "number"),
        Column("户编号", "code"),
        Column("户主", width=16),
        Column("村组", width=18),
        Column("荣誉积分", "number"),
        Column("社区名次", "number"),
        Column("村名次", "number"),
        Column("组名次", "number"),
        Column("星级"),
        Column("计分月数", "number"),
        Column("全年扣分", "number"),
        Column("备注", width=30),
        Column("更正前", width=26),
    ]
    cells = [
        (
            row.place,
            row.standing.household.code,
            row.standing.household.head,
            row.standing.group.label,
            row.standing.honour,
            *(row.standing.ranked[:3] if row.standing.ranked else (None,) * 3),
            row.stars,
            row.standing.months,
            row.standing.deductions,
            "、".join(row.marks),
            row.was,
        )
        for row in rows
    ]
    settled, code = "（未定）", ""
    if year.ranking:
        settled, code = "", f"校验码 {year.ranking.check_code}。"
    order, _ = year.rule.sentences()
    title = f"{year.community.name}{year.year}年度荣誉积分排名{settled}。{order}{code}"
    return write_xlsx(title, columns, cells)


def years_to_choose(community: Place, day_year: int) -> list[int]:
    """The years of which there are sheets, and this one, the latest first. One query."""
    years = Sheet.objects.filter(community=community).values_list("year", flat=True)
    return sorted({day_year, *years.distinct().order_by()}, reverse=True)


@dataclass(frozen=True, slots=True)
class StarVillage:
    """The star families of a village, the most stars first, and how many there are, in words."""

    name: str
    rows: Sequence[Standing]
    levels: str


def star_villages_of(year: RankedYear, user: User) -> list[StarVillage]:
    """The star families that `user` sees, by village. One query."""
    seen = set(Place.objects.visible_to(user).groups().values_list("pk", flat=True))
    villages: dict[str, list[Standing]] = {}
    for each in year.now:
        if each.stars and each.group.pk in seen:
            name = each.group.parent.name if each.group.parent else ""
            villages.setdefault(name, []).append(each)
    return [
        StarVillage(name, sorted(rows, key=_by_stars), levels_told(each.stars for each in rows))
        for name, rows in villages.items()
    ]


def _by_stars(standing: Standing) -> tuple[int, int, str]:
    place = standing.ranked.in_village if standing.ranked else 0
    return -standing.stars, place, standing.household.code
