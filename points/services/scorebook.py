"""Reads sheets into the pure scoring: which matters stand, what the year gave, what it makes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from points.models import (
    Item,
    Record,
    RecordCorrection,
    RecordScore,
    Revision,
    Sheet,
    SheetLine,
    Standard,
)
from points.periods import Month
from points.scoring import ItemRule, Matter, Score, StandardRules, YearSoFar, score
from points.spans import Caps, CapsBySign

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class LineScore:
    """A household's line with its score: points per area number (as text) and per record."""

    line_id: int
    household_id: int
    sheet_id: int
    score: Score


def rules_of(standard: Standard) -> StandardRules:
    """The standard as scoring reads it; areas go by number, rules by number. Two queries."""
    items = {
        item.code: ItemRule(
            code=item.code,
            rule=str(item.rule.number),
            area=str(item.rule.area.number),
            points_min=item.points_min,
            points_max=item.points_max,
            monthly_cap=item.monthly_cap,
            yearly_cap=item.yearly_cap,
            exclusive_group=item.exclusive_group,
            veto=item.veto,
            title=item.title,
        )
        for item in Item.objects.filter(standard=standard).select_related("rule__area")
    }
    return StandardRules(
        items=items,
        rule_caps={
            str(rule.number): CapsBySign(Caps(year=rule.yearly_cap))
            for rule in standard.rules.all()
        },
        areas=tuple(str(area.number) for area in standard.areas.all()),
    )


class PointsNow(TypedDict):
    points_now: int


def with_points_now(
    records: QuerySet[Record],
) -> "QuerySet[WithAnnotations[Record, PointsNow]]":
    """Adds `points_now`: the points after the latest revision, or as recorded."""
    latest = Revision.objects.filter(record=OuterRef("pk")).order_by("-pk").values("points_after")
    return records.annotate(points_now=Coalesce(Subquery(latest[:1]), "points"))


def years_so_far(households: Collection[int] | QuerySet, month: Month) -> dict[int, YearSoFar]:
    """What the settled sheets of the year's earlier months counted, per household, with what
    was corrected since. Two queries."""
    counted = _by_household_and_item(RecordScore.objects.all(), F("counted"), households, month)
    change = F("counted_after") - F("counted_before")
    corrected = _by_household_and_item(RecordCorrection.objects.all(), change, households, month)
    by_item: defaultdict[int, dict[str, int]] = defaultdict(dict)
    by_rule: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for household, code, rule, net, awards in chain(counted, corrected):
        by_item[household][code] = by_item[household].get(code, 0) + net
        by_rule[household][str(rule)] += awards
    return {
        household: YearSoFar(items, dict(by_rule[household]))
        for household, items in by_item.items()
    }


def _by_household_and_item(
    rows: QuerySet, points: Combinable, households: Collection[int] | QuerySet, month: Month
) -> QuerySet:
    """Sums of `points` over `rows` (each of a record) in the year's months before `month`: all,
    and those of items that award."""
    return (
        rows.filter(
            record__line__household__in=households,
            record__line__sheet__year=month.year,
            record__line__sheet__month__lt=month.month,
        )
        .order_by()
        .values_list("record__line__household", "record__item__code", "record__item__rule__number")
        .annotate(
            net=Sum(points),
            awards=Sum(points, filter=Q(record__item__points_min__gte=0), default=0),
        )
    )


def scored_together(sheets: Iterable[Sheet]) -> list[list[Sheet]]:
    """Sheets grouped by month, standard and settling step, the earliest first: later ones build
    on it."""
    months: defaultdict[tuple[int, int, int, bool], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        months[sheet.year, sheet.month, sheet.standard_id, sheet.notice_first].append(sheet)
    return [months[key] for key in sorted(months)]


def score_in_order(sheets: Iterable[Sheet]) -> list[LineScore]:
    """Scores sheets of several months as one act settles them: each month on top of what those
    before it will have counted. The queries grow with the months alone."""
    found: list[LineScore] = []
    coming: defaultdict[int, dict[int, YearSoFar]] = defaultdict(dict)
    for together in scored_together(sheets):
        first = together[0]
        year, rules = coming[first.year], rules_of(first.standard)
        for line in score_sheets(together, coming=year):
            so_far = year.get(line.household_id, YearSoFar())
            year[line.household_id] = so_far.plus(line.score.matters, rules)
            found.append(line)
    return found


def score_sheets(
    sheets: Sequence[Sheet],
    claims_only: bool = False,
    coming: Mapping[int, YearSoFar] | None = None,
) -> list[LineScore]:
    """Scores every line of `sheets` (of one month and one standard), in order of household code.

    `claims_only` counts what the households claimed themselves, before anybody changed it: the
    self score of step 1. `coming` is what earlier months will have counted that are not settled
    yet, per household. A constant number of queries for any number of sheets.
    """
    first = sheets[0]
    lines = list(
        SheetLine.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
        .order_by("household__code")
        .values_list("pk", "household_id", "sheet_id")
    )
    records = Record.objects.standing().filter(line__sheet__in=[sheet.pk for sheet in sheets])
    if claims_only:
        records = records.filter(origin=Record.Origin.SELF)
    return _score(
        lines, records, rules_of(first.standard), first.period, coming or {}, as_claimed=claims_only
    )


def score_line(line: SheetLine) -> Score:
    """One household's score as its records stand now."""
    records = Record.objects.standing().filter(line=line)
    sheet = line.sheet
    lines = [(line.pk, line.household_id, line.sheet_id)]
    return _score(lines, records, rules_of(sheet.standard), sheet.period, {})[0].score


def _score(
    lines: Sequence[tuple[int, int, int]],
    records: QuerySet[Record],
    rules: StandardRules,
    month: Month,
    coming: Mapping[int, YearSoFar],
    as_claimed: bool = False,
) -> list[LineScore]:
    points = "points" if as_claimed else "points_now"
    rows: QuerySet = (records if as_claimed else with_points_now(records)).order_by()
    matters: defaultdict[int, list[Matter]] = defaultdict(list)
    values: Iterable[tuple[int, int, str, int, date]] = rows.values_list(
        "line_id", "pk", "item__code", points, "occurred_on"
    )
    for line_id, pk, code, amount, day in values:
        matters[line_id].append(Matter(pk, code, amount, day, pk))
    years = years_so_far([household for _, household, _ in lines], month)
    none = YearSoFar()

    def year(household: int) -> YearSoFar:
        return _together(years.get(household, none), coming.get(household, none))

    return [
        LineScore(line, household, sheet, score(matters[line], rules, year(household)))
        for line, household, sheet in lines
    ]


def _together(settled: YearSoFar, coming: YearSoFar) -> YearSoFar:
    return YearSoFar(
        _sums(settled.by_item, coming.by_item),
        _sums(settled.by_rule_awards, coming.by_rule_awards),
    )


def _sums(some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {key: some.get(key, 0) + more.get(key, 0) for key in some.keys() | more.keys()}
