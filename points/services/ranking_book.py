"""Reads what a year's ranking is made of, and makes it: of the ledger, or of a frozen one with what
was corrected since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Count, F, Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from households.models import Household, Place
from points.models import (
    AnnualRanking,
    RankingCorrection,
    RankingLine,
    RecordCorrection,
    RecordScore,
    SheetLine,
    Veto,
)
from points.periods import Month
from points.ranking import Entrant, Ranked, Rule, marks, ranked
from points.services.standings import honour


@dataclass(frozen=True, slots=True)
class Standing:
    """A household in a year, in the `group` of its last month. `ranked` is None for one that is
    vetoed; `moved`: its months were scored in more than one group; `late`: the year had begun here
    before its first month."""

    household: Household
    group: Place
    honour: int
    months: int
    first_month: int
    deductions: int
    moved: bool
    late: bool
    vetoed: bool
    ranked: Ranked | None = None

    @property
    def stars(self) -> int:
        """How many it has; 0 for none."""
        return self.ranked.stars if self.ranked else 0

    @property
    def late_from(self) -> int:
        """The month from which it was scored, where the year had begun before; else 0."""
        return self.first_month if self.late else 0

    @property
    def marks(self) -> list[str]:
        """What is marked beside it."""
        return marks(self.late_from, moved=self.moved)


def standings_of(community: Place, year: int, rule: Rule) -> list[Standing]:
    """How the households that live in `community` and were scored in `year` stand by what is
    posted, by village, group and code. A constant number of queries.

    Points go with the family: it is ranked in the group that its last month was scored in. Whoever
    was erased has no part in it: nothing may lead back to it.
    """
    scored = _scored(community, year)
    begun = min((each.first for each in scored.values()), default=1)
    households = Household.objects.living_here().filter(pk__in=scored).exclude(salt="")
    groups = Place.objects.select_related("parent").in_bulk({each.last for each in scored.values()})
    points = honour(list(scored), Month(year, 12))
    deducted = _deducted(community, year)
    vetoed = set(
        Veto.objects.barring(year)
        .filter(community=community)
        .values_list("household_id", flat=True)
    )
    found = []
    for each in households:
        own = scored[each.pk]
        found.append(
            Standing(
                each,
                groups[own.last],
                points.get(each.pk, 0),
                own.months,
                own.first,
                deducted.get(each.pk, 0),
                own.groups > 1,
                own.first > begun,
                each.pk in vetoed,
            )
        )
    return with_places(sorted(found, key=_in_order), rule)


def _in_order(standing: Standing) -> tuple[str, str, str]:
    village = standing.group.parent
    return village.code if village else "", standing.group.code, standing.household.code


def with_places(standings: Iterable[Standing], rule: Rule) -> list[Standing]:
    """The same with their places and stars by `rule`."""
    standings = list(standings)
    places = ranked(map(_entrant, standings), rule)
    return [replace(each, ranked=places.get(each.household.pk)) for each in standings]


def frozen(ranking: AnnualRanking) -> list[Standing]:
    """The standings as they were frozen, by village, group and code. One query."""
    return [_of_line(line) for line in _lines(ranking)]


def corrected(ranking: AnnualRanking, last: int | None = None) -> list[Standing]:
    """The standings with every correction (up to the number `last`), in the order of `frozen`: what
    was corrected counts anew, and so do the places and stars of everybody. Two queries."""
    corrections = RankingCorrection.objects.filter(ranking=ranking).order_by("number")
    if last is not None:
        corrections = corrections.filter(number__lte=last)
    latest = {each.line_id: each for each in corrections}
    found = [_of_line(line, latest.get(line.pk)) for line in _lines(ranking)]
    return with_places(found, ranking.rule) if latest else found


def star_changes(
    before: Iterable[Standing], now: Iterable[Standing]
) -> list[tuple[Standing, Standing]]:
    """Before and now of everybody whose stars differ, or who hangs with stars and whose points do,
    whosever correction did it: so that nobody reads a veto out of who is named."""
    known = {each.household.pk: each for each in before}
    pairs = ((known[each.household.pk], each) for each in now)
    return [
        (was, each)
        for was, each in pairs
        if was.stars != each.stars or (each.stars and was.honour != each.honour)
    ]


def by_group(standings: Iterable[Standing]) -> list[tuple[Place, Sequence[Standing]]]:
    """Standings in order of village and group, as a part for each group."""
    return [(group, list(part)) for group, part in groupby(standings, attrgetter("group"))]


def _lines(ranking: AnnualRanking) -> Iterable[RankingLine]:
    return (
        RankingLine.objects.filter(ranking=ranking)
        .select_related("household", "group__parent")
        .order_by("group__parent__code", "group__code", "household__code")
    )


def _of_line(line: RankingLine, correction: RankingCorrection | None = None) -> Standing:
    places = None
    if line.place is not None and line.in_village is not None and line.in_group is not None:
        places = Ranked(line.place, line.in_village, line.in_group, line.stars)
    return Standing(
        line.household,
        line.group,
        correction.honour_after if correction else line.honour,
        line.months,
        line.first_month,
        line.deductions,
        line.moved,
        line.late,
        correction.vetoed_after if correction else line.vetoed,
        places,
    )


def _entrant(standing: Standing) -> Entrant:
    group, village = standing.group, standing.group.parent
    return Entrant(
        standing.household.pk,
        village.code if village else "",
        group.code,
        standing.honour,
        standing.months,
        standing.deductions,
        standing.vetoed,
    )


class Scored(NamedTuple):
    """How many `months` of a household were posted, the `first` of them, in how many `groups`, and
    the group of the `last` one (primary key)."""

    months: int
    first: int
    groups: int
    last: int


def _scored(community: Place, year: int) -> dict[int, Scored]:
    """By household. One query."""
    posted = SheetLine.objects.filter(community=community, year=year, posting__isnull=False)
    latest = posted.filter(household=OuterRef("household")).order_by("-month")
    rows = (
        posted.order_by()
        .values_list("household")
        .annotate(
            months=Count("pk"),
            first=Min("month"),
            groups=Count("sheet__group", distinct=True),
            last=Subquery(latest.values("sheet__group")[:1]),
        )
    )
    return {household: Scored(*found) for household, *found in rows}


def _deducted(community: Place, year: int) -> dict[int, int]:
    """Household → points deducted in the year as posted, with what was corrected since."""
    corrections = RecordCorrection.objects.filter(record=OuterRef("record")).order_by("-pk")
    rows = (
        RecordScore.objects.filter(
            community=community, record__line__year=year, record__line__posting__isnull=False
        )
        .annotate(now=Coalesce(Subquery(corrections.values("counted_after")[:1]), F("counted")))
        .filter(now__lt=0)
        .order_by()
        .values_list("record__line__household")
        .annotate(points=Sum("now"))
    )
    return {household: -points for household, points in rows}
