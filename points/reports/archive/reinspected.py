"""Of a year's honours: the lots of re-inspection, first and second scores side by side."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Prefetch

from households.models import Place
from households.services.days import day_of
from points.models import ReinspectedHousehold, Reinspection
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.words import HEADS_NOW, WHO, in_office
from points.reports.reinspection_page import first_and_final

DRAWN: Final = (
    Column("月份", 6),
    Column("公示", 4),
    Column("抽签校验码", 12, Kind.CODE),
    Column("校验码在", 5),
    Column("抽取户数", 4, Kind.NUMBER),
    Column("公示户数", 4, Kind.NUMBER),
    Column("抽签人", 13),
    Column("时间", 8, Kind.MOMENT),
)
SCORED: Final = (
    Column("月份", 6),
    Column("签号", 3, Kind.NUMBER),
    *WHO,
    Column("村组", 8),
    Column("小组评分", 4, Kind.POINTS),
    Column("公示得分", 4, Kind.POINTS),
    Column("复评得分", 4, Kind.POINTS),
    Column("相差", 3, Kind.POINTS),
    Column("说明", 14),
    Column("复评人", 12),
    Column("时间", 8, Kind.MOMENT),
)


def lots_of(community: Place, year: int) -> list[Reinspection]:
    """The drawings for notices of `year`, with their households and second scores. Two queries."""
    found = Reinspection.objects.filter(community=community, notice__year=year)
    drawn = found.select_related("notice", "seed_of", "by", "appointment__place__parent").defer(
        "notice__content", "seed_of__content"
    )
    households = ReinspectedHousehold.objects.select_related(
        *("line__household", "line__sheet__group__parent"),
        *("second_score__by", "second_score__appointment__place__parent"),
    ).order_by("place")
    prefetch = Prefetch("households", households)
    return list(drawn.prefetch_related(prefetch).order_by("notice__month", "pk"))


def lots_section(found: Sequence[Reinspection], office: str) -> Section:
    """The drawings `found` (see `lots_of`). A household that nobody has scored again yet shows no
    score at all, as on the page. Two queries."""
    households = [(one, each) for one in found for each in one.households.all()]
    scores = first_and_final([each.line_id for _, each in households])
    seconds = [getattr(each, "second_score", None) for _, each in households]
    return Section(
        "抽签复评",
        office,
        latest(day_of(each.at) for each in (*found, *filter(None, seconds))),
        [
            Table("复评抽签", DRAWN, [_drawn(each) for each in found]),
            Table("复评得分", SCORED, [_scored(*pair, *scores) for pair in households]),
        ],
        f"还没有复评的户，不列原来的得分。{HEADS_NOW}" if households else "",
        nothing="本年无",
    )


def _drawn(each: Reinspection) -> Sequence[Value]:
    return (
        each.notice.period.label,
        f"第{each.notice.number}期",
        each.seed,
        f"第{each.seed_of.number}期",
        each.number,
        each.among,
        in_office(each.by, each.appointment),
        each.at,
    )


def _scored(
    of: Reinspection, each: ReinspectedHousehold, first: dict[int, int], final: dict[int, int]
) -> Sequence[Value]:
    line, second = each.line, getattr(each, "second_score", None)
    who = (
        of.notice.period.label,
        each.place,
        line.household.code,
        line.household.head,
        line.sheet.group.label,
    )
    if second is None:
        return (*who, None, None, None, None, "还没有复评", "", None)
    published = final.get(line.pk)
    return (
        *who,
        first.get(line.pk),
        published,
        second.points,
        None if published is None else second.points - published,
        second.note,
        in_office(second.by, second.appointment),
        second.at,
    )
