"""Of a year's honours: how its balances were cleared, and to whom certificates were given."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.models import Place
from households.services.days import day_of
from points.models import CertificateRequest, ClearedBalance, Clearing, ClearingAnnouncement
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.words import HEADS_NOW, WHO, in_office, moment, person
from points.reports.certificate_page import KEPT_YEARS, of_the_last_years, standing
from points.reports.notice_words import period

NOTICE: Final = Column("公告", 4)
ANNOUNCED: Final = (
    NOTICE,
    Column("公告日期", 8, Kind.DAY),
    Column("公示期", 13),
    Column("清零日期", 8, Kind.DAY),
    Column("公告人", 6),
    Column("公告时间", 8, Kind.MOMENT),
    Column("收回", 20),
)
CLEARINGS: Final = (
    NOTICE,
    Column("办理", 12),
    Column("时间", 8, Kind.MOMENT),
    Column("户数", 4, Kind.NUMBER),
    Column("清零积分", 5, Kind.NUMBER),
    Column("撤销", 20),
)
BALANCES: Final = (
    NOTICE,
    *WHO,
    Column("加减", 4, Kind.POINTS),
    Column("笔次", 4, Kind.NUMBER),
    Column("余额", 4, Kind.NUMBER),
    Column("时间", 8, Kind.MOMENT),
    Column("撤销", 4),
)
CARRIED: Final = "没有清零，余额结转"
GIVEN: Final = (
    Column("序号", 3, Kind.NUMBER),
    *WHO,
    Column("同意日期", 8, Kind.DAY),
    Column("申请方式", 4),
    Column("接收单位", 14),
    Column("开具", 12),
    Column("开具日期", 8, Kind.DAY),
    Column("有效期至", 8, Kind.DAY),
    Column("现状", 4),
)


def clearing_section(found: Sequence[ClearingAnnouncement], office: str) -> Section:
    """The announcements `found` (see `announcements_of`), what was cleared upon each, and what each
    household lost by it. One query."""
    clearings = [each for one in found for each in one.clearings.all()]
    numbers = {each.pk: _number(each) for each in found}
    balances = (
        ClearedBalance.objects.filter(clearing__in=clearings)
        .select_related("household", "entry", "clearing")
        .order_by("clearing__at", "clearing", "household__code")
    )
    lost: list[Sequence[Value]] = [
        (
            numbers[each.clearing.announcement_id],
            each.household.code,
            each.household.head,
            each.entry.points,
            each.entry.number,
            each.entry.balance_after,
            each.entry.at,
            "已撤销" if each.clearing.reversed_at else "",
        )
        for each in balances
    ]
    return Section(
        "年末清零",
        office,
        latest(
            [
                *(each.announced_on for each in found),
                *(day_of(each.reversed_at or each.at) for each in clearings),
            ]
        ),
        [
            Table("清零公告", ANNOUNCED, [_announced(each) for each in found]),
            Table("清零", CLEARINGS, [_cleared(numbers, each) for each in clearings]),
            Table("清零明细", BALANCES, lost),
        ],
        HEADS_NOW if lost else "",
        nothing=CARRIED,
    )


def announcements_of(community: Place, year: int) -> list[ClearingAnnouncement]:
    """Those of `year`, taken back or not, with what was cleared upon them. Two queries."""
    announced = ClearingAnnouncement.objects.filter(community=community, year=year)
    people = announced.select_related("announced_by", "withdrawn_by", "notice")
    acts = (f"clearings__{each}" for each in ("by", "appointment__place__parent", "reversed_by"))
    told = people.defer("notice__content").prefetch_related(*acts)
    return list(told.order_by("announced_at", "pk"))


def _number(each: ClearingAnnouncement) -> str:
    return f"第{each.notice.number}期"


def _announced(each: ClearingAnnouncement) -> Sequence[Value]:
    back = each.withdrawn_at
    return (
        _number(each),
        each.announced_on,
        period(each.notice),
        each.clears_on,
        each.announced_by.name,
        each.announced_at,
        f"{person(each.withdrawn_by)}，{moment(back)}：{each.withdraw_reason}" if back else "",
    )


def _cleared(numbers: dict[int, str], each: Clearing) -> Sequence[Value]:
    back = each.reversed_at
    return (
        numbers[each.announcement_id],
        in_office(each.by, each.appointment),
        each.at,
        each.households,
        each.points,
        f"{person(each.reversed_by)}，{moment(back)}：{each.reverse_reason}" if back else "",
    )


def certificates_section(community: Place, year: int, day: date, office: str) -> Section:
    """To whom certificates were given that were agreed to in `year`: no purpose and no check code,
    and nothing once the register's three years are over. One query."""
    asked = CertificateRequest.objects.filter(community=community, consented_on__year=year)
    found = (
        of_the_last_years(asked, day)
        .select_related("household", "certificate__issued_by")
        .select_related("certificate__appointment__place__parent")
        .order_by("consented_on", "pk")
    )
    rows = [_given(number, each, day) for number, each in enumerate(found, 1)]
    over = day.year - year > KEPT_YEARS
    return Section(
        "积分证明登记",
        office,
        latest(each.consented_on for each in found),
        [Table("积分证明登记", GIVEN, rows)],
        HEADS_NOW if rows else "",
        nothing=f"登记簿保存{KEPT_YEARS}年，已过保存期，不再列出" if over else "本年无",
    )


def _given(number: int, each: CertificateRequest, day: date) -> Sequence[Value]:
    given = getattr(each, "certificate", None)
    return (
        number,
        each.household.code,
        each.household.head,
        each.consented_on,
        each.get_how_display(),
        each.recipient,
        in_office(given.issued_by, given.appointment) if given else "",
        given.issued_on if given else None,
        given.valid_until if given else None,
        standing(each, day),
    )
