"""What all sections of a month's volume are made of, read once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from points.models import Policy, Record, Sheet, SheetLine, StepDecision, StepScore
from points.reports.decisions import decisions_of, standing
from points.reports.record_rows import RecordRow, Standing, record_rows, scores_now
from points.services.policies import policy_of
from points.steps import Step


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """`households` are code and head by line (primary key), by code; `records` of each by day,
    `areas` by number, all `decisions` in their order, those that `stand` by step; `scores` are
    decision → line → points."""

    sheet: Sheet
    policy: Policy
    households: Mapping[int, tuple[str, str]]
    now: Standing
    records: Mapping[int, Sequence[RecordRow]]
    areas: Mapping[str, str]
    decisions: Sequence[StepDecision]
    stand: Mapping[Step, StepDecision]
    scores: Mapping[int, Mapping[int, int]]

    @property
    def office(self) -> str:
        return self.policy.office_name

    def who(self, record: Record) -> tuple[str, str]:
        """Code and head of the household that a record is of."""
        return self.households[record.line_id]

    def every_record(self) -> Iterator[RecordRow]:
        """By household code, then by day; voided ones too."""
        for line in self.households:
            yield from self.records.get(line, ())


def month_facts(sheet: Sheet) -> MonthFacts:
    """The facts of `sheet` (with group, village, community and notice). A constant number of
    queries."""
    lines = SheetLine.objects.filter(sheet=sheet).order_by("household__code")
    named = lines.values_list("pk", "household__code", "household__head")
    now = scores_now(sheet)
    decisions = decisions_of([sheet])[sheet.pk]
    areas = sheet.standard.areas.order_by("number").values_list("number", "name")
    return MonthFacts(
        sheet=sheet,
        policy=policy_of(sheet.community),
        households={pk: (code, head) for pk, code, head in named},
        now=now,
        records=record_rows(sheet, now.counted, (), may_revise=False),
        areas={str(number): name for number, name in areas},
        decisions=decisions,
        stand=standing(sheet, decisions),
        scores=_scores(decisions),
    )


def _scores(decisions: Sequence[StepDecision]) -> Mapping[int, Mapping[int, int]]:
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    kept = StepScore.objects.filter(decision__in=decisions).order_by()
    for decision, line, total in kept.values_list("decision_id", "line_id", "total"):
        found[decision][line] = total
    return found
