"""Words that a standard must not contain, and where they stand in it.

What a household believes, how it is, whether it has children, and whether it complains to whom it
may complain to earns and costs no points: 《中华人民共和国宪法》第三十六条 (belief) and 第四十一条
(complaints), 《中华人民共和国个人信息保护法》第二十八条 (sensitive particulars).
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHIPPED: Final = (
    "上访",
    "信访",
    "越级",
    "投诉",
    "举报",
    "检举",
    "控告",
    "申诉",
    "计划生育",
    "生育",
    "超生",
    "节育",
    "绝育",
    "信仰",
    "宗教",
    "信教",
    "教徒",
    "民族",
    "疾病",
    "患病",
    "病史",
    "传染病",
    "精神病",
    "艾滋",
    "接种",
    "征地",
    "拆迁",
)
"""What a community that has said nothing else goes by."""

_SEPARATORS: Final = re.compile(r"[\s、，,；;。]+")


def words_of(setting: str) -> tuple[str, ...]:
    """The words of a community's list, one a line or divided by 、, each once, in their order."""
    return tuple(dict.fromkeys(word for word in _SEPARATORS.split(_folded(setting)) if word))


def barred_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that stand in `text`, in their order; blanks between the characters and
    full-width letters hide none. A word that is told as part of a longer one is not told again."""
    bare = "".join(_folded(text).split())
    found = [word for word in words if word in bare]
    return [word for word in found if not any(word != other and word in other for other in found)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
