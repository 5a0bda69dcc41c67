"""From hours and heads to a quantity: what one activity yields for a household, by the unit its
item counts in. Whole minutes and whole numbers, without a clock.

An item of “4小时” counts each full stretch of four hours of the month. The activities of a month
are taken in the order they were closed in, and what one leaves over is carried into the next:
together they yield what all the hours of the month would at once, however they fall, and what an
activity has yielded never changes when another one is closed. Nothing is carried into the next
month.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import Enum
from itertools import accumulate, pairwise
from typing import Final

HOUR: Final = 60

_HOURS = re.compile(r"([1-9]\d?)?小时", re.ASCII)
_PERSONS: Final = frozenset({"人次", "人"})
_LONGER: Final = frozenset({"周", "月", "季", "年", "人年"})
"""Units of what lasts longer than an activity."""


class By(Enum):
    """What of an activity makes the quantity of its item."""

    HOURS = "按时长"
    PERSONS = "按人次"
    SESSION = "按次"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How an item counts an activity; `stretch` are the minutes that count one, for hours alone."""

    by: By
    stretch: int = 0

    @classmethod
    def of(cls, unit: str) -> "Reckoning | None":
        """By the item's unit; None for one that no single activity can yield, such as “年”."""
        folded = unicodedata.normalize("NFKC", unit).strip()
        hours = _HOURS.fullmatch(folded)
        if hours:
            return cls(By.HOURS, HOUR * int(hours[1] or 1))
        if folded in _LONGER or folded.endswith("小时"):
            return None
        return cls(By.PERSONS if folded in _PERSONS else By.SESSION)


@dataclass(frozen=True, slots=True)
class Share:
    """What one activity yields: `units` of the item, with the `total` minutes of the month up to
    and with it, of which its own `minutes`."""

    units: int
    minutes: int
    total: int


def minutes_between(came: time, left: time) -> int:
    """Whole minutes from `came` to `left`, of one day; 0 where they are the wrong way round."""
    return max(0, _minute(left) - _minute(came))


def counted_minutes(came: time, left: time, most_hours: int) -> int:
    """Those from `came` to `left` that count where a session counts `most_hours`."""
    return min(minutes_between(came, left), HOUR * most_hours)


def overlaps(one: tuple[time, time], other: tuple[time, time]) -> bool:
    """Whether two stretches of a day have a minute in common."""
    return one[0] < other[1] and other[0] < one[1]


def shares(minutes: Iterable[int], stretch: int) -> list[Share]:
    """What each of a month's activities yields, given its minutes in the order of closing."""
    own = list(minutes)
    totals = accumulate(own, initial=0)
    return [
        Share(total // stretch - before // stretch, each, total)
        for each, (before, total) in zip(own, pairwise(totals), strict=True)
    ]


def in_hours(minutes: int) -> str:
    """“4小时”, “1小时30分”, “45分钟”, as a sentence tells them."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"


def _minute(of_day: time) -> int:
    return HOUR * of_day.hour + of_day.minute
