"""Of a year's honours: the vetoes in force in it. They stand in the archive and nowhere in
public."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.models import Place
from households.services.days import day_of
from points.models import Veto, VetoObjection
from points.periods import chinese_date
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.words import HEADS_NOW, WHO, in_office, moment, person
from points.reports.veto_page import listed, standing

VETOES: Final = (
    *WHO,
    Column("事由", 9),
    Column("依据的文件", 10),
    Column("文件日期", 9, Kind.DAY),
    Column("起", 9, Kind.DAY),
    Column("止", 9, Kind.DAY),
    Column("登记", 11),
    Column("告知", 10),
    Column("异议期限", 9, Kind.DAY),
    Column("现状", 4),
    Column("解除、作废的经过", 10),
)
OBJECTIONS: Final = (
    *WHO,
    Column("方式", 4),
    Column("收到日期", 8, Kind.DAY),
    Column("异议内容", 16),
    Column("登记", 10),
    Column("结论", 5),
    Column("答复", 16),
    Column("答复人", 10),
)
INNER: Final = f"本节只供归档和内部查阅，不得张贴、外传。{HEADS_NOW}"


def vetoes_of(community: Place, year: int) -> list[Veto]:
    """Those with a day of theirs in `year`, voided ones and ended ones, too. Two queries."""
    of_year = Veto.objects.filter(
        community=community, starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1)
    )
    found = listed(of_year).select_related(
        *("household__group__parent", "by", "voided_by", "record", "lift__by"),
        *("appointment__place__parent", "lift__appointment__place__parent"),
    )
    return list(found.order_by("at", "pk"))


def vetoes_section(found: Sequence[Veto], day: date, office: str) -> Section:
    """The vetoes `found` (see `vetoes_of`) as they stand on `day`. No query of its own."""
    objections = [(each, one) for each in found for one in each.objections.all()]
    return Section(
        "一票否决",
        office,
        latest(
            [
                *(day_of(each.at) for each in found),
                *(each.told_on for each in found),
                *(day_of(one.replied_at or one.at) for _, one in objections),
            ]
        ),
        [
            Table("一票否决", VETOES, [_veto(each, day) for each in found]),
            Table("对否决的异议", OBJECTIONS, [_objection(*pair) for pair in objections]),
        ],
        INNER if found else "",
        nothing="本年无",
    )


def _veto(veto: Veto, day: date) -> Sequence[Value]:
    told = "还没有告知"
    if veto.told_on is not None:
        told = f"{chinese_date(veto.told_on)}{veto.get_told_how_display()}，{veto.told_by}"
    return (
        veto.household.code,
        veto.household.head,
        veto.matter,
        veto.papers,
        veto.document_on,
        veto.starts_on,
        veto.ends_on,
        f"{in_office(veto.by, veto.appointment)}，{moment(veto.at)}",
        told,
        veto.object_until,
        standing(veto, day),
        _end(veto),
    )


def _end(veto: Veto) -> str:
    if veto.voided_at is not None:
        return f"{person(veto.voided_by)}，{moment(veto.voided_at)}作废：{veto.void_reason}"
    if hasattr(veto, "lift"):
        lift = veto.lift
        return f"{in_office(lift.by, lift.appointment)}，{moment(lift.at)}解除：{lift.why}"
    return ""


def _objection(veto: Veto, each: VetoObjection) -> Sequence[Value]:
    who = veto.household.code, veto.household.head
    made = (each.get_how_display(), each.received_on, each.text)
    noted = f"{each.author}，{moment(each.at)}"
    if each.replied_at is None:
        return (*who, *made, noted, "还没有答复", "", "")
    return (
        *who,
        *made,
        noted,
        "成立" if each.upheld else "不成立",
        each.reply,
        f"{person(each.replied_by)}，{moment(each.replied_at)}",
    )
