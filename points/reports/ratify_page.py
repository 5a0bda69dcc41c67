"""The sheets that an assembly is about to ratify."""

from dataclasses import dataclass

from points.models import Sheet
from points.reports.choice import Choice
from points.reports.decisions import decisions_of, standing, sums
from points.steps import Step


@dataclass(frozen=True, slots=True)
class RatifyRow:
    """`points` are what the audit passed, of all households together; `seen` is the version that
    was on the screen when it has passed, otherwise None."""

    sheet: Sheet
    points: int | None
    seen: int | None


def ratify_rows(chosen: dict[Choice, Sheet]) -> list[RatifyRow]:
    """The chosen sheets, earliest month first. Two queries."""
    decisions = decisions_of(chosen.values())
    audits = {
        sheet.pk: standing(sheet, decisions[sheet.pk]).get(Step.AUDIT) for sheet in chosen.values()
    }
    points = sums([each for each in audits.values() if each is not None])
    rows = []
    for choice, sheet in chosen.items():
        audit = audits[sheet.pk]
        rows.append(
            RatifyRow(
                sheet,
                points.get(audit.pk, 0) if audit else None,
                choice.version if choice.version != sheet.version else None,
            )
        )
    return sorted(rows, key=lambda row: (row.sheet.period, row.sheet.group.code))
