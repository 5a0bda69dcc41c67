"""How rows are laid out on paper."""

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def side_by_side(rows: Sequence[Any], across: Sequence[Any]) -> list[list[Any]]:
    """`rows` in lines as long as `across`, the last one filled up with None."""
    width = len(across)
    filled = [*rows, *[None] * (-len(rows) % width)]
    return [filled[start : start + width] for start in range(0, len(filled), width)]
