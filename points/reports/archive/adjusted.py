"""Of a year's volume: the accounts that were adjusted after posting, and by whose word."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from households.services.days import day_of
from points.models import Adjustment, AdjustmentDecision, AdjustmentScan, NoticeCorrection
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.words import HEADS_NOW, WHO, in_office
from points.reports.story import OFFICE

ADJUSTMENTS: Final = (
    *WHO,
    Column("加减分", 4, Kind.POINTS),
    Column("荣誉年度", 4, Kind.NUMBER),
    Column("更正原因", 12),
    Column("依据", 10),
    Column("扫描件", 3, Kind.NUMBER),
    Column("提出人", 11),
    Column("提出时间", 8, Kind.MOMENT),
    Column("复核", 4),
    Column("复核意见", 8),
    Column("复核人", 11),
    Column("复核时间", 8, Kind.MOMENT),
    Column("入账", 5),
    Column("公示", 5),
)
WAITING: Final = "待复核"


def of_year(adjustments: QuerySet[Adjustment], year: int) -> QuerySet[Adjustment]:
    """Those of `adjustments` that were proposed in `year` or change its honour points."""
    return adjustments.filter(Q(year=year) | Q(proposed_at__year=year))


def told_of_year(adjustments: QuerySet[Adjustment], year: int) -> list[Adjustment]:
    """Those of `year` (see `of_year`) as `adjustments_section` needs them. One query."""
    return list(
        of_year(adjustments, year)
        .select_related(
            "household",
            "proposed_by",
            "appointment__place__parent",
            "decision__entry",
            *(f"decision__{each}" for each in OFFICE),
        )
        .order_by("proposed_at", "pk")
    )


def adjustments_section(found: Sequence[Adjustment], author: str) -> Section:
    """What was adjusted: `found` (see `told_of_year`). Two queries."""
    scans = Counter(
        AdjustmentScan.objects.filter(adjustment__in=found).values_list("adjustment_id", flat=True)
    )
    told = dict(
        NoticeCorrection.objects.filter(adjustment__in=found).values_list(
            "adjustment_id", "notice__number"
        )
    )
    rows = [_row(each, scans[each.pk], told.get(each.pk)) for each in found]
    return Section(
        "入账后更正",
        author,
        latest(map(_last_day, found)),
        [Table("入账后更正", ADJUSTMENTS, rows)],
        HEADS_NOW if rows else "",
        nothing="本年无",
    )


def _last_day(each: Adjustment) -> date:
    decision: AdjustmentDecision | None = getattr(each, "decision", None)
    return day_of(decision.at if decision else each.proposed_at)


def _row(each: Adjustment, scans: int, notice: int | None) -> Sequence[Value]:
    decision: AdjustmentDecision | None = getattr(each, "decision", None)
    proposed = (
        each.household.code,
        each.household.head,
        each.points,
        each.year,
        each.reason,
        each.paper,
        scans,
        in_office(each.proposed_by, each.appointment),
        each.proposed_at,
    )
    if decision is None:
        return (*proposed, WAITING, "", "", None, "", "")
    return (
        *proposed,
        "同意" if decision.approved else "不同意",
        decision.comment,
        in_office(decision.by, decision.appointment),
        decision.at,
        f"第{decision.entry.number}笔" if decision.entry else "",
        f"第{notice}期" if notice else "",
    )
