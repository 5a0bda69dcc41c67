"""村小组评分表: households down, the items of the standard across, in parts one can write in."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from points.models import Item, Policy
from points.reports.blank_forms_parts import Cell, Column, Row, Table, numbered
from points.services.amounts import worth

NARROWEST = 8
"""Millimetres of a column in which points are written by hand."""
ROOM = {Policy.Paper.A3: 396, Policy.Paper.A4: 277}
"""Millimetres between the margins of a page."""
WHO = (Column("序号", 9), Column("户编号", 17), Column("户主", 22, look="words"))
SUM = 12


def scoring_tables(
    items: Sequence[Item], households: Sequence[tuple[str, str]], paper: str
) -> list[Table]:
    """As few tables as the items fit in, of about the same width, each with every household."""
    room = ROOM[Policy.Paper(paper)] - sum(column.width for column in WHO) - SUM
    most = int(room // NARROWEST)
    number = -(-len(items) // most)
    ends = [len(items) * part // number for part in range(number + 1)]
    return [
        _part(items[start:end], households, part, number)
        for part, (start, end) in enumerate(pairwise(ends), start=1)
    ]


def _part(
    items: Sequence[Item], households: Sequence[tuple[str, str]], part: int, number: int
) -> Table:
    """One of `number` tables: all but the last have a subtotal, which the last adds up."""
    sums = ["合计"] if number == 1 else ["小计"]
    if part == number > 1:
        sums.append("合计")
    width = len(items) + len(sums)
    areas = groupby(items, key=lambda item: item.rule.area.name)
    heading = [
        [
            *(Cell(column.title, down=4) for column in WHO),
            *(Cell(name, across=len(list(of_area))) for name, of_area in areas),
            *(Cell(title, down=4) for title in sums),
        ],
        [Cell(item.code, look="code") for item in items],
        [Cell(item.title, look="item") for item in items],
        [Cell(worth(item), look="item") for item in items],
    ]
    columns = [*WHO, *(Column(item.code, NARROWEST) for item in items)]
    columns += [Column(title, SUM) for title in sums]
    rows = [Row((*row, *[""] * width)) for row in numbered(households)]
    caption = f"第{part}部分（共{number}部分）" if number > 1 else ""
    return Table(columns, heading, rows, caption, apart=part > 1)
