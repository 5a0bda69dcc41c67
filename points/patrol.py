"""What a patrol looks at once a week, from the 环境建设 of the shipped standard (rules 4 to 6), and
what the patrols of a month come to for a household.

The standard counts the month's average: 45 of the 50 points and more give the most.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

FULL_MARKS: Final = 5
"""Of each indicator: what everybody has where nothing is found."""

INDICATORS: Final = (
    "门前地面清扫干净",
    "门前花草护养整洁",
    "物品车辆摆放有序",
    "墙面无乱贴乱画",
    "垃圾分类投放",
    "垃圾桶加盖不外溢",
    "庭院杂物堆放整齐",
    "禽畜圈养无异味",
    "污水不乱排、沟渠通畅",
    "无露天焚烧",
)

MOST: Final = FULL_MARKS * len(INDICATORS)
"""Of a household in one round."""

_SEPARATED: Final = re.compile(r"[、,;\s]+")


def indicator_title(number: int) -> str:
    """What indicator 1 to 10 is called."""
    return INDICATORS[number - 1]


def indicators_of(typed: str) -> tuple[int, ...]:
    """The indicators that “5、6” names, in order; commas and blanks will do. Raises ValueError (a
    Chinese sentence) for what is none."""
    found: set[int] = set()
    for part in filter(None, _SEPARATED.split(unicodedata.normalize("NFKC", typed))):
        if not part.isdecimal() or not 1 <= int(part) <= len(INDICATORS):
            raise ValueError(
                f"“{part}”不是巡查指标，请填1至{len(INDICATORS)}的编号，几项的用顿号隔开，如 5、6。"
            )
        found.add(int(part))
    return tuple(sorted(found))


def week_of(day: date) -> date:
    """The Monday of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def week_in_month(day: date) -> int:
    """Which week of its month `day` lies in, weeks beginning on Mondays: 1 to 6."""
    return (week_of(day) - week_of(day.replace(day=1))).days // 7 + 1


@dataclass(frozen=True, slots=True)
class Found:
    """Points `taken` (1 to 5) from a household under an indicator (1 to 10) in a round, named by
    its key and its day."""

    round: int
    walked_on: date
    indicator: int
    taken: int


@dataclass(frozen=True, slots=True)
class MonthOfPatrols:
    """What the rounds that count in a month come to for one household.

    `rounds` is how many there are; `kept` is what was found in them, one for each indicator of a
    round; `late` is what came too late for the month it was found in, taken from this month's sum;
    `overdue` says whether a problem was not put right in time.
    """

    rounds: int
    kept: Sequence[Found] = ()
    late: Sequence[Found] = ()
    overdue: bool = False

    @property
    def sum(self) -> int:
        """Points of all rounds together, never below nought."""
        taken = sum(each.taken for each in (*self.kept, *self.late))
        return max(self.rounds * MOST - taken, 0)

    @property
    def mean(self) -> int:
        """Whole points of one round on the average, what is over left out."""
        return self.sum // self.rounds

    @property
    def mean_said(self) -> str:
        """The average with one decimal, the rest left out, so that it never looks better than it
        counts: 45.5, 44.9."""
        tenths = self.sum * 10 // self.rounds
        return f"{tenths // 10}.{tenths % 10}"


def worst(found: Iterable[Found]) -> list[Found]:
    """Of several findings on one indicator of a round the one that takes most, in the order of
    days and indicators."""
    by_cell: defaultdict[tuple[int, int], list[Found]] = defaultdict(list)
    for each in found:
        by_cell[each.round, each.indicator].append(each)
    most = [max(cell, key=lambda each: each.taken) for cell in by_cell.values()]
    return sorted(most, key=lambda each: (each.walked_on, each.round, each.indicator))


@dataclass(frozen=True, slots=True)
class PatrolTerms:
    """When a month of patrols proposes an item: the average lies between `low` and `high` (both
    included, None without an end), nothing was found under `indicators`, and with `overdue` a
    problem was not put right in time. All that is said must hold."""

    low: int | None = None
    high: int | None = None
    indicators: tuple[int, ...] = ()
    overdue: bool = False

    @property
    def say_something(self) -> bool:
        return self.by_mean or bool(self.indicators) or self.overdue

    @property
    def by_mean(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest average."""
        return self.low or 0, MOST if self.high is None else self.high

    @property
    def said(self) -> list[str]:
        """A clause for each: “平均40至44分”, “垃圾分类投放没有扣分”, “有整改逾期的问题”."""
        told = []
        if self.by_mean:
            low, high = self.ends
            told.append(
                f"平均{low}分及以上"
                if high == MOST
                else f"平均{high}分及以下"
                if not low
                else f"平均{low}至{high}分"
            )
        told += [f"{indicator_title(each)}没有扣分" for each in self.indicators]
        return [*told, "有整改逾期的问题"] if self.overdue else told

    def hold_for(self, month: MonthOfPatrols) -> bool:
        """Whether the item is to be proposed to a household of this month. Never without a
        round."""
        if not month.rounds or not self.say_something:
            return False
        low, high = self.ends
        looked_at = {each.indicator for each in (*month.kept, *month.late)}
        return (
            low <= month.mean <= high
            and looked_at.isdisjoint(self.indicators)
            and (month.overdue or not self.overdue)
        )


@dataclass(frozen=True, slots=True)
class Tied:
    """An item (by code) of a rule that patrols propose; with a `village` (its key) only there."""

    code: str
    rule: int
    village: int | None
    terms: PatrolTerms

    def may_meet(self, other: "Tied") -> bool:
        """Whether both weigh the same thing at the same households."""
        both = {self.village, other.village} - {None}
        return self.rule == other.rule and len(both) < 2


def overlaps(items: Iterable[Tied]) -> Iterator[str]:
    """A Chinese sentence for any two items of one rule and village of which one average would
    propose both."""
    by_mean = [each for each in items if each.terms.by_mean]
    for first, second in combinations(by_mean, 2):
        (low, high), (other_low, other_high) = first.terms.ends, second.terms.ends
        if first.may_meet(second) and low <= other_high and other_low <= high:
            yield (
                f"评分项 {first.code} 和 {second.code} 的巡查均分重叠（{low}至{high}分与"
                f"{other_low}至{other_high}分），同一个平均分会提出两项，请改正其中一项。"
            )


def said(month: MonthOfPatrols, name: str, most: int) -> str:
    """The numbers behind a proposal, in at most `most` letters: “11月巡查4次，平均45.5分
    （第2周：垃圾桶加盖不外溢−2）”. `name` is the month's."""
    told = f"{name}巡查{month.rounds}次，平均{month.mean_said}分"
    if month.overdue:
        told += "，有整改逾期"
    parts = [f"第{week_in_month(each.walked_on)}周：{_taken(each)}" for each in month.kept]
    parts += [
        f"补计{each.walked_on.month}月{each.walked_on.day}日：{_taken(each)}" for each in month.late
    ]
    if not parts:
        return f"{told}（没有扣分）"
    for shown in range(len(parts), 0, -1):
        rest = f"；另有{len(parts) - shown}处" if shown < len(parts) else ""
        whole = f"{told}（{'；'.join(parts[:shown])}{rest}）"
        if len(whole) <= most:
            return whole
    return told


def _taken(found: Found) -> str:
    return f"{indicator_title(found.indicator)}−{found.taken}"
