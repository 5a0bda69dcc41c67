"""Of a community's year: the standards that were in force in it, item by item."""

from collections.abc import Iterator, Sequence
from typing import Final

from households.models import Place
from households.services.days import day_of
from points.models import Standard
from points.periods import Month
from points.reports.archive.book import Column, Kind, Section, Table, Value, facts, latest
from points.reports.archive.words import moment, person
from points.reports.standard_page import AreaPart, adopted_how, area_parts, settings_said
from points.services.amounts import worth

ITEMS: Final = (
    Column("条", 10),
    Column("评分项", 16),
    Column("分值", 8),
    Column("本条上限", 8),
    Column("每月上限", 3, Kind.NUMBER),
    Column("每季上限", 3, Kind.NUMBER),
    Column("每年上限", 3, Kind.NUMBER),
    Column("其他规定", 12),
    Column("互斥组", 7),
    Column("可申报人", 6),
    Column("佐证", 6),
    Column("一票否决", 3),
    Column("依据", 10),
)


def in_force(community: Place, year: int) -> list[Standard]:
    """The standards in force on the first day of one of the months of `year`, the earliest first.
    One query."""
    begun = Standard.objects.filter(community=community).in_force_on_first_day_of(Month(year, 12))
    found = []
    with_adoption = begun.select_related("adopted_by", "meeting", "comment_notice")
    for standard in with_adoption.defer("comment_notice__content"):
        found.append(standard)
        if standard.starts <= Month(year, 1):
            break
    return found[::-1]


def standards_section(community: Place, year: int, office: str) -> Section:
    found = in_force(community, year)
    return Section(
        "施行的积分标准",
        office,
        latest(day_of(each.adopted_at) for each in found if each.adopted_at),
        [table for each in found for table in _standard(each)] or [facts("积分标准", ())],
        nothing="本年无",
    )


def _standard(standard: Standard) -> list[Table]:
    """Its captions name its first month, by which one tells it from the year's other one."""
    since = f"（{standard.starts.label}起）"
    adopted = standard.adopted_at
    parts = area_parts(standard)
    caps = [(f"{part.area.name}的上限", part.cap) for part in parts]
    return [
        facts(
            f"积分标准{since}",
            (
                ("名称", standard.title),
                ("起用", standard.starts.label),
                ("通过", f"{person(standard.adopted_by)}，{moment(adopted)}" if adopted else ""),
                ("通过依据", standard.adoption_basis),
                *adopted_how(standard),
                *settings_said(standard),
                *caps,
            ),
        ),
        Table(f"评分项{since}", ITEMS, [row for part in parts for row in _rows(part)]),
    ]


def _rows(part: AreaPart) -> Iterator[Sequence[Value]]:
    for under in part.rules:
        for line in under.lines:
            item = line.item
            yield (
                f"{part.area.name} 第{under.rule.number}条 {under.rule.title}",
                str(item),
                line.steps or worth(item),
                under.cap,
                item.monthly_cap,
                item.quarterly_cap,
                item.yearly_cap,
                "；".join(line.terms),
                item.exclusive_group + ("（同一事件）" if item.within_event else ""),
                item.proposers,
                item.evidence,
                "是" if item.veto else "",
                item.basis,
            )
