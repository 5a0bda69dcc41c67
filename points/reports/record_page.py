"""One record as a page tells it: what is known about it, what it counts for and why."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from points.models import Record, SheetLine
from points.periods import chinese_date
from points.services.corrections import counted_now
from points.services.scorebook import score_line


@dataclass(frozen=True, slots=True)
class Counted:
    """The sentence that says what a record counts for and why.

    `settled` once its sheet's review has ended; until then other records may still change it.
    """

    explanation: str
    settled: bool


def counted(record: Record) -> Counted | None:
    """What `record` counts for; None once it is voided."""
    if record.voided_at is not None:
        return None
    settled = counted_now(SheetLine.objects.filter(pk=record.line_id)).get(record.pk)
    if settled is not None:
        return Counted(settled[1], settled=True)
    matters = score_line(record.line).matters
    matter = next(matter for matter in matters if matter.key == record.pk)
    return Counted(matter.explanation, settled=False)


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
        ("金额", f"{record.amount} 元" if record.amount is not None else "", ""),
        ("事件", record.event, ""),
        ("议定的会议", record.decided_by, ""),
        ("来源", record.source, ""),
        ("说明", record.note, ""),
        ("需要的佐证", item.evidence, ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named]
