"""Of a community's year: the standards that were in force in it, item by item."""

from typing import Final

from households.models import Place
from households.services.days import day_of
from points.models import Item, Standard
from points.periods import Month
from points.reports.archive.book import Column, Kind, Section, Table, facts, latest
from points.reports.archive.words import moment, person
from points.services.amounts import worth

ITEMS: Final = (
    Column("条", 10),
    Column("评分项", 18),
    Column("分值", 7),
    Column("每条年上限", 4, Kind.NUMBER),
    Column("每月上限", 4, Kind.NUMBER),
    Column("每年上限", 4, Kind.NUMBER),
    Column("互斥组", 8),
    Column("可申报人", 6),
    Column("佐证", 8),
    Column("一票否决", 4),
    Column("依据", 16),
)


def in_force(community: Place, year: int) -> list[Standard]:
    """The standards in force on the first day of one of the months of `year`, the earliest first.
    One query."""
    begun = Standard.objects.filter(community=community).in_force_on_first_day_of(Month(year, 12))
    found = []
    for standard in begun.select_related("adopted_by"):
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
    items = Item.objects.filter(standard=standard).select_related("rule__area")
    rows = [
        (
            f"{item.rule.area.name} 第{item.rule.number}条 {item.rule.title}",
            str(item),
            worth(item),
            item.rule.yearly_cap,
            item.monthly_cap,
            item.yearly_cap,
            item.exclusive_group,
            item.proposers,
            item.evidence,
            "是" if item.veto else "",
            item.basis,
        )
        for item in items.order_by("position")
    ]
    return [
        facts(
            f"积分标准{since}",
            (
                ("名称", standard.title),
                ("起用", standard.starts.label),
                ("通过", f"{person(standard.adopted_by)}，{moment(adopted)}" if adopted else ""),
                ("通过依据", standard.adoption_basis),
            ),
        ),
        Table(f"评分项{since}", ITEMS, rows),
    ]
