"""年度卷 of a villager group: what its year came to, before the volumes of its months."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from households.models import Household, HouseholdMove, Place
from households.services.days import day_of
from points.models import Adjustment, Sheet, SheetLine
from points.periods import Month, chinese_date
from points.reports.archive.adjusted import adjustments_section, of_year, told_of_year
from points.reports.archive.book import Book, Column, Kind, Section, Table, Value, latest
from points.reports.archive.month import month_book, with_their_notices
from points.reports.archive.unfinished import missing_months, unfinished, without_sheets
from points.reports.archive.words import HEADS_NOW, WHO
from points.reports.year_report import YearReport, year_reports
from points.services.policies import policy_of

KIND: Final = "年度卷"
MATTER: Final = "家庭诚信积分材料"
MOVES: Final = (
    Column("户编号", 5, Kind.CODE),
    Column("户主", 6),
    Column("日期", 8, Kind.DAY),
    Column("情况", 14),
    Column("原因", 16),
    Column("经办", 6),
    Column("登记时间", 9, Kind.MOMENT),
)


def year_book(group: Place, year: int, day: date) -> Book:
    """What stands before the months: sums of all households that were scored in `group` (with its
    village and community) or belonged to it, who moved, what was adjusted. `day` is that of
    printing.

    A constant number of queries.
    """
    community = group.home()
    office = policy_of(community).office_name
    moved = HouseholdMove.objects.filter(Q(from_group=group) | Q(to_group=group), at__year=year)
    households = _belonging(group, year, day, moved)
    keys = [household.pk for household in households]
    moves = list(
        moved.select_related("household", "from_group__parent", "to_group__parent", "by").order_by(
            "at", "pk"
        )
    )
    adjusted = told_of_year(Adjustment.objects.filter(household__in=keys), year)
    sheets = list(Sheet.objects.filter(group=group, year=year))
    gone = Household.objects.filter(group=group, left_on__year=year).order_by("left_on", "code")
    sections = [
        _sums(households, _elsewhere(keys, group, year), year, day, office),
        _moved(moves, list(gone), office),
        adjustments_section(adjusted, office),
    ]
    # The months say when it began.
    closes = min(day, Month(year, 12).last_day)
    return Book(
        kind=KIND,
        fonds=office,
        whose=f"{group.label}{year}年",
        matter=MATTER,
        year=year,
        span=(closes, latest((closes, *(section.dated for section in sections))) or closes),
        sections=sections,
        unfinished=unfinished(
            year, day, adjusted, without_sheets(missing_months(group, sheets, year, day))
        ),
    )


def year_books(group: Place, year: int, day: date) -> list[tuple[str, Book]]:
    """The whole volume for Excel (see `workbook`): its sums, then its months; nothing where the
    group has no sheet of `year`. A constant number of queries for each month."""
    sheets = with_their_notices(Sheet.objects.filter(group=group, year=year)).order_by("month")
    months = [(sheet.period.label, month_book(sheet)) for sheet in sheets]
    return [("", year_book(group, year, day)), *months] if months else []


def _belonging(
    group: Place, year: int, day: date, moved: QuerySet[HouseholdMove]
) -> list[Household]:
    """The households that `year` tells of in `group`, whenever it is printed: scored, moved
    (`moved`), gone or adjusted in it. Only while it runs, those that live here now. One query."""
    scored = SheetLine.objects.filter(sheet__group=group, year=year)
    later = HouseholdMove.objects.filter(
        household=OuterRef("household"), at__gt=OuterRef("proposed_at")
    )
    adjusted = (
        of_year(Adjustment.objects.filter(community=group.community), year)
        .annotate(
            then=Coalesce(
                Subquery(later.order_by("at", "pk").values("from_group")[:1]),
                "household__group",
                output_field=BigIntegerField(),
            )
        )
        .filter(then=group.pk)
    )
    belonging = Q(group=group, left_on__year=year)
    for facts in (scored, moved, adjusted):
        belonging |= Q(pk__in=facts.values("household"))
    if year >= day.year:
        belonging |= Q(group=group, left_on__isnull=True)
    return list(Household.objects.filter(belonging).order_by("code"))


def _sums(
    households: Sequence[Household],
    elsewhere: Mapping[int, Sequence[str]],
    year: int,
    day: date,
    office: str,
) -> Section:
    columns = (
        Column("序号", 3, Kind.NUMBER),
        *WHO,
        *(Column(f"{month}月", 3, Kind.NUMBER) for month in range(1, 13)),
        Column("全年得分", 4, Kind.NUMBER),
        Column("荣誉积分", 4, Kind.NUMBER),
        Column("年末余额" if year < day.year else "现余额", 4, Kind.NUMBER),
        Column("备注", 12),
    )
    rows = [
        _sum(number, report, elsewhere.get(report.household.pk, ()))
        for number, report in enumerate(year_reports(households, year, day), 1)
    ]
    return Section(
        "全年得分汇总",
        office,
        min(day, Month(year, 12).last_day) if rows else None,
        [Table("全年得分汇总", columns, rows)],
        "各月得分已按更正后的结果列出，评审没有结束的月份空着；荣誉积分和余额是账上的数。"
        f"{HEADS_NOW}",
        nothing="本年无",
    )


def _sum(number: int, report: YearReport, elsewhere: Sequence[str]) -> Sequence[Value]:
    household = report.household
    left = household.left_on
    remarks = [*elsewhere, *([f"{chinese_date(left)}迁出"] if left else ())]
    months: list[int | None] = [each.total for each in report.months]
    return (
        number,
        household.code,
        household.head,
        *months,
        *[None] * (12 - len(months)),
        report.total,
        report.honour,
        report.balance,
        "；".join(remarks),
    )


def _elsewhere(households: Collection[int], group: Place, year: int) -> Mapping[int, Sequence[str]]:
    """household → the months it was scored in another group: “3月在李庄第1组”. One query."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = (
        SheetLine.objects.filter(household__in=households, year=year)
        .exclude(sheet__group=group)
        .select_related("sheet__group__parent")
        .order_by("month")
    )
    for line in rows:
        found[line.household_id].append(f"{line.month}月在{line.sheet.group.label}")
    return found


def _moved(moves: Sequence[HouseholdMove], gone: Sequence[Household], office: str) -> Section:
    rows: list[Sequence[Value]] = [
        (
            each.household.code,
            each.household.head,
            day_of(each.at),
            f"由{each.from_group.label}迁到{each.to_group.label}",
            each.reason,
            each.by.name,
            each.at,
        )
        for each in moves
    ]
    rows += [(each.code, each.head, each.left_on, "迁出社区", "", "", None) for each in gone]
    days = [*(day_of(each.at) for each in moves), *(each.left_on for each in gone)]
    return Section(
        "迁入迁出", office, latest(days), [Table("迁入迁出", MOVES, rows)], nothing="本年无"
    )
