"""Reads what earlier months left behind for the scoring: sums, and the days of matters."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import chain

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from points.matters import Matter
from points.models import Record, RecordCorrection, RecordScore, Revision
from points.periods import Month
from points.scoring import StandardRules, YearSoFar
from points.sofar import Past, Points, Sums

LONGEST_SPAN = 366
"""Days: nothing that counts once in a span looks further back."""

Pasts = Mapping[int, Mapping[str, tuple[Past, ...]]]
"""By household and item code."""


def years_so_far(households: Collection[int] | QuerySet, month: Month) -> dict[int, YearSoFar]:
    """What the settled sheets of the year's earlier months counted, per household, with what
    was corrected since and without what has lapsed. Two queries."""
    counted = _by_household_and_item(RecordScore.objects.all(), F("counted"), households, month)
    change = F("counted_after") - F("counted_before")
    corrected = _by_household_and_item(RecordCorrection.objects.all(), change, households, month)
    year: defaultdict[int, _Sums] = defaultdict(_Sums)
    quarter: defaultdict[int, _Sums] = defaultdict(_Sums)
    for household, code, rule, area, deducts, net, recent in chain(counted, corrected):
        year[household].add(code, str(rule), str(area), net, deducts=deducts)
        quarter[household].add(code, str(rule), str(area), recent, deducts=deducts)
    return {
        household: YearSoFar(*sums.maps, Sums(*quarter[household].maps))
        for household, sums in year.items()
    }


class _Sums:
    """Sums of one household that grow row by row."""

    def __init__(self) -> None:
        self._items: defaultdict[str, int] = defaultdict(int)
        self._rules = (defaultdict[str, int](int), defaultdict[str, int](int))
        self._areas = (defaultdict[str, int](int), defaultdict[str, int](int))

    def add(self, code: str, rule: str, area: str, points: int, *, deducts: bool) -> None:
        size = -points if deducts else points
        self._items[code] += points
        self._rules[deducts][rule] += size
        self._areas[deducts][area] += size

    @property
    def maps(self) -> tuple[Points, Points, Points, Points, Points]:
        """In the order in which `points.sofar.Sums` names them."""
        awards, deductions = self._rules
        area_awards, area_deductions = self._areas
        return (
            dict(self._items),
            dict(awards),
            dict(deductions),
            dict(area_awards),
            dict(area_deductions),
        )


def _by_household_and_item(
    rows: QuerySet, points: Combinable, households: Collection[int] | QuerySet, month: Month
) -> QuerySet:
    """Sums of `points` over `rows` (each of a record) in the year's months before `month`: of all,
    and of those in its quarter. What has lapsed by `month` is left out."""
    sheet_month, validity = F("record__line__sheet__month"), "record__item__validity_months"
    in_quarter = Q(record__line__sheet__month__gte=month.quarter.months[0].month)
    return (
        rows.filter(
            Q(**{f"{validity}__isnull": True})
            | Q(**{f"{validity}__gt": month.month - sheet_month}),
            record__line__household__in=households,
            record__line__sheet__year=month.year,
            record__line__sheet__month__lt=month.month,
        )
        .order_by()
        .values_list(
            "record__line__household",
            "record__item__code",
            "record__item__rule__number",
            "record__item__rule__area__number",
        )
        .annotate(
            deducts=Case(When(record__item__points_min__lt=0, then=True), default=False),
            net=Sum(points),
            recent=Sum(points, filter=in_quarter, default=0),
        )
    )


def pasts(
    matters: Mapping[int, Iterable[Matter]], rules: StandardRules, month: Month
) -> dict[int, dict[str, tuple[Past, ...]]]:
    """For every household with `matters` in `month`: the settled matters of earlier months, of any
    year, that an item of `rules` looks back to for doubling or for counting once in a span.

    No query when none of them does, else one.
    """
    since = _looks_back_to(chain.from_iterable(matters.values()), rules)
    if not since:
        return {}
    corrected = RecordCorrection.objects.filter(record=OuterRef("pk")).order_by("-pk")
    revised = Revision.objects.filter(record=OuterRef("pk")).order_by("-pk")
    rows = (
        Record.objects.standing()
        .filter(
            Q(line__sheet__year__lt=month.year)
            | Q(line__sheet__year=month.year, line__sheet__month__lt=month.month),
            line__household__in=matters,
            item__code__in=since,
            occurred_on__gte=min(since.values()),
            score__isnull=False,
        )
        .annotate(
            now=Coalesce(Subquery(revised.values("points_after")[:1]), "points"),
            counts=Coalesce(Subquery(corrected.values("counted_after")[:1]), "score__counted"),
        )
        .exclude(now=0)
        .order_by("pk")
        .values_list("line__household", "item__code", "occurred_on", "counts")
    )
    found: defaultdict[int, dict[str, tuple[Past, ...]]] = defaultdict(dict)
    for household, code, day, counted in rows:
        kept = found[household].get(code, ())
        found[household][code] = (*kept, Past(day, counted))
    return found


def _looks_back_to(matters: Iterable[Matter], rules: StandardRules) -> dict[str, date]:
    """Item code → the earliest day that a matter of it may look back to."""
    since: dict[str, date] = {}
    for matter in matters:
        item = rules.item(matter.item_code)
        reach = max(item.repeat_days or 0, LONGEST_SPAN if item.once else 0)
        if reach:
            day = matter.occurred_on - timedelta(days=reach)
            since[item.code] = min(day, since.get(item.code, day))
    return since
