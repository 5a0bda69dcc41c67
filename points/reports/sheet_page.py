"""A sheet as its step looks at it: every household's scores side by side and what is behind them.

The sheet is read before its content. A change in between makes the version on the page too old,
and its approval is refused; it never makes it too new.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from households.models import User
from households.services.relations import kin_of
from points.models import Revision, Sheet, SheetLine, StepDecision, StepScore
from points.reports.ballot import Ballot, ballot
from points.reports.decisions import decisions_of, own_part, standing, voted_on
from points.reports.record_rows import RecordRow, record_rows, scores_now
from points.reports.sheet_history import HistoryRow, history_rows
from points.reports.sheet_words import course
from points.services.sheet_checks import hangs, hung_until
from points.services.votes import KIN, OWN, polls
from points.steps import Step, earlier


@dataclass(frozen=True, slots=True)
class Figure:
    """A number under its heading; None where there is none."""

    label: str
    points: int | None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household's line. `own` is that of the person looking, `kin` a relative's, which he leaves
    to the other committee members. `since` is how far its score now is from the last step's, in
    points; `rounds` are the scores of rounds that a return went behind of."""

    code: str
    head: str
    own: bool
    kin: bool
    steps: list[Figure]
    total: int
    since: int
    areas: list[Figure]
    rounds: list[tuple[StepDecision, int]]
    records: list[RecordRow]

    @property
    def revisions(self) -> list[tuple[RecordRow, Revision]]:
        return [(row, revision) for row in self.records for revision in row.revisions]

    @property
    def untold(self) -> int:
        """Deductions that the household has yet to be told of."""
        return sum(bool(row.telling and not row.telling.serving) for row in self.records)

    @property
    def answered(self) -> bool:
        """Whether the household has said something to a deduction."""
        return any(row.answers for row in self.records)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`own` is the part the person had in another step, which keeps him from passing this one;
    `course` says where a sheet goes that hangs before it is ratified; `ballot` is the committee's
    while the sheet waits for it."""

    sheet: Sheet
    step: Step
    areas: list[str]
    rows: list[HouseholdRow]
    history: list[HistoryRow]
    stepper: list[dict[str, str]]
    course: str
    may_act: bool
    may_return: bool
    own: str
    ballot: Ballot | None

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    @property
    def columns(self) -> int:
        """Of the table: the household, the steps, the score now, the areas."""
        return len(Step) + len(self.areas) + 2


def sheet_page(sheet: Sheet, user: User, day: date) -> SheetPage:
    """Everything on the page of `sheet` (with group, village and notice) on `day`.

    A constant number of queries, however many households and records there are.
    """
    step = Step(sheet.step)
    decisions = decisions_of([sheet])[sheet.pk]
    stand = standing(sheet, decisions)
    scores = _scores(decisions)
    now = scores_now(sheet)
    ends = hung_until([sheet])
    waits = sheet.waits_at(step) and not hangs(sheet, ends, day)
    may_act = waits and user.has_perm(step.right, sheet)
    votes = None
    if sheet.waits_at(Step.COMMITTEE):
        votes = ballot(polls([sheet], day)[sheet.pk], user)
    kin = kin_of(user) if may_act and step is Step.COMMITTEE else set()
    records = record_rows(
        sheet,
        now.counted,
        {user.household_id or 0, *kin},
        may_revise=may_act
        and sheet.in_review
        and step.revises
        and user.has_perm("points.revise_record", sheet),
    )
    areas = list(sheet.standard.areas.order_by("number").values_list("number", "name"))
    rows = []
    lines = SheetLine.objects.filter(sheet=sheet).order_by("household__code")
    for line, household, code, head in lines.values_list(
        "pk", "household_id", "household__code", "household__head"
    ):
        steps, last = _steps(stand, scores, line)
        total = now.totals.get(line, 0)
        by_area = now.by_area.get(line, {})
        rows.append(
            HouseholdRow(
                code=code,
                head=head,
                own=household == user.household_id,
                kin=household in kin,
                steps=steps,
                total=total,
                since=0 if last is None else total - last,
                areas=[Figure(name, by_area.get(str(number), 0)) for number, name in areas],
                rounds=_undone(decisions, stand, scores, line),
                records=records.get(line, []),
            )
        )
    return SheetPage(
        sheet=sheet,
        step=step,
        areas=[name for _, name in areas],
        rows=rows,
        history=history_rows(sheet, decisions, scores),
        stepper=_stepper(sheet, decisions, stand),
        course=course(sheet, ends, day),
        may_act=may_act,
        may_return=bool(
            may_act
            and sheet.in_review
            and earlier(step)
            and not (votes and votes.why_out in (OWN, KIN))
        ),
        own=_own_part(user, sheet, decisions) if may_act else "",
        ballot=votes,
    )


def _own_part(user: User, sheet: Sheet, decisions: Sequence[StepDecision]) -> str:
    voted = sheet.pk in voted_on(user, [sheet])
    return own_part(user, decisions, Step(sheet.step), voted=voted)


def _scores(decisions: Sequence[StepDecision]) -> dict[int, dict[int, int]]:
    """decision → line → points. One query."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    kept = StepScore.objects.filter(decision__in=[each.pk for each in decisions]).order_by()
    for decision, line, total in kept.values_list("decision_id", "line_id", "total"):
        found[decision][line] = total
    return found


def _steps(
    stand: Mapping[Step, StepDecision], scores: Mapping[int, Mapping[int, int]], line: int
) -> tuple[list[Figure], int | None]:
    """The line's score at every step, and the last of them. The self score counts the claims
    alone, so the steps after it are not measured against it."""
    figures, last = [], None
    for step in Step:
        points = scores[stand[step].pk].get(line) if step in stand else None
        figures.append(Figure(step.column, points))
        if points is not None and step is not Step.SELF:
            last = points
    return figures, last


def _undone(
    decisions: Sequence[StepDecision],
    stand: Mapping[Step, StepDecision],
    scores: Mapping[int, Mapping[int, int]],
    line: int,
) -> list[tuple[StepDecision, int]]:
    stands = {each.pk for each in stand.values()}
    return [
        (each, scores[each.pk][line])
        for each in decisions
        if each.pk not in stands and line in scores.get(each.pk, {})
    ]


def _stepper(
    sheet: Sheet, decisions: Sequence[StepDecision], stand: Mapping[Step, StepDecision]
) -> list[dict[str, str]]:
    """Rows of components/_stepper.html."""
    returned = {
        Step(each.step): each
        for each in decisions
        if each.outcome == StepDecision.Outcome.RETURNED and each.round == sheet.round - 1
    }
    rows = []
    for step in Step:
        note = f"{returned[step].by}退回" if step in returned else ""
        if step in stand:
            state, note = "done", str(stand[step].by)
        elif sheet.waits_at(step):
            state = "current"
        else:
            state = "returned" if step in returned else "todo"
        rows.append({"label": step.label, "state": state, "note": note})
    return rows
