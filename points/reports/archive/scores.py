"""Of a month's volume: what each step made of each household, and where caps cut it short."""

from typing import Final

from households.services.days import day_of
from points.models import StepDecision
from points.reports.archive.book import Column, Kind, Section, Table, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import HEADS_NOW, WHO, areas_of
from points.steps import Step

CUT: Final = (
    *WHO,
    Column("日期", 8, Kind.DAY),
    Column("评分项", 12),
    Column("分值", 3, Kind.POINTS),
    Column("计分", 3, Kind.POINTS),
    Column("说明", 24),
)
UNDONE: Final = (
    Column("轮次", 3, Kind.NUMBER),
    Column("步骤", 7),
    Column("通过时间", 9, Kind.MOMENT),
    *WHO,
    Column("合计", 4, Kind.NUMBER),
)


def scores_section(month: MonthFacts) -> Section:
    """2: the five steps side by side."""
    days = [day_of(each.at) for each in month.decisions if each.pk in month.scores]
    return Section(
        "各步得分",
        month.office,
        latest(days),
        [_side_by_side(month), _cut_short(month), _undone(month)],
        _remark(month),
    )


def _remark(month: MonthFacts) -> str:
    if month.sheet.in_review:
        return f"评审还没有结束：现分和各方面得分是按现有记录算出的，不是最后得分。{HEADS_NOW}"
    step = month.sheet.settling_step.label
    return f"各方面得分是{step}的得分，其后有异议更正的，按更正后的分。{HEADS_NOW}"


def _side_by_side(month: MonthFacts) -> Table:
    last = "现分" if month.sheet.in_review else "最后得分"
    columns = (
        Column("序号", 3, Kind.NUMBER),
        *WHO,
        *(Column(step.column, 4, Kind.NUMBER) for step in Step),
        *areas_of(month.areas),
        Column(last, 4, Kind.NUMBER),
    )
    rows = []
    for number, (line, who) in enumerate(month.households.items(), 1):
        by_area = month.now.by_area.get(line, {})
        rows.append(
            (
                number,
                *who,
                *(
                    month.scores.get(month.stand[step].pk, {}).get(line)
                    if step in month.stand
                    else None
                    for step in Step
                ),
                *(by_area.get(area, 0) for area in month.areas),
                month.now.totals.get(line, 0),
            )
        )
    return Table("各户各步得分", columns, rows)


def _cut_short(month: MonthFacts) -> Table:
    """The records that count other than they stand, each with the sentence that says why."""
    rows = [
        (
            *month.who(row.record),
            row.record.occurred_on,
            str(row.record.item),
            row.points,
            row.counted.points,
            row.counted.explanation,
        )
        for row in month.every_record()
        if row.counted is not None and row.counted.points != row.points
    ]
    return Table("按上限或互斥少计的事项", CUT, rows)


def _undone(month: MonthFacts) -> Table:
    """What passes scored that a return went behind of."""
    stands = {each.pk for each in month.stand.values()}
    rows = [
        (each.round, each.get_step_display(), each.at, *who, points)
        for each in month.decisions
        if each.outcome == StepDecision.Outcome.PASSED and each.pk not in stands
        for line, who in month.households.items()
        if (points := month.scores.get(each.pk, {}).get(line)) is not None
    ]
    return Table("退回以前各步的得分", UNDONE, rows)
