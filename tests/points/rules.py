"""Short makers of items, standards and matters for worked examples of the scoring."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from points.scoring import ItemRule, Matter, Score, StandardRules
from points.spans import CapsBySign

AREA = "文明建设"


def rule(code: str, low: int, high: int | None = None, **more: Any) -> ItemRule:
    """An item of rule 1 in AREA, of fixed points unless `high` says otherwise."""
    given: dict[str, Any] = {
        "rule": "1",
        "area": AREA,
        "monthly_cap": None,
        "yearly_cap": None,
        "exclusive_group": "",
        "veto": False,
        "title": f"事项{code}",
    }
    return ItemRule(
        code=code, points_min=low, points_max=low if high is None else high, **(given | more)
    )


def book(
    *items: ItemRule,
    rule_caps: Mapping[str, CapsBySign] | None = None,
    area_caps: Mapping[str, CapsBySign] | None = None,
    **more: Any,
) -> StandardRules:
    """A standard of `items`; rules and areas without a cap unless one is given."""
    rules = {item.rule: CapsBySign() for item in items} | dict(rule_caps or {})
    areas = tuple(dict.fromkeys(item.area for item in items))
    return StandardRules({item.code: item for item in items}, rules, areas, area_caps or {}, **more)


def on(day: int, code: str, points: int, **more: Any) -> Matter:
    """A matter of that day of November 2026; matters of one day count in order of their code."""
    return dated(date(2026, 11, day), code, points, **more)


def dated(day: date, code: str, points: int, **more: Any) -> Matter:
    return Matter(f"{code}@{day}", code, points, day, more.pop("order", 0), **more)


def counted(result: Score) -> list[int]:
    return [scored.counted for scored in result.matters]


def told(result: Score) -> list[str]:
    return [scored.explanation for scored in result.matters]
