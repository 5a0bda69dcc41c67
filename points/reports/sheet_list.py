"""The sheets of a month: where each stands, what each step made of it, which may be passed now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from households.models import User
from points.models import Sheet, SheetLine, StepDecision
from points.periods import Month
from points.reports.ballot import Ballot, ballot
from points.reports.choice import Choice
from points.reports.decisions import decisions_of, own_part, standing, sums, voted_on
from points.reports.sheet_words import until, where
from points.services.gridbook import takes
from points.services.recordbook import TYPES_IN_CLAIMS
from points.services.sheet_checks import hangs, hung_until
from points.services.votes import polls
from points.steps import Step


@dataclass(frozen=True, slots=True)
class StepTotal:
    """What a step made of all households together; None while it has not passed."""

    label: str
    points: int | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet in the list. `choice` is empty unless the person may pass the step it waits at;
    `why_not` says what keeps somebody who holds the office. `ballot` is the committee's while the
    sheet waits for it, `until` how long one hangs yet that is ratified afterwards."""

    sheet: Sheet
    households: int
    totals: list[StepTotal]
    last: StepDecision | None
    choice: str
    why_not: str
    ballot: Ballot | None
    until: str
    takes_records: bool
    takes_claims: bool

    @property
    def label(self) -> str:
        """Where the sheet stands, in the short words of the tags."""
        return where(self.sheet)


def sheet_rows(user: User, month: Month, day: date) -> list[SheetRow]:
    """The sheets of `month` that `user` sees on `day`. Five queries, six more where the
    committee votes, and one where a sheet hangs that is ratified afterwards.

    Those he may pass now come first, otherwise they stand in order of village and group.
    """
    sheets = list(
        Sheet.objects.visible_to(user, day)
        .of_month(month)
        .select_related("group__parent", "notice")
        .defer("notice__content")
        .order_by("group__parent__code", "group__code")
    )
    keys = [sheet.pk for sheet in sheets]
    lines = SheetLine.objects.filter(sheet__in=keys).order_by().values_list("sheet")
    households = dict(lines.annotate(Count("pk")))
    decisions = decisions_of(sheets)
    stand = {sheet.pk: standing(sheet, decisions[sheet.pk]) for sheet in sheets}
    points = sums([each for sheet in sheets for each in stand[sheet.pk].values()])
    found = polls([sheet for sheet in sheets if sheet.waits_at(Step.COMMITTEE)], day)
    ballots = {key: ballot(poll, user) for key, poll in found.items()}
    voted = voted_on(user, sheets)
    ends = hung_until([sheet for sheet in sheets if sheet.awaits_ratification])
    rows = []
    for sheet in sheets:
        key, step = sheet.pk, Step(sheet.step)
        waits = sheet.waits_at(step) and not hangs(sheet, ends, day)
        mine = waits and user.has_perm(step.right, sheet)
        own = own_part(user, decisions[key], step, voted=key in voted)
        why_not = _why_not(own, ballots.get(key)) if mine else ""
        rows.append(
            SheetRow(
                sheet=sheet,
                households=households.get(key, 0),
                totals=[
                    StepTotal(
                        each.column,
                        points.get(stand[key][each].pk, 0) if each in stand[key] else None,
                    )
                    for each in Step
                ],
                last=decisions[key][-1] if decisions[key] else None,
                choice=str(Choice.of(sheet)) if mine and not why_not else "",
                why_not=why_not,
                ballot=ballots.get(key),
                until=until(sheet, ends, day),
                takes_records=sheet.takes_records and user.has_perm("points.add_record", sheet),
                takes_claims=takes(sheet, claims=True) and user.has_perm(TYPES_IN_CLAIMS, sheet),
            )
        )
    return sorted(rows, key=lambda row: not row.choice)


def _why_not(own: str, votes: Ballot | None) -> str:
    """What keeps somebody of the step's office from passing a sheet; empty when nothing does."""
    if own:
        return f"{own}，这一步由别人办理"
    if votes is None:
        return ""
    if votes.why_out:
        return f"您须回避：{votes.why_out}"
    return f"您已投{votes.mine.get_choice_display()}票" if votes.mine else ""


def changed_rows(rows: Sequence[SheetRow], ticked: Iterable[str]) -> list[tuple[SheetRow, int]]:
    """The rows that were ticked in a version which has passed, with that version."""
    versions = {choice.key: choice.version for choice in map(Choice.parse, ticked)}
    found = ((row, versions.get((row.sheet.period, row.sheet.group.code))) for row in rows)
    return [
        (row, version)
        for row, version in found
        if version is not None and version != row.sheet.version
    ]
