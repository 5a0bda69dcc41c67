"""The columns of a standard's table, and how the cells of each are read.

Those of `points/data/standard-14-rules.csv` must be there where they change a score; what a rule
book may say beyond them has columns of its own, which may be missing.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from households.names import fold
from households.tables import Cell, Heading, as_code, as_text, as_whole_number
from points.models import Item

RANGE = re.compile(r"([+-]?\d+)[~～]([+-]?\d+)")
YES = {"是", "√", "1", "Y", "y"}
NO = {"", "否", "×", "0", "N", "n"}


def _range(cell: Cell) -> tuple[int, int]:
    """Points: 5, -5, or a range as in 5~20."""
    text = as_text(cell)
    found = RANGE.fullmatch(fold(text).replace("−", "-"))
    if found:
        return int(found[1]), int(found[2])
    try:
        points = as_whole_number(cell)
    except ValueError:
        points = None
    if points is None:
        was = f"“{text}”不是分值，" if text else "分值不能空着，"
        raise ValueError(f"{was}请填整数，例如 5 或 -5；有幅度的写成 5~20。")
    return points, points


def _item_code(cell: Cell) -> str:
    """A code such as 4.1, which Excel likes to keep as a number."""
    return as_code(as_text(cell) if isinstance(cell, float) else cell)


def _mark(cell: Cell) -> bool:
    text = as_text(cell)
    if text not in YES | NO:
        raise ValueError(f"“{text}”看不懂，请填“是”或空着。")
    return text in YES


def _mark_if_any(cell: Cell) -> bool | None:
    """True where it is marked; a line without the mark says nothing about it."""
    return _mark(cell) or None


def _needed(read: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    def reader(cell: Cell) -> Any:
        value = read(cell)
        if value in ("", None):
            raise ValueError("这一格不能空着，请填写。")
        return value

    return reader


def _tiers_by(cell: Cell) -> str:
    text = as_text(cell)
    known = {"": "", "数量": Item.TiersBy.QUANTITY.value, "金额": Item.TiersBy.AMOUNT.value}
    if text not in known:
        raise ValueError(f"“{text}”看不懂，请填“数量”或“金额”；不分档就空着。")
    return known[text]


_SPANS: Final = {"月": "monthly", "季": "quarterly", "年": "yearly"}
RULE_CAPS: Final = {
    f"每条{span}上限": f"{name}_cap" for span, name in _SPANS.items() if span != "年"
} | {f"每条{span}扣分上限": f"{name}_deduction_cap" for span, name in _SPANS.items()}
"""Heading → field of Rule, beyond “每条年上限”; the same in every line of the rule."""
AREA_CAPS: Final = {f"方面{span}上限": f"{name}_cap" for span, name in _SPANS.items()} | {
    f"方面{span}扣分上限": f"{name}_deduction_cap" for span, name in _SPANS.items()
}
"""Heading → field of Area; the same in every line of the area."""
EXCHANGEABLE: Final = "基础分可兑换"
SETTINGS: Final = {
    "每户基础分": "base_points",
    EXCHANGEABLE: "base_exchangeable",
    "每村自定项数": "village_items",
    "村自定项分值": "village_points",
}
"""Heading → field of Standard; one line may say it for all."""

COLUMNS: dict[str, tuple[str, Callable[[Cell], Any], bool]] = {
    "方面": ("area", _needed(as_text), True),
    "条号": ("rule_number", _needed(as_whole_number), True),
    "条目": ("rule_title", _needed(as_text), True),
    "每条年上限": ("rule_yearly_cap", as_whole_number, True),
    "评分项编号": ("code", _needed(_item_code), True),
    "评分项": ("title", _needed(as_text), True),
    "分值": ("points", _range, True),
    "计分单位": ("unit", _needed(as_text), True),
    "每月上限": ("monthly_cap", as_whole_number, True),
    "每年上限": ("yearly_cap", as_whole_number, True),
    "互斥组": ("exclusive_group", as_text, True),
    "佐证": ("evidence", as_text, False),
    "可申报人": ("proposers", as_text, False),
    "敏感事由": ("sensitive", _mark, True),
    "一票否决": ("veto", _mark, True),
    "依据": ("basis", as_text, False),
    "分档": ("tiers", as_text, False),
    "按什么分档": ("tiers_by", _tiers_by, False),
    "每季上限": ("quarterly_cap", as_whole_number, False),
    "每期只计一次": ("once", _mark, False),
    "同一事件只计一项": ("within_event", _mark, False),
    "几日内重复加倍": ("repeat_days", as_whole_number, False),
    "有效期（月）": ("validity_months", as_whole_number, False),
    "一事一议": ("case_by_case", _mark, False),
    "巡查均分自": ("patrol_from", as_whole_number, False),
    "巡查均分至": ("patrol_to", as_whole_number, False),
    "巡查指标": ("patrol_indicators", as_text, False),
    "巡查逾期": ("patrol_overdue", _mark, False),
    "自定村": ("village", as_text, False),
    **{name: (name, as_whole_number, False) for name in (*RULE_CAPS, *AREA_CAPS, *SETTINGS)},
    EXCHANGEABLE: (EXCHANGEABLE, _mark_if_any, False),
}
"""Heading → field of ItemRow (the heading itself for the caps of rules and areas and for the
settings), how a cell is read, and whether the column must be there.

Whatever changes a score must: a misspelt heading would take its caps away without a word.
"""

HEADINGS = [Heading(name, required=required) for name, (_, _, required) in COLUMNS.items()]
HEADINGS_OF_ITEM = {field: heading for heading, (field, _, _) in COLUMNS.items()} | {
    "points_min": "分值",
    "points_max": "分值",
}
