"""事项记录表: its columns, and what the cells of a row mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from households.models import Household
from households.names import fold
from households.services.roster_cells import CodeBook, read_code
from households.tables import (
    Cell,
    Heading,
    Row,
    RowError,
    Table,
    as_code,
    as_date,
    as_text,
    as_whole_number,
)
from points.models import Record
from points.periods import Month
from points.services.recordbook import Draft

HOUSEHOLD, ITEM, DAY = "户编号", "评分项编号", "日期"
QUANTITY, POINTS, NOTE = "数量", "分值", "说明"
AMOUNT, EVENT, DECIDED_BY = "金额", "事件", "议定的会议"
LATE = "补录"
HEADINGS = (
    Heading(HOUSEHOLD, ("户号", "户编码", "农户编号", "家庭编号"), required=True),
    Heading(ITEM, ("项目编号", "评分项", "编号"), required=True),
    Heading(DAY, ("发生日期", "时间"), required=True),
    Heading(QUANTITY, ("次数",)),
    Heading(POINTS, ("分数", "得分")),
    Heading(NOTE, ("备注", "事由")),
    Heading(AMOUNT, ("金额（元）",)),
    Heading(EVENT),
    Heading(DECIDED_BY, ("议定会议", "会议")),
    Heading(LATE),
)
LENGTHS = {
    NOTE: Record._meta.get_field("note").max_length or 0,
    EVENT: Record._meta.get_field("event").max_length or 0,
    DECIDED_BY: Record._meta.get_field("decided_by").max_length or 0,
}

LATE_YES = frozenset({"是", "补录", "√", "✓", "1"})
LATE_NO = frozenset({"", "否", "×", "0"})


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row that could be read: its number in Excel, what it says.

    `bare_code` is the item's code where Excel held it as a number, which has no last nought.
    """

    row: Row
    draft: Draft
    bare_code: str


def read_rows(
    table: Table, known: Mapping[str, Household], codes: CodeBook, month: Month
) -> tuple[list[DraftRow], list[RowError]]:
    """The rows of `table` as drafts, and what is wrong in those that can't be read.

    `known` are the community's households by code. A day written without a year is of the year of
    `month`.
    """
    drafts: list[DraftRow] = []
    errors: list[RowError] = []
    readers: dict[str, Callable[[Cell], Any]] = {
        HOUSEHOLD: lambda cell: _household(cell, known, codes),
        ITEM: _item_code,
        DAY: lambda cell: _day(cell, month),
        QUANTITY: _quantity,
        POINTS: as_whole_number,
        NOTE: lambda cell: _text(cell, NOTE),
        AMOUNT: as_whole_number,
        EVENT: lambda cell: _text(cell, EVENT),
        DECIDED_BY: lambda cell: _text(cell, DECIDED_BY),
        LATE: _late,
    }
    for row in table.rows:
        values: dict[str, Any] = {}
        for heading, read in readers.items():
            try:
                values[heading] = read(row.values[heading])
            except ValueError as error:
                errors.append(table.error(row, heading, str(error)))
        if len(values) == len(readers):
            bare = values[ITEM] if isinstance(row.values[ITEM], (int, float)) else ""
            drafts.append(DraftRow(row, _draft(values), bare))
    return drafts, errors


def _household(cell: Cell, known: Mapping[str, Household], codes: CodeBook) -> Household:
    code = read_code(cell)
    household = known.get(codes.code(cell))
    if household is None:
        raise ValueError(f"本社区没有户编号“{code}”，请对照名册改正。")
    return household


def _item_code(cell: Cell) -> str:
    # 4.1 is a number to Excel.
    code = as_text(cell) if isinstance(cell, (int, float)) else as_code(cell)
    if not code:
        raise ValueError("没有填评分项编号，请对照标准填写。")
    return code


def _day(cell: Cell, month: Month) -> Any:
    day = as_date(cell, month.year)
    if day is None:
        raise ValueError("没有填日期，请填事情发生的那一天。")
    return day


def _quantity(cell: Cell) -> int:
    quantity = as_whole_number(cell)
    return 1 if quantity is None else quantity


def _late(cell: Cell) -> bool:
    text = fold(as_text(cell))
    if text not in LATE_YES | LATE_NO:
        raise ValueError("这一列填“是”或者空着：以前月份漏记、现在补记的事填“是”。")
    return text in LATE_YES


def _text(cell: Cell, heading: str) -> str:
    text = as_text(cell)
    if len(text) > LENGTHS[heading]:
        raise ValueError(
            f"{heading}有 {len(text)} 个字，最多 {LENGTHS[heading]} 个字，请改短一些。"
        )
    return text


def _draft(values: Mapping[str, Any]) -> Draft:
    return Draft(
        values[HOUSEHOLD],
        values[ITEM],
        values[DAY],
        values[QUANTITY],
        values[POINTS],
        values[NOTE],
        values[LATE],
        amount=values[AMOUNT],
        event=values[EVENT],
        decided_by=values[DECIDED_BY],
    )
