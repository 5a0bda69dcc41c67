"""Of a month's volume: each deduction, how its household was told, and what it answered."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from households.services.days import day_of
from points.models import Serving
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import WHO, in_office
from points.reports.record_rows import RecordRow
from points.reports.story import OFFICE

TOLD: Final = (
    *WHO,
    Column("日期", 8, Kind.DAY),
    Column("评分项", 12),
    Column("现分值", 3, Kind.POINTS),
    Column("告知日期", 8, Kind.DAY),
    Column("告知方式", 5),
    Column("见证人", 5),
    Column("告知分值", 3, Kind.POINTS),
    Column("陈述期限", 8, Kind.DAY),
    Column("告知人", 12),
    Column("登记时间", 8, Kind.MOMENT),
)
ANSWERS: Final = (
    *WHO,
    Column("日期", 8, Kind.DAY),
    Column("评分项", 12),
    Column("陈述日期", 8, Kind.DAY),
    Column("方式", 4),
    Column("陈述内容", 24),
    Column("提交人", 7),
    Column("登记时间", 8, Kind.MOMENT),
)
NOT_TOLD: Final = "没有告知"


def deductions_section(month: MonthFacts) -> Section:
    """5: the deductions that stand, or were told once. One query."""
    told: defaultdict[int, list[Serving]] = defaultdict(list)
    rows = Serving.objects.filter(record__line__sheet=month.sheet).select_related(*OFFICE)
    for serving in rows.order_by("pk"):
        told[serving.record_id].append(serving)
    records = [row for row in month.every_record() if row.telling or told[row.record.pk]]
    servings = [line for row in records for line in _told(month, row, told[row.record.pk])]
    answers = [
        (
            *_matter(month, row),
            each.answered_on,
            each.get_how_display(),
            each.text,
            each.author,
            each.at,
        )
        for row in month.every_record()
        for each in sorted(row.answers, key=lambda answer: answer.pk)
    ]
    days = [day_of(each.at) for servings_ in told.values() for each in servings_]
    days += [day_of(each.at) for row in month.every_record() for each in row.answers]
    return Section(
        "扣分告知与陈述",
        month.office,
        latest(days),
        [Table("扣分告知", TOLD, servings), Table("农户陈述", ANSWERS, answers)],
    )


def _told(month: MonthFacts, row: RecordRow, servings: Sequence[Serving]) -> list[Sequence[Value]]:
    """A line for each time it was told; one that says so where it never was."""
    matter = (*_matter(month, row), row.points)
    if not servings:
        return [(*matter, None, NOT_TOLD, "", None, None, "", None)]
    return [
        (
            *matter,
            each.served_on,
            each.get_how_display(),
            each.witness,
            each.points_told,
            each.answer_until,
            in_office(each.by, each.appointment),
            each.at,
        )
        for each in servings
    ]


def _matter(month: MonthFacts, row: RecordRow) -> Sequence[Value]:
    return (*month.who(row.record), row.record.occurred_on, str(row.record.item))
