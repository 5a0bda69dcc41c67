"""Names as they hang on the wall: enough to know one's own, not enough to know another's."""

import itertools
import re
import unicodedata
from typing import Final

STAR = "*"

# Of text as `_folded` writes it. A date comes first, and only where no more digits hang on it.
_DATE = r"(?:19|20)\d\d(?P<mark>[-/])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?![-/]?\d)"
# Seven digits or more, however they are parted: a telephone, or the number of an ID card.
_NUMBER = r"\d(?:[\s-]*+(?:[^\w\s-][\s-]*+){0,2}+\d){6,}+[xX]?"
# 88号, 88-1号, 2号楼3单元502室; the 23号 of 11月23号 is a day.
_HOUSE = r"(?<![月\d])\d(?:[^\w\s]?\d)*+(?=\s*+(?:号|栋|幢|单元|室))"
PERSONAL_NUMBER: Final = re.compile(f"(?P<date>{_DATE})|{_NUMBER}|{_HOUSE}")
_DASHES = ".·_\N{MINUS SIGN}"


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
    """What the office typed freely, as of a donor, without the telephone, ID or house number in it.

    Seven digits or more are a number of that kind whatever stands between them, up to two marks
    besides blanks, dashes and dots; digits are those in circles, too. Dates and all else stay as
    they were typed.
    """
    folded, places = _folded(text)
    shown, told = [], 0
    for found in PERSONAL_NUMBER.finditer(folded):
        if found["date"] is None:
            shown += [text[told : places[found.start()]], STAR * 3]
            told = places[found.end() - 1] + 1
    return "".join([*shown, text[told:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """Digits of every kind as 0 to 9, marks half as wide, every dash and dot as “-”, without what
    nobody sees; and for each of its characters the place in `text` that it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        category = unicodedata.category(char)
        digit = unicodedata.digit(char, None)
        if category == "Cf":
            continue
        if category == "Pd":
            plain = "-"
        else:
            plain = unicodedata.normalize("NFKC", char) if digit is None else str(digit)
            # One mark, like “΅”, stays one, whatever it is made of.
            plain = plain if any(map(str.isalnum, plain)) else plain[:1]
        folded += ("-" if each in _DASHES else each for each in plain)
        places += [place] * len(plain)
    return "".join(folded), places
