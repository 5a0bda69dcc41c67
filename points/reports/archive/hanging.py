"""Of a month's volume: the notice as it was frozen, and how long it really hung."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.services.days import day_of
from points.models import HangingReceipt, Notice
from points.models.hanging import HangingReceiptQuerySet
from points.reports.archive.book import Column, Kind, Section, Table, Value, facts, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import WHO, in_office, moment, person
from points.reports.notice_sheet import VillageSheet, village_sheets
from points.reports.notice_words import period, previous_code
from points.services.amounts import signed

HANGINGS: Final = (
    Column("张贴日期", 8, Kind.DAY),
    Column("张贴人", 6),
    Column("应张贴到", 8, Kind.DAY),
    Column("登记", 12),
    Column("撤下日期", 8, Kind.DAY),
    Column("撤下人", 6),
    Column("提前撤下原因", 10),
    Column("撤下登记", 12),
    Column("作废", 14),
)
AWARDS: Final = (
    Column("评分项", 12),
    Column("次数", 3, Kind.NUMBER),
    Column("加分", 3, Kind.POINTS),
    Column("日期、户编号、加分", 60),
)
IN_A_ROW: Final = 40
"""Awards of one item: more would make a row that no page holds."""
TOLD: Final = (*WHO, Column("更正", 30))


def notice_section(month: MonthFacts) -> Section:
    """8: number, codes, the group's rows as they hung, and the receipts of its village."""
    sheet, notice = month.sheet, month.sheet.notice
    if notice is None:
        return Section("公示", month.office, None, [facts("公示", ())])
    receipts = list(receipts_of([notice]).filter(village=sheet.group.parent_id))
    hung = next(
        (
            part
            for village in village_sheets(notice)
            if (part := village.of_group(sheet.group.code)) is not None
        ),
        None,
    )
    return Section(
        "公示",
        month.office,
        latest([day_of(notice.published_at), *map(last_day, receipts)]),
        [
            _notice(notice),
            *(_frozen(hung) if hung else ()),
            Table("本村张贴记录", HANGINGS, [hanging(each) for each in receipts]),
        ],
        "公示内容照发布时冻结的原样；姓名照当时公布的样子。",
    )


def _notice(notice: Notice) -> Table:
    closed = notice.closed_at
    return facts(
        "公示",
        (
            ("期号", f"第{notice.number}期"),
            ("标题", notice.title),
            ("公示期", period(notice)),
            ("积分标准", notice.content.get("standard", "")),
            ("发布", f"{notice.published_by.name}，{moment(notice.published_at)}"),
            ("本期校验码", notice.check_code),
            ("上期校验码", previous_code(notice)),
            ("SHA-256摘要", notice.digest),
            ("公布全名的依据", notice.content["unmasking_basis"]),
            (
                "期满办结",
                f"{person(notice.closed_by)}，{moment(closed)}" if closed else "还没有办结",
            ),
        ),
    )


def _frozen(hung: VillageSheet) -> list[Table]:
    """The tables of one group of a notice."""
    columns = (
        Column("序号", 3, Kind.NUMBER),
        Column("户编号", 5, Kind.CODE),
        Column("公布的户主", 6),
        *(Column(area, 4, Kind.NUMBER) for area in hung.areas),
        Column("本月合计", 4, Kind.NUMBER),
        Column("本年荣誉积分", 5, Kind.NUMBER),
        Column("可兑积分", 5, Kind.NUMBER),
    )
    lines: list[Sequence[Value]] = [
        (number, row.code, row.shown_as, *row.areas, row.total, row.honour, row.balance)
        for group in hung.groups
        for number, row in enumerate(group.rows, group.first)
    ]
    awards = [
        (
            f"{item.code} {item.title}",
            len(rows),
            sum(row.points for row in rows),
            "、".join(f"{row.day} {row.code} {signed(row.points)}" for row in rows),
        )
        for item in (hung.awards.items if hung.awards else ())
        for first in range(0, len(item.rows), IN_A_ROW)
        for rows in [item.rows[first : first + IN_A_ROW]]
    ]
    told = [(each.code, each.shown_as, each.told) for each in hung.corrections]
    return [
        Table("公示的积分", columns, lines),
        Table("公示的事项清单", AWARDS, awards),
        Table("随本期公示的更正", TOLD, told),
    ]


def receipts_of(notices: Sequence[Notice]) -> HangingReceiptQuerySet:
    """The receipts of `notices` as `hanging` needs them, in the order they were noted."""
    rows = HangingReceipt.objects.filter(notice__in=notices).order_by("notice", "village", "pk")
    offices = ("appointment__place__parent", "taken_appointment__place__parent")
    return rows.select_related(
        "noted_by", "taken_noted_by", "voided_by", "village", *offices
    ).defer("notice__content")


def hanging(receipt: HangingReceipt) -> Sequence[Value]:
    """A row of HANGINGS."""
    taken, voided = receipt.taken_noted_at, receipt.voided_at
    return (
        receipt.hung_on,
        receipt.hung_by,
        receipt.hangs_until,
        f"{in_office(receipt.noted_by, receipt.appointment)}，{moment(receipt.noted_at)}",
        receipt.taken_on,
        receipt.taken_by,
        receipt.taken_reason,
        f"{_taker(receipt)}，{moment(taken)}" if taken else "",
        f"{person(receipt.voided_by)}，{moment(voided)}，{receipt.void_reason}" if voided else "",
    )


def _taker(receipt: HangingReceipt) -> str:
    """Whoever noted that it is down, in the office that is kept of newer ones."""
    by, office = receipt.taken_noted_by, receipt.taken_appointment
    return in_office(by, office) if by and office else person(by)


def last_day(receipt: HangingReceipt) -> date:
    """When the last thing of a receipt was noted."""
    return day_of(receipt.voided_at or receipt.taken_noted_at or receipt.noted_at)
