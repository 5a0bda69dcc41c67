"""Two versions of a standard, made ready to be compared in words and numbers."""

from collections.abc import Sequence
from typing import Final

from points.comparison import Compared, Edition, Part, compare
from points.models import Item, Standard
from points.models.capped import Capped
from points.reports.standard_page import EACH, AreaPart, ItemLine, settings_said, terms
from points.services.amounts import signed
from points.services.standard_content import ITEM
from points.spans import CAPPED

WORTH: Final = ""
"""What an item is worth needs no label."""


SAID: Final = frozenset(
    {"code", "title", "points_min", "points_max", "unit", "tiers", "tiers_by", "once"}
    | {"monthly_cap", "quarterly_cap", "yearly_cap", "exclusive_group", "within_event"}
    | {"repeat_days", "validity_months", "case_by_case", "sensitive", "veto"}
    | {"evidence", "proposers", "basis"}
    | {"patrol_from", "patrol_to", "patrol_indicators", "patrol_overdue"}
)
"""The fields of an item that have words of their own here."""
OTHERS: Final = {
    field.name: str(field.verbose_name)
    for field in Item._meta.concrete_fields
    if field.name in ITEM and field.name not in SAID
}
"""All others, so that none is left out: by the name of the field."""

Whole = tuple[Standard, Sequence[AreaPart]]
"""A standard with its parts."""


def compared(old: Whole, new: Whole, *, named: bool = False) -> Compared:
    """What `new` says otherwise than `old`; with `named` in its title and first month too, in which
    two versions always differ. No queries beyond what the parts have read."""
    return compare(_edition(*old, named=named), _edition(*new, named=named))


def _edition(standard: Standard, parts: Sequence[AreaPart], *, named: bool) -> Edition:
    heading = {"名称": standard.title, "起用": standard.starts.label} if named else {}
    rules = [(part, rule) for part in parts for rule in part.rules]
    return Edition(
        whole={**heading, **dict(settings_said(standard))},
        areas=[
            _capped(f"方面{part.area.number}", part.area.name, part.area, called=part.area.name)
            for part in parts
        ],
        rules=[
            _capped(
                f"第{rule.rule.number}条",
                rule.rule.title,
                rule.rule,
                f"方面{part.area.number}",
                called=str(rule.rule),
            )
            for part, rule in rules
        ],
        items=[_item(line, f"第{rule.rule.number}条") for _, rule in rules for line in rule.lines],
    )


def _capped(code: str, name: str, row: Capped, home: str = "", *, called: str) -> Part:
    said = {
        f"{EACH[span]}{kind}上限": f"{cap}分"
        for sign, kind in ((1, "加分"), (-1, "扣分"))
        for span in CAPPED
        if (cap := row.caps.of(sign).of(span)) is not None
    }
    return Part(code, name, said, home, called)


def _item(line: ItemLine, rule: str) -> Part:
    item = line.item
    said = {
        WORTH: f"每{item.unit} {_worth(item)}",
        "分档": line.steps,
        "每月上限": _points(item.monthly_cap),
        "每季上限": _points(item.quarterly_cap),
        "每年上限": _points(item.yearly_cap),
        "互斥组": item.exclusive_group + ("（按事件）" if item.within_event else ""),
        "其他规定": "；".join(terms(item)),
        "一票否决": "是" if item.veto else "",
        "敏感事由": "是" if item.sensitive else "",
        "佐证": item.evidence,
        "可申报人": line.proposers,
        "依据": item.basis,
    }
    said |= {label: _written(getattr(item, name)) for name, label in OTHERS.items()}
    return Part(item.code, item.title, {label: text for label, text in said.items() if text}, rule)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    return "" if value is None else str(value)


def _worth(item: Item) -> str:
    low, high = signed(item.points_min), signed(item.points_max)
    return low if low == high else f"{low}至{high}"


def _points(cap: int | None) -> str:
    return "" if cap is None else f"{abs(cap)}分"
