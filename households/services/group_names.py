"""How villages and groups are written: 赵庄村 is 赵庄, 十一组 is 第11组. No database in here."""

import re

from households.names import fold

_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_NUMERALS |= {"〇": 0, "○": 0, "两": 2}
_GROUP = re.compile(
    r"第?(?P<number>[0-9]{1,3}|[零〇○一二两三四五六七八九十廿卅]+)?(村民小组|村民组|小组|组|队)?"
)
_VILLAGE_ENDINGS = ("自然村", "村")
_GROUP_ENDINGS = ("村民小组", "小组", "组")


def village_key(written: str) -> str:
    """What two ways of writing one village have in common; empty when nothing is written."""
    return _without(_VILLAGE_ENDINGS, fold(written))


def group_key(written: str, village: str = "") -> str:
    """What two ways of writing one group have in common; empty when nothing is written.

    1组, 一组, 第1组, 第一村民小组 and a bare 1 are all “1”; 东头组 is 东头. The name of its
    `village` may stand in front: 赵庄1组.
    """
    name = fold(written)
    key = village_key(village)
    if key and name.startswith(key) and name != key:
        name = name.removeprefix(key).removeprefix("自然村").removeprefix("村") or name
    number = group_number(name)
    return _without(_GROUP_ENDINGS, name) if number is None else str(number)


def group_number(written: str) -> int | None:
    """The number of a group that is called by its number, 1 to 999; None for every other name."""
    match = _GROUP.fullmatch(fold(written))
    if match is None or match["number"] is None:
        return None
    digits = match["number"]
    number = int(digits) if digits.isdecimal() else _chinese_number(digits)
    return number or None


def _chinese_number(written: str) -> int | None:
    """二十一 → 21, 十 → 10, 廿三 → 23, 一二 → 12; None for what is no number up to 99."""
    tens_first = written.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = tens_first.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[char]) for char in written))
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def _without(endings: tuple[str, ...], name: str) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name
