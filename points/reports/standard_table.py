"""A standard as the table it can be loaded from again: the columns of `standard_columns`, all."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import IntegerField

from households.tables import Column, write_xlsx
from points.models import Item, Standard
from points.services.standard_columns import (
    AREA_CAPS,
    COLUMNS,
    EXCHANGEABLE,
    RULE_CAPS,
    SETTINGS,
)
from points.services.standard_content import ITEM

YES: Final = "是"
TEXTS: Final = frozenset({"方面", "条目", "评分项", "佐证", "可申报人", "依据", "分档"})
WIDTHS: Final = {"条目": 24, "评分项": 40, "分档": 30, "佐证": 20, "可申报人": 18, "依据": 20}
OF_ITEM: Final = {
    heading: Item._meta.get_field(name)
    for heading, (name, _, _) in COLUMNS.items()
    if name in ITEM or name == "village"
}
NUMBERS: Final = frozenset(
    {"条号", "每条年上限", *RULE_CAPS, *AREA_CAPS, *SETTINGS}
    | {heading for heading, field in OF_ITEM.items() if isinstance(field, IntegerField)}
) - {EXCHANGEABLE}


def standard_table(standard: Standard) -> bytes:
    """An .xlsx file with a row for each item, in the order they are read in; loaded again it makes
    the same standard. What has no item, an area or a rule still empty, has no row. One query."""
    columns = [_column(heading) for heading in COLUMNS]
    items = standard.items.select_related("rule__area", "village").order_by(
        "rule__area__number", "rule__number", "position"
    )
    rows = [
        [_value(standard, item, heading, first=number == 0) for heading in COLUMNS]
        for number, item in enumerate(items)
    ]
    return write_xlsx(None, columns, rows)


def _column(heading: str) -> Column:
    if heading in NUMBERS:
        return Column(heading, "number")
    # Excel would make 1.1 of 1.10, and a day of 1-3.
    return Column(heading, "text" if heading in TEXTS else "code", WIDTHS.get(heading, 0))


def _value(standard: Standard, item: Item, heading: str, *, first: bool) -> Any:
    if heading in SETTINGS:
        # One line says it for all.
        said = getattr(standard, SETTINGS[heading]) if first else None
        return (YES if said else None) if heading == EXCHANGEABLE else said or None
    if heading in RULE_CAPS:
        return getattr(item.rule, RULE_CAPS[heading])
    if heading in AREA_CAPS:
        return getattr(item.rule.area, AREA_CAPS[heading])
    if heading in _OTHERS:
        return _OTHERS[heading](item)
    value = getattr(item, COLUMNS[heading][0])
    if isinstance(value, bool):
        return YES if value else None
    return value


def _points(item: Item) -> str | None:
    """The points, or both ends of a range; steps say them by themselves."""
    if item.tiers:
        return None
    low, high = item.points_min, item.points_max
    return str(low) if low == high else f"{low}~{high}"


_OTHERS: Final[dict[str, Callable[[Item], Any]]] = {
    "方面": lambda item: item.rule.area.name,
    "条号": lambda item: item.rule.number,
    "条目": lambda item: item.rule.title,
    "每条年上限": lambda item: item.rule.yearly_cap,
    "分值": _points,
    "按什么分档": lambda item: {
        "": None,
        Item.TiersBy.QUANTITY: "数量",
        Item.TiersBy.AMOUNT: "金额",
    }[item.tiers_by],
    "自定村": lambda item: item.village.name if item.village else None,
}
