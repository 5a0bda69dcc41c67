"""Amounts: what the office types and Excel holds, in 分, and the way back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supermarket.money import MOST_FEN, as_fen, yuan


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (None, None),
        ("", None),
        ("　", None),
        (0, 0),
        (12, 1200),
        (12.5, 1250),
        (0.1 + 0.2, 30),
        ("12", 1200),
        ("12.5", 1250),
        ("12.50", 1250),
        ("12.500", 1250),
        ("１２．０５元", 1205),
        ("￥32", 3200),
        ("¥1,200.00", 120000),
        (" 3 元 ", 300),
        ("0.01", 1),
    ],
)
def test_an_amount_is_read_as_it_is_meant(cell: Any, fen: int | None) -> None:
    assert as_fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("-1", "不能是负数"),
        (-1, "不能是负数"),
        ("十二", "不是金额"),
        ("12.3.4", "不是金额"),
        ("1,20", "不是金额"),
        ("12.345", "最多两位小数"),
        (12.345, "最多两位小数"),
        ("100000.01", "超过100000元"),
        ("1" * 12, "不是金额"),
        (True, "逻辑值"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(cell: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        as_fen(cell)


@given(st.integers(0, MOST_FEN))
def test_what_is_written_is_read_again(fen: int) -> None:
    assert as_fen(yuan(fen)) == fen
    assert as_fen(fen / 100) == fen
