"""Points by steps (分档): the more of it, the more points; by quantity or by an amount in 元.

A step is written “from~to:points”, the steps with semicolons between them, from low to high:
“0~100:1；100~1000:2；1000~:3” gives 1 for less than 100, 2 from 100 to less than 1000, 3 from
1000 on. The lower bound belongs to its step, the upper bound to the next one, as the law reads
以上 and 不满 (民法典 第一千二百五十九条). The last step is open: there is no “too much”.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_STEP = re.compile(r"(\d{1,7})[~-](\d{1,7})?:([+-]?\d{1,4})", re.ASCII)
_EXAMPLE: Final = "请写成“0~100:1；100~1000:2；1000~:3”的样子"


@dataclass(frozen=True, slots=True)
class Tier:
    """From `low` (included) to `high` (not included; None: without end): `points` with sign."""

    low: int
    high: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """The steps of one item, from low to high.

    Raises ValueError (a Chinese sentence) for a hole or an overlap between two steps, for a last
    one that ends, and for points that are nought or that award here and deduct there.
    """

    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        for reason in self._wrong():
            raise ValueError(reason)

    def _wrong(self) -> Iterator[str]:
        for tier in self.tiers:
            if tier.high is not None and tier.high <= tier.low:
                yield f"分档“{_step(tier)}”的终点应大于起点，请改正。"
        for lower, upper in pairwise(self.tiers):
            if lower.high is None or upper.low < lower.high:
                yield f"分档“{_step(lower)}”与“{_step(upper)}”重叠，请让后一档从前一档的终点开始。"
            elif upper.low > lower.high:
                yield (
                    f"分档中缺了{lower.high}至{upper.low}的一段（“{_step(lower)}”与"
                    f"“{_step(upper)}”之间），请让后一档从前一档的终点开始。"
                )
        if self.tiers[-1].high is not None:
            yield (
                f"最后一档“{_step(self.tiers[-1])}”有终点，再多的就没有分了；"
                f"请去掉终点，写成“{self.tiers[-1].low}~:{self.tiers[-1].points}”。"
            )
        if any(tier.points == 0 for tier in self.tiers):
            yield "分档的分值不能为0；不计分的一段请不要写。"
        if len({tier.points > 0 for tier in self.tiers}) > 1:
            yield "分档不能又加又扣，请分成两个评分项。"

    @classmethod
    def parse(cls, typed: str) -> "Tiers":
        """Reads what was typed, in half-width or full-width characters.

        Raises ValueError (a Chinese sentence) for what are no steps, or wrong ones.
        """
        text = unicodedata.normalize("NFKC", typed).replace("−", "-").replace("～", "~")
        found = []
        for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
            step = _STEP.fullmatch(part.replace(" ", ""))
            if step is None:
                raise ValueError(f"看不懂分档“{part}”，{_EXAMPLE}。")
            high = None if step[2] is None else int(step[2])
            found.append(Tier(int(step[1]), high, int(step[3])))
        if not found:
            raise ValueError(f"没有写分档，{_EXAMPLE}。")
        return cls(tuple(found))

    def __str__(self) -> str:
        return "；".join(_step(tier) for tier in self.tiers)

    @property
    def points(self) -> tuple[int, ...]:
        """What the steps give, from the lowest to the highest number."""
        return tuple(sorted({tier.points for tier in self.tiers}))

    def worth(self, much: int) -> int | None:
        """The points for `much` times or 元; None when that is below the first step."""
        reached = [tier.points for tier in self.tiers if tier.low <= much]
        return reached[-1] if reached else None

    def said(self, unit: str) -> str:
        """The steps in words, points left as they are: “不满100元+1分，100元以上不满1000元+2分”."""
        return "，".join(_said(tier, unit) for tier in self.tiers)


def _step(tier: Tier) -> str:
    return f"{tier.low}~{'' if tier.high is None else tier.high}:{tier.points}"


def _said(tier: Tier, unit: str) -> str:
    points = f"{tier.points:+d}".replace("-", "−")
    if tier.low and tier.high == tier.low + 1:
        return f"{tier.low}{unit}{points}分"
    low = f"{tier.low}{unit}以上" if tier.low else ""
    high = "" if tier.high is None else f"不满{tier.high}{unit}"
    return f"{low}{high}{points}分" if low or high else f"一律{points}分"
