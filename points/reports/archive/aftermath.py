"""Of a month's volume: objections and their answers, corrections, what went into the accounts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from households.services.days import day_of
from points.models import (
    Correction,
    NoticeCorrection,
    Objection,
    ObjectionReply,
    Posting,
    RecordCorrection,
)
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import WHO, in_office, moment, person
from points.reports.objection_words import objector, standing
from points.reports.story import OFFICE

OBJECTIONS: Final = (
    *WHO,
    Column("提出人", 7),
    Column("方式", 4),
    Column("收到日期", 8, Kind.DAY),
    Column("异议内容", 14),
    Column("登记", 9),
    Column("受理期限", 8, Kind.DAY),
    Column("受理", 9),
    Column("答复期限", 8, Kind.DAY),
    Column("结论", 5),
    Column("答复", 14),
    Column("答复人", 12),
)
CORRECTIONS: Final = (
    *WHO,
    Column("原分", 4, Kind.POINTS),
    Column("更正后", 4, Kind.POINTS),
    Column("答复人", 12),
    Column("更正时间", 9, Kind.MOMENT),
    Column("冲销", 6),
    Column("更正入账", 6),
    Column("公示", 6),
)
RECOUNTED: Final = (
    *WHO,
    Column("评分项", 14),
    Column("原计分", 4, Kind.POINTS),
    Column("更正后计分", 5, Kind.POINTS),
    Column("说明", 24),
)
POSTINGS: Final = (
    Column("序号", 3, Kind.NUMBER),
    *WHO,
    Column("入账日期", 8, Kind.DAY),
    Column("笔次", 4, Kind.NUMBER),
    Column("加减", 4, Kind.POINTS),
    Column("余额", 4, Kind.NUMBER),
    Column("事由", 12),
    Column("经办", 6),
    Column("时间", 9, Kind.MOMENT),
    Column("公示", 5),
)
NOT_POSTED: Final = "没有入账"


def objections_section(month: MonthFacts) -> Section:
    """9: who objected to what, and what the office answered. One query."""
    found = list(
        Objection.objects.filter(line__sheet=month.sheet)
        .select_related(
            "objector", "typed_by", "accepted_by", *(f"reply__{each}" for each in OFFICE)
        )
        .order_by("at", "pk")
    )
    replies = [getattr(each, "reply", None) for each in found]
    rows = [_objection(month, *pair) for pair in zip(found, replies, strict=True)]
    days = [day_of(each.at) for each in (*found, *filter(None, replies))]
    return Section(
        "异议与答复", month.office, latest(days), [Table("异议与答复", OBJECTIONS, rows)]
    )


def _objection(month: MonthFacts, each: Objection, reply: ObjectionReply | None) -> Sequence[Value]:
    accepted = each.accepted_at
    return (
        *month.households[each.line_id],
        objector(each),
        each.get_how_display(),
        each.received_on,
        each.text,
        f"{each.author if each.typed_by else '积分卡'}，{moment(each.at)}",
        each.accept_by,
        f"{person(each.accepted_by)}，{moment(accepted)}" if accepted else "",
        each.reply_by,
        standing(each),
        reply.text if reply else "",
        f"{in_office(reply.by, reply.appointment)}，{moment(reply.at)}" if reply else "",
    )


def corrections_section(month: MonthFacts) -> Section:
    """10: what upheld objections made of lines and records, in points. Three queries."""
    corrections = list(
        Correction.objects.filter(line__sheet=month.sheet)
        .select_related(*(f"reply__{each}" for each in OFFICE), "reversal", "entry")
        .order_by("pk")
    )
    told = dict(
        NoticeCorrection.objects.filter(correction__in=corrections).values_list(
            "correction_id", "notice__number"
        )
    )
    rows = [_row(month, each, told) for each in corrections]
    recounted = RecordCorrection.objects.filter(correction__in=corrections)
    records = [
        (
            *month.who(each.record),
            str(each.record.item),
            each.counted_before,
            each.counted_after,
            each.explanation,
        )
        for each in recounted.select_related("record__item").order_by("pk")
    ]
    return Section(
        "更正",
        month.office,
        latest(day_of(each.at) for each in corrections),
        [
            Table("异议成立后的更正", CORRECTIONS, rows),
            Table("逐条更正的计分", RECOUNTED, records),
        ],
        "入账以后对账户的更正，见年度卷。",
    )


def _row(month: MonthFacts, each: Correction, told: Mapping[Any, int]) -> Sequence[Value]:
    number = told.get(each.pk)
    return (
        *month.households[each.line_id],
        each.total_before,
        each.total_after,
        in_office(each.reply.by, each.reply.appointment),
        each.at,
        f"第{each.reversal.number}笔" if each.reversal else "",
        f"第{each.entry.number}笔" if each.entry else "",
        "还没有公示" if number is None else f"第{number}期",
    )


def postings_section(month: MonthFacts) -> Section:
    """11: the entry that each line became, or that it has become none. One query."""
    posted: dict[int, Posting] = {
        each.line_id: each
        for each in Posting.objects.filter(line__sheet=month.sheet)
        .select_related("entry__by", "notice")
        .defer("notice__content")
    }
    rows = [
        (number, *who, *_entered(posted.get(line)))
        for number, (line, who) in enumerate(month.households.items(), 1)
    ]
    return Section(
        "入账",
        month.office,
        latest(each.entry.effective_on for each in posted.values()),
        [Table("入账", POSTINGS, rows if posted else [])],
    )


def _entered(posting: Posting | None) -> Sequence[Value]:
    if posting is None:
        return (None, None, None, None, NOT_POSTED, "", None, "")
    entry = posting.entry
    return (
        entry.effective_on,
        entry.number,
        entry.points,
        entry.balance_after,
        entry.note,
        person(entry.by),
        entry.at,
        f"第{posting.notice.number}期",
    )
