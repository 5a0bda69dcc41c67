"""One record as a page tells it: what it counts for and why, and everything that happened to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from households.models import User
from points.models import Record, RecordScore
from points.periods import chinese_date
from points.services.amounts import signed
from points.services.scorebook import score_line


@dataclass(frozen=True, slots=True)
class Counted:
    """The sentence that says what a record counts for and why.

    `settled` once its sheet's review has ended; until then other records may still change it.
    """

    explanation: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done to a record: when, by whom, what, and the reason given."""

    at: datetime
    by: User
    what: str
    reason: str


def counted(record: Record) -> Counted | None:
    """What `record` counts for; None once it is voided."""
    if record.voided_at is not None:
        return None
    settled = RecordScore.objects.filter(record=record).first()
    if settled is not None:
        return Counted(settled.explanation, settled=True)
    matters = score_line(record.line).matters
    matter = next(matter for matter in matters if matter.key == record.pk)
    return Counted(matter.explanation, settled=False)


def happenings(record: Record) -> list[Happening]:
    """Recorded, revised, voided: in the order it happened. One query."""
    written = f"记录，{signed(record.points)}分"
    found = [Happening(record.recorded_at, record.recorded_by, written, record.note)]
    for revision in record.revisions.select_related("by"):
        before, after = signed(revision.points_before), signed(revision.points_after)
        what = f"{revision.get_step_display()}改分，{before} → {after}"
        if revision.refused:
            what = f"{revision.get_step_display()}不予认可，{before} → 0"
        found.append(Happening(revision.at, revision.by, what, revision.reason))
    if record.voided_at is not None and record.voided_by is not None:
        found.append(Happening(record.voided_at, record.voided_by, "作废", record.void_reason))
    return found


def facts(record: Record) -> list[dict[str, Any]]:
    """What is known about `record`, for the list of facts."""
    sheet, household, item = record.line.sheet, record.line.household, record.item
    named = [
        ("农户", str(household), reverse("household_page", args=[household.code])),
        ("村民小组", sheet.group.label, ""),
        ("记入", sheet.period.label, reverse("sheet", args=[sheet.period, sheet.group.code])),
        ("评分项", str(item), ""),
        ("日期", chinese_date(record.occurred_on) + ("（补录）" if record.late else ""), ""),
        ("数量", f"{record.quantity}（按{item.unit}计）", ""),
        ("来源", record.get_origin_display(), ""),
        ("说明", record.note, ""),
        ("需要的佐证", item.evidence, ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named]
