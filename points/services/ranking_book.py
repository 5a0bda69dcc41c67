"""Reads what a year's ranking is made of, and makes it: of the ledger, or of a frozen one with what
was corrected since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum
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
from points.ranking import Entrant, Ranked, Rule, ranked
from points.services.standings import honour


@dataclass(frozen=True, slots=True)
class Standing:
    """A household in a year. `ranked` is None for one that is vetoed; `moved`: some of its months
    were scored in another group; `late`: the year had begun here before its first month."""

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


def standings_of(community: Place, year: int, rule: Rule) -> list[Standing]:
    """How the households that live in `community` and were scored in `year` stand by what is
    posted, by village, group and code. A constant number of queries.

    Points go with the family: it is ranked in the group it lives in now.
    """
    scored = _scored(community, year)
    begun = min((first for _, first, _ in scored.values()), default=1)
    households = list(
        Household.objects.living_here()
        .filter(pk__in=scored)
        .select_related("group__parent")
        .order_by("group__parent__code", "group__code", "code")
    )
    points = honour(list(scored), Month(year, 12))
    deducted = _deducted(community, year)
    vetoed = set(
        Veto.objects.barring(year)
        .filter(community=community)
        .values_list("household_id", flat=True)
    )
    found = []
    for each in households:
        months, first, elsewhere = scored[each.pk]
        found.append(
            Standing(
                each,
                each.group,
                points.get(each.pk, 0),
                months,
                first,
                deducted.get(each.pk, 0),
                elsewhere > 0,
                first > begun,
                each.pk in vetoed,
            )
        )
    return with_places(found, rule)


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


def _scored(community: Place, year: int) -> dict[int, tuple[int, int, int]]:
    """Household → months posted, the first of them, months in another group than it lives in."""
    rows = (
        SheetLine.objects.filter(community=community, year=year, posting__isnull=False)
        .order_by()
        .values_list("household")
        .annotate(
            months=Count("pk"),
            first=Min("month"),
            elsewhere=Count("pk", filter=~Q(sheet__group=F("household__group"))),
        )
    )
    return {household: (months, first, elsewhere) for household, months, first, elsewhere in rows}


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
