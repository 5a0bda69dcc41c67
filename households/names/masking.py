"""Names as they hang on the wall: enough to know one's own, not enough to know another's."""

import itertools
import re
import unicodedata
from typing import Final

STAR = "*"

# Seven digits or more, however they are parted: a telephone, or the number of an ID card.
PERSONAL_NUMBER: Final = re.compile(r"\d(?:[\s\-–—－.·]*\d){6,}[xXｘＸ]?")


def is_letter(char: str) -> bool:
    """Whether the character can be part of a name.

    Private-use and unassigned ones can: that is where rare characters live on older systems.
    """
    return char.isalnum() or unicodedata.category(char) in ("Co", "Cn")


def visible_characters(name: str) -> list[str]:
    """The characters a reader sees: marks and variation selectors joined to what they belong to."""
    seen: list[str] = []
    for char in name:
        if seen and unicodedata.category(char).startswith("M"):
            seen[-1] += char
        else:
            seen.append(char)
    return seen


def masked(name: str) -> str:
    """The name with characters hidden; never the whole name.

    张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三, 张 → *. Of several pieces each keeps its first
    character only (古丽·买买提 → 古*·买**), and a piece of one character keeps nothing. An empty
    name stays empty.
    """
    pieces = [
        (is_name, list(characters))
        for is_name, characters in itertools.groupby(
            visible_characters(name), lambda character: is_letter(character[0])
        )
    ]
    names = sum(is_name for is_name, _ in pieces)
    if not names:
        return STAR * len(name)
    return "".join(
        hidden(characters, keep_last=names == 1) if is_name else "".join(characters)
        for is_name, characters in pieces
    )


def hidden(characters: list[str], *, keep_last: bool) -> str:
    """One piece of a name: its first character, stars, and from three characters on the last."""
    if len(characters) == 1:
        return STAR
    if keep_last and len(characters) > 2:
        return characters[0] + STAR * (len(characters) - 2) + characters[-1]
    return characters[0] + STAR * (len(characters) - 1)


def without_numbers(text: str) -> str:
    """What the office typed freely, as of a donor, without the telephone or ID number in it."""
    return PERSONAL_NUMBER.sub(STAR * 3, text)
