"""Tables of records as offices send them."""

from collections.abc import Sequence
from typing import Any

from households.tables import Column, write_csv

HEADINGS = ("户编号", "评分项编号", "日期", "数量", "分值", "说明")


def table(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """A csv with the heading in row 1."""
    return write_csv([Column(each) for each in headings], rows)
