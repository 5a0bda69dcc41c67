"""The sheets of a month: where each stands, what each step made of it, which may be passed now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from households.models import User
from points.models import Sheet, SheetLine, StepDecision
from points.periods import Month
from points.reports.choice import Choice
from points.reports.decisions import decisions_of, passed_by, standing, sums
from points.services.gridbook import takes
from points.services.recordbook import TYPES_IN_CLAIMS
from points.steps import Step


@dataclass(frozen=True, slots=True)
class StepTotal:
    """What a step made of all households together; None while it has not passed."""

    label: str
    points: int | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet in the list. `choice` is empty unless the person may pass the step it waits at."""

    sheet: Sheet
    households: int
    totals: list[StepTotal]
    last: StepDecision | None
    choice: str
    own: Step | None
    takes_records: bool
    takes_claims: bool

    @property
    def label(self) -> str:
        """Where the sheet stands, in the short words of the tags."""
        return where(self.sheet)


def where(sheet: Sheet) -> str:
    """组评, 待公示 …: the step a sheet waits at, or what has become of it."""
    if sheet.awaits_ratification:
        return "公示后待审定"
    return Step(sheet.step).column if sheet.in_review else sheet.get_state_display()


def sheet_rows(user: User, month: Month, day: date) -> list[SheetRow]:
    """The sheets of `month` that `user` sees on `day`. Four queries.

    Those he may pass now come first, otherwise they stand in order of village and group.
    """
    sheets = list(
        Sheet.objects.visible_to(user, day)
        .of_month(month)
        .select_related("group__parent")
        .order_by("group__parent__code", "group__code")
    )
    keys = [sheet.pk for sheet in sheets]
    lines = SheetLine.objects.filter(sheet__in=keys).order_by().values_list("sheet")
    households = dict(lines.annotate(Count("pk")))
    decisions = decisions_of(sheets)
    stand = {sheet.pk: standing(sheet, decisions[sheet.pk]) for sheet in sheets}
    points = sums([each for sheet in sheets for each in stand[sheet.pk].values()])
    rows = [
        _row(user, sheet, households.get(sheet.pk, 0), decisions[sheet.pk], stand[sheet.pk], points)
        for sheet in sheets
    ]
    return sorted(rows, key=lambda row: not row.choice)


def _row(
    user: User,
    sheet: Sheet,
    households: int,
    decisions: Sequence[StepDecision],
    stand: dict[Step, StepDecision],
    points: dict[int, int],
) -> SheetRow:
    step = Step(sheet.step)
    mine = sheet.waits_at(step) and user.has_perm(step.right, sheet)
    own = passed_by(user, decisions, step) if mine else None
    return SheetRow(
        sheet=sheet,
        households=households,
        totals=[
            StepTotal(each.column, points.get(stand[each].pk, 0) if each in stand else None)
            for each in Step
        ],
        last=decisions[-1] if decisions else None,
        choice=str(Choice.of(sheet)) if mine and own is None else "",
        own=own,
        takes_records=sheet.takes_records and user.has_perm("points.add_record", sheet),
        takes_claims=takes(sheet, claims=True) and user.has_perm(TYPES_IN_CLAIMS, sheet),
    )


def changed_rows(rows: Sequence[SheetRow], ticked: Iterable[str]) -> list[tuple[SheetRow, int]]:
    """The rows that were ticked in a version which has passed, with that version."""
    versions = {choice.key: choice.version for choice in map(Choice.parse, ticked)}
    found = ((row, versions.get((row.sheet.period, row.sheet.group.code))) for row in rows)
    return [
        (row, version)
        for row, version in found
        if version is not None and version != row.sheet.version
    ]
