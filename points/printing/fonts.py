"""The characters our fonts can print. A character without a glyph would be printed as a blank."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.ttLib import TTFont

from households.refusals import Refused

FONTS: Final = (
    "NotoSerifSC-Regular-subset.ttf",
    "NotoSerifSC-Fallback.ttf",
    "LXGWWenKai-Regular-subset.ttf",
)
"""In the order paper.css tries them. The bold cut has the same characters as the regular one."""


class MissingGlyph(Refused):
    """Some characters are in none of the fonts; nothing was printed.

    `missing` says which, by what they stand in: a household code, or the part of the sheet.
    """

    def __init__(self, missing: dict[str, str]) -> None:
        places = "；".join(f"{place} {_told(text)}" for place, text in missing.items())
        super().__init__(
            f"字库里没有以下的字，印出来会是空白，所以没有打印：{places}。"
            "请核对这些字；确实没有写错的，请系统管理员补充字库后再打印。"
        )
        self.missing = missing


def _told(characters: str) -> str:
    """The characters with their code points: a screen without the glyph shows nothing of them."""
    return "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)


def font_folder() -> Path:
    return settings.BASE_DIR / "static" / "fonts"


@cache
def printable() -> frozenset[int]:
    """The code points that at least one of the fonts has a glyph for."""
    found: set[int] = set()
    for name in FONTS:
        with TTFont(font_folder() / name, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def require_glyphs(texts: Iterable[tuple[str, str]]) -> None:
    """Raises MissingGlyph unless all `texts` (what each stands in, the text) can be printed."""
    missing: dict[str, str] = {}
    for place, text in texts:
        absent = dict.fromkeys(char for char in text if not _prints(char))
        if absent:
            missing[place] = missing.get(place, "") + "".join(absent)
    if missing:
        raise MissingGlyph(missing)


def _prints(char: str) -> bool:
    return ord(char) in printable() or char.isspace() or _selects_a_variant(char)


def _selects_a_variant(char: str) -> bool:
    """A mark that asks for another shape of the character before it, and has none of its own."""
    return unicodedata.name(char, "").startswith("VARIATION SELECTOR-")
