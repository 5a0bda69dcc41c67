"""A standard as a notice froze it, read back as pages and papers show one."""

from collections.abc import Mapping
from typing import Any

from households.models import Place
from points.models import Area, Item, Rule, Standard
from points.periods import Month
from points.reports.standard_page import AreaPart, area_part, rule_part


def thawed(content: Mapping[str, Any]) -> tuple[Standard, list[AreaPart]]:
    """The standard that frozen `content` tells (see `services.standard_content`), its parts in
    order; nothing of it is a row of the database. No queries."""
    starts = Month.parse(content["starts"])
    standard = Standard(
        title=content["title"],
        from_year=starts.year,
        from_month=starts.month,
        **content["settings"],
    )
    return standard, [_area(standard, each) for each in content["areas"]]


def _area(standard: Standard, told: Mapping[str, Any]) -> AreaPart:
    area = Area(standard=standard, number=told["number"], name=told["name"], **told["caps"])
    rules = []
    for each in told["rules"]:
        rule = Rule(
            standard=standard,
            area=area,
            number=each["number"],
            title=each["title"],
            **each["caps"],
        )
        rules.append(rule_part(rule, [_item(standard, rule, item) for item in each["items"]]))
    return area_part(area, rules)


def _item(standard: Standard, rule: Rule, told: Mapping[str, Any]) -> Item:
    said = dict(told)
    village = said.pop("village", None)
    home = Place(code=village[0], name=village[1]) if village else None
    return Item(standard=standard, rule=rule, village=home, **said)
