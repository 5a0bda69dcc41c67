"""The sentence that tells a household what one matter counted, and why not more.

Every sentence ends in one clause “…计 N 分” with N the points counted; only a veto item's mark may
follow it, after a semicolon. So the sentences of a month add up to its score. What was decided or
doubled stands before it.
"""

from enum import Enum, StrEnum
from typing import Final, NamedTuple

from points.spans import Span

REFUSED: Final = "本次计 0 分"
UNDECIDED: Final = "一事一议，没有写明议定的会议，本次计 0 分"
VETO: Final = "；本项为一票否决事由"

_THIS: Final = {Span.MONTH: "本月", Span.QUARTER: "本季", Span.YEAR: "本年"}
_SAME: Final = {
    Span.DAY: "同一天",
    Span.WEEK: "同一周",
    Span.MONTH: "同一月",
    Span.QUARTER: "同一季度",
    Span.YEAR: "同一年",
}
_COUNTING: Final = "一二三四五六七八九十"


class Scope(Enum):
    """Of what a cap is a cap."""

    ITEM = "该项"
    RULE = "第{name}条"
    AREA = "“{name}”方面"


class Limit(NamedTuple):
    """A cap as a matter meets it: the points given so far and the most there may be, unsigned.

    `name` is the number of the rule or the name of the area.
    """

    scope: Scope
    span: Span
    used: int
    cap: int
    name: str = ""

    @property
    def room(self) -> int:
        return max(0, self.cap - self.used)

    @property
    def what(self) -> str:
        return _THIS[self.span] + self.scope.value.format(name=self.name)


class Rival(StrEnum):
    """How the matter that counts for an exclusive group stands before one that does not."""

    HIGHER = "更高"
    HEAVIER = "扣分更重"
    EARLIER = "先记"


def in_full(points: int) -> str:
    """For a matter whose points (with sign) count as they stand."""
    return f"计 {written(points)} 分"


def cut_short(limit: Limit, sign: int) -> str:
    """For a matter that counts no more than the room its limit leaves.

    `sign` is 1 for an award, −1 for a deduction.
    """
    if limit.span is Span.MONTH:
        verb = "计" if sign > 0 else "扣"
        told = f"{limit.what}最多{verb} {limit.cap} 分"
        if limit.used:
            told += f"，已{verb} {limit.used} 分"
    elif limit.used:
        verb = "得" if sign > 0 else "扣"
        reached = "上限" if limit.room else "达到上限"
        told = f"{limit.what}已{verb} {limit.used} 分，{reached} {limit.cap} 分"
    else:
        told = f"{limit.what}上限 {limit.cap} 分"
    only = "只" if limit.room else ""
    return f"{told}，本次{only}计 {written(sign * limit.room)} 分"


def outdone(group: str, rival: Rival, *, within_event: bool = False) -> str:
    """For a matter that yields to another one of the exclusive group named `group`."""
    where = "同一事件" if within_event else ""
    return f"与{where}“{group}”中{rival}的一项不重复计分，本次计 0 分"


def once_in(span: Span, rival: Rival) -> str:
    """For a matter that yields to another one of its item in the same span."""
    return f"本项每{span.unit}只计一次，{_SAME[span]}有{rival}的一次，本次计 0 分"


def counted_before(span: Span) -> str:
    """For a matter of an item that an earlier month has counted in the same span."""
    return f"本项每{span.unit}只计一次，{_SAME[span]}已经计过，本次计 0 分"


def decided(meeting: str) -> str:
    """What stands before the points of a case-by-case matter."""
    return f"一事一议（{meeting}），"


def doubled(days: int, time: int, points: int) -> str:
    """What stands before the points of a deduction that is the `time`-th within `days` days."""
    number = _COUNTING[time - 1] if time <= len(_COUNTING) else str(time)
    product = f"{written(points)}×2={written(2 * points)}分"
    return f"{days}日内第{number}次，按规定加倍：{product}，"


def written(points: int) -> str:
    """Points with the true minus sign; an award's plus is left out within a sentence."""
    return str(points).replace("-", "−")
