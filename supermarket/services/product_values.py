"""What the particulars of a product look like once they are fit for storing.

Each function takes what was typed or read from a table and returns the value to store. It raises
ValueError with a Chinese sentence that says what is wrong and what to do.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField

from supermarket.models import Product
from supermarket.money import MOST_FEN

MOST_NUMBER = 9999
MOST_POINTS = 9999
MOST_LIMIT = 999
MOST_UNITS = 1_000_000


def clean_number(number: int | None) -> int:
    """The number typed at the counter, 1 to 9999."""
    return _within(_needed(number, "编号"), 1, MOST_NUMBER, "编号")


def clean_name(typed: str) -> str:
    return _words(typed, "name")


def clean_category(typed: str) -> str:
    return _words(typed, "category")


def clean_unit(typed: str) -> str:
    return _words(typed, "unit")


def clean_points(number: int | None) -> int:
    """What a household gives for one unit, 1 to 9999 points."""
    return _within(_needed(number, "积分"), 1, MOST_POINTS, "积分")


def clean_cost(fen: int | None) -> int:
    """What one unit costs the office, in 分."""
    return _within(_needed(fen, "成本"), 0, MOST_FEN, "成本（分）")


def clean_limit(number: int | None) -> int | None:
    """How many units a household may have in a quarter; None for any."""
    return None if number is None else _within(number, 1, MOST_LIMIT, "每户每季限兑")


def clean_low_stock(number: int | None) -> int | None:
    """Below how many units to warn; None for never."""
    return None if number is None else _within(number, 1, MOST_UNITS, "库存提醒")


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": clean_name,
    "category": clean_category,
    "unit": clean_unit,
    "limit_per_quarter": clean_limit,
    "low_stock": clean_low_stock,
}
"""Field of `Product` that may be changed → the function that makes a value fit for it."""


def _words(typed: str, field: str) -> str:
    """One line of words, not too long for `field` of `Product`."""
    stored: CharField = Product._meta.get_field(field)  # type: ignore[assignment]
    words = " ".join(typed.split())
    if not words:
        raise ValueError(f"{stored.verbose_name}不能空着，请填写。")
    if len(words) > (stored.max_length or 0):
        raise ValueError(
            f"{stored.verbose_name}有 {len(words)} 个字，"
            f"超过 {stored.max_length} 个字，请缩短后重填。"
        )
    return words


def _needed(number: int | None, label: str) -> int:
    if number is None:
        raise ValueError(f"{label}不能空着，请填写。")
    return number


def _within(number: int, least: int, most: int, label: str) -> int:
    if not least <= number <= most:
        raise ValueError(f"{label}应在 {least} 至 {most} 之间，现为 {number}，请改正。")
    return number
