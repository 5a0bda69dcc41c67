"""The sentence that tells a household what one matter counted, and why not more.

Every sentence ends in one clause “…计 N 分” with N the points counted; only a veto item's mark may
follow it, after a semicolon. So the sentences of a month add up to its score.
"""

from enum import Enum, StrEnum
from typing import Final, NamedTuple

REFUSED: Final = "本次计 0 分"
VETO: Final = "；本项为一票否决事由"


class Span(Enum):
    """What a cap is a cap of."""

    MONTH = "本月该项"
    YEAR = "本年该项"
    RULE = "本年第{rule}条"


class Limit(NamedTuple):
    """A cap as a matter meets it: the points given so far and the most there may be, unsigned."""

    span: Span
    used: int
    cap: int

    @property
    def room(self) -> int:
        return max(0, self.cap - self.used)


class Rival(StrEnum):
    """How the matter that counts for an exclusive group stands before one that does not."""

    HIGHER = "更高"
    HEAVIER = "扣分更重"
    EARLIER = "先记"


def in_full(points: int) -> str:
    """For a matter whose points (with sign) count as they stand."""
    return f"计 {written(points)} 分"


def cut_short(limit: Limit, sign: int, rule: str) -> str:
    """For a matter of rule number `rule` that counts no more than the room its limit leaves.

    `sign` is 1 for an award, −1 for a deduction.
    """
    span = limit.span.value.format(rule=rule)
    if limit.span is Span.MONTH:
        verb = "计" if sign > 0 else "扣"
        told = f"{span}最多{verb} {limit.cap} 分"
        if limit.used:
            told += f"，已{verb} {limit.used} 分"
    elif limit.used:
        verb = "得" if sign > 0 else "扣"
        reached = "上限" if limit.room else "达到上限"
        told = f"{span}已{verb} {limit.used} 分，{reached} {limit.cap} 分"
    else:
        told = f"{span}上限 {limit.cap} 分"
    only = "只" if limit.room else ""
    return f"{told}，本次{only}计 {written(sign * limit.room)} 分"


def outdone(group: str, rival: Rival) -> str:
    """For a matter that yields to another one of the exclusive group named `group`."""
    return f"与“{group}”中{rival}的一项不重复计分，本次计 0 分"


def written(points: int) -> str:
    """Points with the true minus sign; an award's plus is left out within a sentence."""
    return str(points).replace("-", "−")
