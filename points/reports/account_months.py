"""A household's months: what each step scored, and each record with what it counts for and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from households.models import Household, User
from points.models import Record, SheetLine, Standard, StepScore
from points.periods import Month
from points.reports.decisions import decisions_of, standing
from points.reports.record_rows import Counted
from points.reports.sheet_words import where
from points.scoring import Matter, Scored, StandardRules, score
from points.services.corrections import counted_now
from points.services.scorebook import rules_of, with_points_now
from points.services.yearbook import pasts
from points.sofar import CountedMonth, so_far
from points.steps import Step


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """A record as it stands: `points` after all revisions; `counted` None once it is voided."""

    record: Record
    points: int
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """One month, in points with sign: the score of every step the sheet has behind it, the total.

    `settled` once the review has ended; until then `total` is what the records come to now.
    `linked` when the person may open the sheet, which may be of a group the household has left.
    """

    line: SheetLine
    steps: list[int | None]
    total: int
    settled: bool
    status: str
    records: list[MonthRecord]
    linked: bool


@dataclass(frozen=True, slots=True)
class _Settled:
    """What one record counted when its sheet's review ended."""

    month: Month
    standard: Standard
    item: str
    counted: Counted


def account_months(
    household: Household, years: Collection[int], user: User | None = None
) -> list[AccountMonth]:
    """The months of `years`, the latest first, as `user` (None: the household) sees them.

    A constant number of queries for one standard.
    """
    lines = list(
        SheetLine.objects.filter(household=household, sheet__year__in=years)
        .select_related("sheet__group__parent", "sheet__standard", "sheet__notice")
        .defer("sheet__notice__content")
        .order_by("-sheet__year", "-sheet__month")
    )
    records = _records(lines)
    settled = _settled(lines, records)
    live = _live(lines, records, settled.values())
    counted = {key: each.counted for key, each in settled.items()} | live
    passed = _steps(lines)
    months = []
    for line in lines:
        mine = [
            MonthRecord(record, points, counted.get(record.pk))
            for record, points in records[line.pk]
        ]
        months.append(
            AccountMonth(
                line=line,
                steps=[passed[line.pk].get(step) for step in Step],
                total=sum(each.counted.points for each in mine if each.counted),
                settled=not line.sheet.in_review,
                status=where(line.sheet),
                records=mine,
                linked=user is not None and user.has_perm("points.view_sheet", line.sheet),
            )
        )
    return months


def _records(lines: Sequence[SheetLine]) -> Mapping[int, list[tuple[Record, int]]]:
    """line → its records with their points now, by day, voided ones too. One query."""
    found: defaultdict[int, list[tuple[Record, int]]] = defaultdict(list)
    rows = Record.objects.filter(line__in=lines).select_related("item__rule")
    for record in with_points_now(rows).order_by("occurred_on", "pk"):
        found[record.line_id].append((record, record.points_now))
    return found


def _settled(
    lines: Sequence[SheetLine], records: Mapping[int, list[tuple[Record, int]]]
) -> dict[int, _Settled]:
    """record → what it counted, of the months that are settled, as corrected. Two queries."""
    counted = counted_now(lines)
    return {
        record.pk: _Settled(
            line.sheet.period,
            line.sheet.standard,
            record.item.code,
            Counted(*counted[record.pk]),
        )
        for line in lines
        for record, _ in records[line.pk]
        if record.pk in counted
    }


def _live(
    lines: Sequence[SheetLine],
    records: Mapping[int, list[tuple[Record, int]]],
    settled: Iterable[_Settled],
) -> dict[int, Counted]:
    """record → what it would count if its month, still under review, were settled now."""
    counted: dict[int, Counted] = {}
    settled = list(settled)
    rules: dict[int, StandardRules] = {}
    for line in lines:
        if not line.sheet.in_review:
            continue
        standard = line.sheet.standard
        if standard.pk not in rules:
            rules[standard.pk] = rules_of(standard)
        matters = [
            Matter(
                record.pk,
                record.item.code,
                points,
                record.occurred_on,
                record.pk,
                record.event,
                record.decided_by,
            )
            for record, points in records[line.pk]
            if record.voided_at is None
        ]
        month, household = line.sheet.period, line.household_id
        past = pasts({household: matters}, rules[standard.pk], month).get(household, {})
        year = replace(so_far(_before(month, settled, rules), month), past=past)
        for matter in score(matters, rules[standard.pk], year).matters:
            counted[matter.key] = Counted(matter.counted, matter.explanation)  # type: ignore[index]
    return counted


def _before(
    month: Month, settled: Iterable[_Settled], rules: dict[int, StandardRules]
) -> Iterator[CountedMonth]:
    """The settled months of the year before `month`; `rules` keeps the standards read for them."""
    for each in settled:
        if each.month.year == month.year and each.month < month:
            standard = each.standard
            if standard.pk not in rules:
                rules[standard.pk] = rules_of(standard)
            scored = Scored(None, each.item, each.counted.points, each.counted.explanation)
            yield CountedMonth(each.month, rules[standard.pk], [scored])


def _steps(lines: Sequence[SheetLine]) -> Mapping[int, dict[Step, int]]:
    """line → the score of every step its sheet has behind it. Two queries."""
    sheets = [line.sheet for line in lines]
    decisions = decisions_of(sheets)
    step_of = {
        decision.pk: step
        for sheet in sheets
        for step, decision in standing(sheet, decisions.get(sheet.pk, [])).items()
    }
    found: defaultdict[int, dict[Step, int]] = defaultdict(dict)
    rows = StepScore.objects.filter(line__in=lines, decision__in=step_of).order_by()
    for line, decision, total in rows.values_list("line_id", "decision_id", "total"):
        found[line][step_of[decision]] = total
    return found
