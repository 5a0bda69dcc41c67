"""Of a year's honours: who was recommended upward, and how each fared from level to level."""

from collections.abc import Sequence
from typing import Final

from points.models import AnnualRanking, Recommendation
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.ranked import GROUP, NOTHING
from points.reports.archive.words import WHO, in_office
from points.reports.recommendation_page import row as recommended

RECOMMENDED: Final = (
    Column("名次", 3, Kind.NUMBER),
    *WHO,
    GROUP,
    Column("荣誉积分", 4, Kind.NUMBER),
    Column("星级", 4),
    Column("推荐的理由", 14),
    Column("推荐人", 11),
    Column("时间", 8, Kind.MOMENT),
    Column("到了哪一级", 10),
    Column("称号", 9),
)
STEPS: Final = (
    *WHO,
    Column("层级", 4),
    Column("结果", 4),
    Column("日期", 8, Kind.DAY),
    Column("材料、文号", 12),
    Column("称号", 10),
    Column("说明", 14),
    Column("登记", 6),
    Column("登记时间", 8, Kind.MOMENT),
)


def recommended_section(ranking: AnnualRanking | None, office: str) -> Section:
    """Who was recommended, and how each fared from level to level. Two queries."""
    found = list(
        Recommendation.objects.filter(ranking=ranking)
        .select_related(
            "line__household", "line__group__parent", "by", "appointment__place__parent"
        )
        .prefetch_related("steps__by")
        .order_by("place", "line__household__code")
    )
    rows: list[Sequence[Value]] = []
    steps: list[Sequence[Value]] = []
    for each in found:
        household, told = each.line.household, recommended(each)
        who = household.code, household.head
        rows.append(
            (
                each.place,
                *who,
                each.line.group.label,
                each.honour,
                told.stars,
                each.reason,
                in_office(each.by, each.appointment),
                each.at,
                told.standing,
                told.title,
            )
        )
        steps += [
            (
                *who,
                step.get_level_display(),
                step.get_outcome_display(),
                step.day,
                step.paper,
                step.title,
                step.note,
                step.by.name,
                step.at,
            )
            for step in each.steps.all()
        ]
    return Section(
        "向上推荐",
        office,
        latest(step.day for each in found for step in each.steps.all()),
        [Table("推荐的家庭", RECOMMENDED, rows), Table("推荐经过", STEPS, steps)],
        nothing=NOTHING,
    )
