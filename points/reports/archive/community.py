"""年度综合卷 of a community: the standards, meetings, notices and adjustments of its year, and
which volumes its groups have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Count

from households.models import Place
from households.services.days import day_of
from points.models import Adjustment, HangingReceipt, Meeting, Notice, Objection, Sheet
from points.periods import Month
from points.reports.archive.adjusted import adjustments_section, told_of_year
from points.reports.archive.book import Book, Column, Kind, Section, Table, Value, latest
from points.reports.archive.hanging import HANGINGS, hanging, last_day, receipts_of
from points.reports.archive.standards import standards_section
from points.reports.archive.unfinished import missing_months, unfinished, without_sheets
from points.reports.archive.words import moment, person
from points.reports.notice_kinds import reading
from points.reports.notice_words import period, previous_code
from points.reports.sheet_words import where
from points.services.policies import policy_of

KIND: Final = "年度综合卷"
MATTER: Final = "家庭诚信积分综合材料"
NOTHING: Final = "本年无"
MEETINGS: Final = (
    Column("会议日期", 8, Kind.DAY),
    Column("代表总数", 4, Kind.NUMBER),
    Column("到会", 3, Kind.NUMBER),
    Column("同意", 3, Kind.NUMBER),
    Column("反对", 3, Kind.NUMBER),
    Column("弃权", 3, Kind.NUMBER),
    Column("审定的表", 5, Kind.NUMBER),
    Column("会议纪要", 30),
    Column("纪要扫描件", 4, Kind.NUMBER),
    Column("记录人", 6),
    Column("登记时间", 9, Kind.MOMENT),
)
NOTICES: Final = (
    Column("期号", 3, Kind.NUMBER),
    Column("内容", 9),
    Column("公示期", 13),
    Column("发布", 9),
    Column("本期校验码", 10, Kind.CODE),
    Column("上期校验码", 10, Kind.CODE),
    Column("SHA-256摘要", 18, Kind.CODE),
    Column("办结", 9),
)
SHEETS: Final = (
    Column("村民小组", 10),
    *(Column(f"{month}月", 4) for month in range(1, 13)),
)
VOLUMES: Final = (
    Column("序号", 3, Kind.NUMBER),
    Column("村民小组", 10),
    Column("年度卷", 20),
    Column("积分表", 4, Kind.NUMBER),
    Column("已入账", 4, Kind.NUMBER),
    Column("没有办结", 16),
)


def community_book(community: Place, year: int, day: date) -> Book:
    """The volume of `community` and `year`; `day` is that of printing. A constant number of
    queries for one standard."""
    office = policy_of(community).office_name
    notices = list(
        Notice.objects.filter(community=community, year=year)
        .select_related("published_by", "closed_by")
        .defer("content")
        .order_by("number")
    )
    sheets = list(
        Sheet.objects.filter(community=community, year=year)
        .select_related("group__parent")
        .order_by("group__parent__code", "group__code", "month")
    )
    adjusted = told_of_year(Adjustment.objects.filter(community=community), year)
    missing = _missing(community, sheets, year, day)
    closes = min(day, Month(year, 12).last_day)
    sections = [
        standards_section(community, year, office),
        _meetings(community, year),
        _notices(notices, office),
        _hangings(notices, office),
        adjustments_section(adjusted, office),
        _sheets(sheets, office),
        _volumes(sheets, missing, year, office),
    ]
    opened = min((day_of(sheet.opened_at) for sheet in sheets), default=closes)
    last = latest(section.dated for section in sections) or closes
    return Book(
        kind=KIND,
        fonds=office,
        whose=f"{community.name}{year}年",
        matter=MATTER,
        year=year,
        span=(min(opened, last), last),
        sections=sections,
        unfinished=unfinished(year, day, adjusted, *_lacking(community, year, sheets, missing)),
    )


def _missing(
    community: Place, sheets: Sequence[Sheet], year: int, day: date
) -> Mapping[Place, list[int]]:
    """The months that each group that takes part has no sheet of. One query."""
    mine = _by_group(sheets)
    groups = Place.objects.filter(community=community).joined_on(day).select_related("parent")
    return {group: missing_months(group, mine.get(group, ()), year, day) for group in groups}


def _lacking(
    community: Place, year: int, sheets: Sequence[Sheet], missing: Mapping[Place, list[int]]
) -> Iterator[str]:
    """What the months still lack. One query."""
    if unopened := sum(map(len, missing.values())):
        yield f"有{unopened}张积分表还没有开"
    if left := sum(sheet.state != Sheet.State.POSTED for sheet in sheets):
        yield f"有{left}张积分表还没有入账"
    disputed = Objection.objects.open().filter(line__sheet__community=community)
    if objections := disputed.filter(line__sheet__year=year).count():
        yield f"有{objections}件异议还没有答复"


def _meetings(community: Place, year: int) -> Section:
    found = list(
        Meeting.objects.filter(community=community, decisions__sheet__year=year)
        .select_related("recorded_by")
        .annotate(ratified=Count("decisions", distinct=True), pages=Count("scans", distinct=True))
        .order_by("held_on", "pk")
    )
    rows = [
        (
            each.held_on,
            each.total,
            each.present,
            each.in_favour,
            each.against,
            each.abstained,
            each.ratified,
            each.minutes,
            each.pages,
            each.recorded_by.name,
            each.recorded_at,
        )
        for each in found
    ]
    day = latest(each.held_on for each in found)
    return Section(
        "审定会议",
        "村民代表大会",
        day,
        [Table("审定会议", MEETINGS, rows)],
        "审定本年积分表的会议，次年召开的也在内；审定的表只数本年的。" if rows else "",
        nothing=NOTHING,
    )


def _notices(notices: Sequence[Notice], office: str) -> Section:
    rows = [
        (
            each.number,
            reading(each).told_of(each),
            period(each),
            f"{each.published_by.name}，{moment(each.published_at)}",
            each.check_code,
            previous_code(each),
            each.digest,
            f"{person(each.closed_by)}，{moment(each.closed_at)}" if each.closed_at else "",
        )
        for each in notices
    ]
    return Section(
        "公示",
        office,
        latest(day_of(each.published_at) for each in notices),
        [Table("公示", NOTICES, rows)],
        "按所公示的月份、季度属于本年的列出；每期的摘要都连着上期的摘要，改动一期，其后各期都对不上。",
        nothing=NOTHING,
    )


def _hangings(notices: Sequence[Notice], office: str) -> Section:
    numbers = {each.pk: each.number for each in notices}
    receipts: list[HangingReceipt] = list(receipts_of(notices))
    rows = [(numbers[each.notice_id], each.village.label, *hanging(each)) for each in receipts]
    columns = (Column("期号", 3, Kind.NUMBER), Column("自然村", 6), *HANGINGS)
    return Section(
        "张贴记录",
        office,
        latest(map(last_day, receipts)),
        [Table("张贴记录", columns, rows)],
        nothing=NOTHING,
    )


def _by_group(sheets: Sequence[Sheet]) -> Mapping[Place, list[Sheet]]:
    """The sheets by their group, in their order: two groups may have one name."""
    found: defaultdict[Place, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        found[sheet.group].append(sheet)
    return found


def _sheets(sheets: Sequence[Sheet], office: str) -> Section:
    rows: list[Sequence[Value]] = []
    for group, mine in _by_group(sheets).items():
        states = {sheet.month: where(sheet) for sheet in mine}
        rows.append((group.label, *(states.get(month) for month in range(1, 13))))
    return Section("月度积分表", office, None, [Table("月度积分表", SHEETS, rows)], nothing=NOTHING)


def _volumes(
    sheets: Sequence[Sheet], missing: Mapping[Place, list[int]], year: int, office: str
) -> Section:
    rows = []
    for number, (group, mine) in enumerate(_by_group(sheets).items(), 1):
        left = [sheet for sheet in mine if sheet.state != Sheet.State.POSTED]
        lacking = [f"{sheet.month}月（{where(sheet)}）" for sheet in left]
        unopened = without_sheets(missing.get(group, ()))
        rows.append(
            (
                number,
                group.label,
                f"{group.label}{year}年家庭诚信积分材料（年度卷）",
                len(mine),
                len(mine) - len(left),
                "；".join(filter(None, ("、".join(lacking), unopened))),
            )
        )
    return Section(
        "各组年度卷", office, None, [Table("各组年度卷", VOLUMES, rows)], nothing=NOTHING
    )
