"""The sheets that an assembly is about to ratify."""

from collections.abc import Collection
from dataclasses import dataclass

from points.models import Sheet
from points.reports.choice import Choice
from points.reports.decisions import decisions_of, standing, sums
from points.services.scorebook import score_sheets, scored_together
from points.services.standings import settled_scores
from points.steps import Step


@dataclass(frozen=True, slots=True)
class RatifyRow:
    """Points of all households together: `audited` as the audit passed them, `now` as they would
    be settled. `seen` is the version that was on the screen when it has passed, otherwise None."""

    sheet: Sheet
    audited: int | None
    now: int
    seen: int | None


def ratify_rows(chosen: dict[Choice, Sheet]) -> list[RatifyRow]:
    """The chosen sheets, earliest month first. The queries grow with the months alone."""
    decisions = decisions_of(chosen.values())
    audits = {
        sheet.pk: standing(sheet, decisions[sheet.pk]).get(Step.AUDIT) for sheet in chosen.values()
    }
    audited = sums([each for each in audits.values() if each is not None])
    now = _totals(chosen.values())
    rows = []
    for choice, sheet in chosen.items():
        audit = audits[sheet.pk]
        rows.append(
            RatifyRow(
                sheet,
                audited.get(audit.pk, 0) if audit else None,
                now[sheet.pk],
                choice.version if choice.version != sheet.version else None,
            )
        )
    return sorted(rows, key=lambda row: (row.sheet.period, row.sheet.group.code))


def _totals(sheets: Collection[Sheet]) -> dict[int, int]:
    """Points of each sheet (by primary key) as its records and the year so far stand now; of one
    that has hung already, what hung with what was corrected since."""
    totals = {sheet.pk: 0 for sheet in sheets}
    for together in scored_together(sheet for sheet in sheets if not sheet.notice_first):
        for line in score_sheets(together):
            totals[line.sheet_id] += line.score.total
    hung = settled_scores().filter(decision__sheet__in=[s.pk for s in sheets if s.notice_first])
    for sheet, points in hung.values_list("decision__sheet_id", "final"):
        totals[sheet] += points
    return totals
