"""Of a year's honours, in short: the calls for volunteers, and how often each group was walked."""

from datetime import date
from typing import Final

from django.db.models import Count, Max, Q

from households.models import Place
from points.models import Activity, PatrolFinding, PatrolRound
from points.reports.activity_list import listed
from points.reports.activity_words import hours, whom
from points.reports.archive.book import Column, Kind, Section, Table, latest

ACTIVITIES: Final = (
    Column("日期", 8, Kind.DAY),
    Column("时间", 7),
    Column("活动", 14),
    Column("面向", 10),
    Column("评分项", 5, Kind.CODE),
    Column("组织者", 7),
    Column("状态", 4),
    Column("报名人数", 4, Kind.NUMBER),
    Column("到场人数", 4, Kind.NUMBER),
    Column("见证人", 10),
)
PATROLS: Final = (
    Column("村民小组", 12),
    Column("安排次数", 5, Kind.NUMBER),
    Column("已结束", 5, Kind.NUMBER),
    Column("查到问题", 5, Kind.NUMBER),
    Column("限期整改", 5, Kind.NUMBER),
    Column("末次巡查", 9, Kind.DAY),
)


def activities_section(community: Place, year: int, office: str) -> Section:
    """The calls of `year` with how many signed up and came, in persons. One query."""
    called = Activity.objects.filter(community=community, held_on__year=year)
    found = list(listed(called).order_by("held_on", "starts", "pk"))
    rows = [
        (
            each.held_on,
            hours(each),
            each.title,
            whom(each),
            each.item_code,
            each.organiser,
            each.get_state_display(),
            each.signed_up_now,  # type: ignore[attr-defined]
            each.came_now,  # type: ignore[attr-defined]
            "、".join(filter(None, (each.witness, each.second_witness))),
        )
        for each in found
    ]
    return Section(
        "志愿活动",
        office,
        latest(each.held_on for each in found),
        [Table("志愿活动", ACTIVITIES, rows)],
        "只列名册；签到、记分见各组月度卷。" if rows else "",
        nothing="本年无",
    )


def patrols_section(community: Place, year: int, office: str) -> Section:
    """Each group with its rounds planned for `year` and not called off, and what they found. Two
    queries."""
    planned = PatrolRound.objects.standing().filter(community=community, planned_for__year=year)
    groups = Place.objects.filter(pk__in=planned.values("group")).select_related("parent")
    rounds: dict[int, tuple[int, int, date | None]] = {}
    for group, number, closed, last in (
        planned.order_by()
        .values_list("group")
        .annotate(
            number=Count("pk"),
            closed=Count("pk", filter=Q(closed_at__isnull=False)),
            last=Max("walked_on"),
        )
    ):
        rounds[group] = number, closed, last
    found = PatrolFinding.objects.standing().filter(round__in=planned).order_by()
    problems = {
        group: (number, put_right)
        for group, number, put_right in found.values_list("round__group").annotate(
            number=Count("pk"), put_right=Count("pk", filter=Q(fix_by__isnull=False))
        )
    }
    rows = []
    for group in groups.order_by("parent__code", "code"):
        number, closed, last = rounds[group.pk]
        rows.append((group.label, number, closed, *problems.get(group.pk, (0, 0)), last))
    return Section(
        "周巡查",
        office,
        latest(last for _, _, last in rounds.values()),
        [Table("周巡查", PATROLS, rows)],
        nothing="本年无",
    )
