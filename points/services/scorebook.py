"""Reads sheets into the pure scoring: which matters stand, what the year gave, what it makes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from points.models import Item, Record, Revision, Sheet, SheetLine, Standard
from points.periods import Month
from points.scoring import ItemRule, Matter, Score, StandardRules, YearSoFar, score
from points.services.yearbook import pasts, years_so_far
from points.sofar import CountedMonth, so_far

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


Coming = Mapping[int, list[CountedMonth]]
"""household → months as they will have counted."""


@dataclass(frozen=True, slots=True)
class LineScore:
    """A household's line with its score: points per area number (as text) and per record."""

    line_id: int
    household_id: int
    sheet_id: int
    score: Score


def rules_of(standard: Standard) -> StandardRules:
    """The standard as scoring reads it; areas go by number, rules by number. Three queries."""
    areas = list(standard.areas.all())
    items = Item.objects.filter(standard=standard).select_related("rule__area", "village")
    return StandardRules(
        items={item.code: _item_rule(item) for item in items},
        rule_caps={str(rule.number): rule.caps for rule in standard.rules.all()},
        areas=tuple(str(area.number) for area in areas),
        area_caps={str(area.number): area.caps for area in areas},
        area_titles={str(area.number): area.name for area in areas},
        village_items=standard.village_items,
        village_points=standard.village_points,
    )


def _item_rule(item: Item) -> ItemRule:
    return ItemRule(
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
        quarterly_cap=item.quarterly_cap,
        tiers=item.steps,
        once=item.once_in,
        within_event=item.within_event,
        repeat_days=item.repeat_days,
        validity_months=item.validity_months,
        case_by_case=item.case_by_case,
        village=str(item.village) if item.village else "",
    )


class PointsNow(TypedDict):
    points_now: int


def with_points_now(
    records: QuerySet[Record],
) -> "QuerySet[WithAnnotations[Record, PointsNow]]":
    """Adds `points_now`: the points after the latest revision, or as recorded."""
    latest = Revision.objects.filter(record=OuterRef("pk")).order_by("-pk").values("points_after")
    return records.annotate(points_now=Coalesce(Subquery(latest[:1]), "points"))


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
    coming: defaultdict[int, list[CountedMonth]] = defaultdict(list)
    for together in scored_together(sheets):
        first = together[0]
        rules = rules_of(first.standard)
        for line in score_sheets(together, coming=coming):
            month = CountedMonth(first.period, rules, line.score.matters)
            coming[line.household_id].append(month)
            found.append(line)
    return found


def score_sheets(
    sheets: Sequence[Sheet],
    claims_only: bool = False,
    coming: Coming | None = None,
) -> list[LineScore]:
    """Scores every line of `sheets` (of one month and one standard), in order of household code.

    `claims_only` counts what the households claimed themselves, before anybody changed it: the
    self score of step 1. `coming` are earlier months that are not settled yet, as they will have
    counted. A constant number of queries for any number of sheets.
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


def matters_of(
    records: QuerySet[Record], *, as_claimed: bool = False
) -> defaultdict[int, list[Matter]]:
    """line → its matters, of standing `records`, with their points now or as claimed. One query."""
    points = "points" if as_claimed else "points_now"
    rows: QuerySet = (records if as_claimed else with_points_now(records)).order_by()
    matters: defaultdict[int, list[Matter]] = defaultdict(list)
    values: Iterable[tuple[int, int, str, int, date, str, str]] = rows.values_list(
        "line_id", "pk", "item__code", points, "occurred_on", "event", "decided_by"
    )
    for line_id, pk, code, amount, day, event, decided_by in values:
        matters[line_id].append(Matter(pk, code, amount, day, pk, event, decided_by))
    return matters


def _score(
    lines: Sequence[tuple[int, int, int]],
    records: QuerySet[Record],
    rules: StandardRules,
    month: Month,
    coming: Coming,
    as_claimed: bool = False,
) -> list[LineScore]:
    matters = matters_of(records, as_claimed=as_claimed)
    years = years_so_far([household for _, household, _ in lines], month)
    past = pasts({household: matters[line] for line, household, _ in lines}, rules, month)
    none = YearSoFar()

    def year(household: int) -> YearSoFar:
        settled = years.get(household, none).and_also(YearSoFar(past=past.get(household, {})))
        months = coming.get(household, ())
        return settled.and_also(so_far(months, month)) if months else settled

    return [
        LineScore(line, household, sheet, score(matters[line], rules, year(household)))
        for line, household, sheet in lines
    ]
