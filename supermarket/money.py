"""Money: whole 分 in the program, 元 with at most two decimals on paper and screen. No database."""

import re
from typing import Final

from households.names import fold
from households.tables import Cell, as_text

MOST_FEN: Final = 100_000_00
"""More than 100,000 元 for one unit is a slip of the finger."""

_YUAN: Final = re.compile(r"[¥￥]?(?P<yuan>\d{1,9}|\d{1,3}(,\d{3})+)(\.(?P<rest>\d+))?元?")


def as_fen(cell: Cell, most_fen: int = MOST_FEN) -> int | None:
    """分 from what was typed or stands in a table: 12, 12.5, “12.50元”, “¥1,200”; None for nothing.

    Raises ValueError (a Chinese sentence) for words, a negative amount, parts of a 分, and more
    than `most_fen` 分.
    """
    typed = as_text(cell)
    found = _YUAN.fullmatch(fold(typed))
    if not typed:
        return None
    if found is None:
        raise ValueError(f"“{typed}”不是金额，请填以元为单位的数，如 12.50，不能是负数。")
    rest = (found["rest"] or "").rstrip("0")
    if len(rest) > 2:
        raise ValueError(f"“{typed}”不足一分的部分不能填，最多两位小数，请改正。")
    fen = int(found["yuan"].replace(",", "")) * 100 + int(rest.ljust(2, "0"))
    if fen > most_fen:
        raise ValueError(f"“{typed}”超过{most_fen // 100}元，请核对。")
    return fen


def yuan(fen: int) -> str:
    """“12.50”, as amounts stand on every screen and paper."""
    return f"{fen // 100}.{fen % 100:02d}"
