"""Finding an item of the standard by its number, words of its title, or its pinyin initials."""

import functools
from collections.abc import Iterable

from pypinyin import Style, pinyin

from households.models import User
from households.names import fold
from points.models import Item, Sheet
from points.periods import Month

Sound = tuple[str, str]
"""The pinyin of a title without blanks, and its initials."""


def items_of(user: User, month: Month) -> list[Item]:
    """The items of the standard that the month's sheets in the person's scope use, in order."""
    sheets = Sheet.objects.visible_to(user).of_month(month)
    return list(
        Item.objects.visible_to(user)
        .filter(standard__in=sheets.values("standard"))
        .order_by("standard", "position")
    )


def matching(items: Iterable[Item], typed: str) -> list[Item]:
    """Those of `items` that `typed` may mean: the number alone if it is one, else the likeliest.

    In this order: the number's beginning, words of the title, the pinyin initials, the pinyin.
    """
    words = fold(typed).lower().replace("。", ".")
    if not words:
        return []
    ranked = [(_rank(item, words), place, item) for place, item in enumerate(items)]
    found = sorted((rank, place, item) for rank, place, item in ranked if rank is not None)
    if found and found[0][0] == 0:
        return [found[0][2]]
    return [item for _, _, item in found]


def _rank(item: Item, words: str) -> int | None:
    sound, initials = _sound(item.title)
    ways = (
        item.code.lower() == words,
        item.code.lower().startswith(words),
        words in fold(item.title).lower(),
        words in initials,
        words in sound,
    )
    return ways.index(True) if any(ways) else None


@functools.lru_cache(maxsize=1000)
def _sound(title: str) -> Sound:
    syllables = [found[0] for found in pinyin(title, style=Style.NORMAL, errors="ignore")]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
