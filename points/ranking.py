"""The ranking of a year (年度排名): places in the community, village and group, and the stars.

Families are ranked by their honour points (荣誉积分), which no exchange lowers. What decides
between equal points is the community's own rule; those whom it leaves equal share a place. A family
that is barred (一票否决) has neither a place nor a star, and nobody's place counts it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from points.ranks import Key, ranks
from points.star_shares import Shares
from points.stars import NAMES, Stars, star_name

OUT: Final = "不参评"
"""Of a family that is barred, in place of its place."""


class TieBreak(StrEnum):
    """What decides between families with equal honour points."""

    NONE = "none"
    MONTHS = "months"
    DEDUCTIONS = "deductions"


TOLD: Final = {
    TieBreak.NONE: "荣誉积分相同的名次并列，并列占用的名次空出。",
    TieBreak.MONTHS: "荣誉积分相同的，计分月数多的在前；仍相同的名次并列，并列占用的名次空出。",
    TieBreak.DEDUCTIONS: "荣誉积分相同的，全年扣分少的在前；仍相同的名次并列，并列占用的名次空出。",
}


@dataclass(frozen=True, slots=True)
class Entrant:
    """A family in a year: `honour` points, `months` scored, points deducted (`deductions`, none or
    more), where it lives now (codes), and whether it is `barred`."""

    key: Hashable
    village: str
    group: str
    honour: int
    months: int
    deductions: int
    barred: bool = False


class Ranked(NamedTuple):
    """Its places, from 1, and its stars."""

    place: int
    in_village: int
    in_group: int
    stars: int

    @property
    def stars_named(self) -> str:
        return star_name(self.stars)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a community ranks: what decides between equals, and how stars are given."""

    tie_break: TieBreak
    stars: Stars | Shares

    @classmethod
    def read(cls, frozen: Mapping[str, Any]) -> "Rule":
        """From the JSON that `frozen` made."""
        stars = Shares if frozen["stars_by"] == "shares" else Stars
        return cls(TieBreak(frozen["tie_break"]), stars.read(frozen["levels"]))

    def frozen(self) -> dict[str, Any]:
        """As plain JSON."""
        by = "shares" if isinstance(self.stars, Shares) else "thresholds"
        levels = [list(level) for level in self.stars.levels]
        return {"tie_break": str(self.tie_break), "stars_by": by, "levels": levels}

    def sentences(self) -> tuple[str, str]:
        """In words, as pages and papers say it: the order, and the stars."""
        if not self.stars.levels:
            return TOLD[self.tie_break], "没有设置星级。"
        if isinstance(self.stars, Shares):
            shares = "、".join(f"{NAMES[stars]}{percent}%" for stars, percent in self.stars.levels)
            told = f"各村按名次评星，占本村参评户的比例不超过：{shares}；并列在最后一名的一并评上。"
        else:
            lows = "、".join(f"{NAMES[stars]}{points}分" for stars, points in self.stars.levels)
            told = f"按荣誉积分评星，起点：{lows}。"
        return TOLD[self.tie_break], f"{told}荣誉积分不足1分的不评星。"


def marks(late_from: int, *, moved: bool) -> list[str]:
    """What is marked beside a family: the month from which it was scored (`late_from`, 0 for the
    year's first), and that it moved between groups, with its points."""
    late = [f"{late_from}月起计分"] if late_from else []
    return [*late, *(["年内迁组"] if moved else [])]


def ranked(entrants: Iterable[Entrant], rule: Rule) -> dict[Hashable, Ranked]:
    """The places and stars of all who are not barred, whatever order they come in."""
    standing: dict[Hashable, tuple[int, ...]] = {}
    villages: defaultdict[str, dict[Hashable, tuple[int, ...]]] = defaultdict(dict)
    groups: defaultdict[tuple[str, str], dict[Hashable, tuple[int, ...]]] = defaultdict(dict)
    for each in entrants:
        if not each.barred:
            standing[each.key] = _standing(each, rule.tie_break)
            villages[each.village][each.key] = standing[each.key]
            groups[each.village, each.group][each.key] = standing[each.key]
    place = ranks(standing)
    in_village = {key: found for one in villages.values() for key, found in ranks(one).items()}
    in_group = {key: found for one in groups.values() for key, found in ranks(one).items()}
    stars = _stars(villages, rule.stars)
    return {key: Ranked(place[key], in_village[key], in_group[key], stars[key]) for key in standing}


def _standing(entrant: Entrant, tie_break: TieBreak) -> tuple[int, ...]:
    """What is compared: the honour points, then what decides between equal ones."""
    second = {
        TieBreak.NONE: 0,
        TieBreak.MONTHS: entrant.months,
        TieBreak.DEDUCTIONS: -entrant.deductions,
    }
    return entrant.honour, second[tie_break]


def _stars(
    villages: Mapping[str, Mapping[Hashable, tuple[int, ...]]], rule: Stars | Shares
) -> dict[Hashable, int]:
    given: dict[Hashable, int] = {}
    for standing in villages.values():
        shares = rule.among(ranks(dict(standing))) if isinstance(rule, Shares) else None
        for key, (honour, *_) in standing.items():
            stars = rule.of(honour) if isinstance(rule, Stars) else (shares or {})[key]
            # A star is for points that were earned, however low the thresholds or few the families.
            given[key] = stars if honour > 0 else 0
    return given


class Firsts(NamedTuple):
    """Who is among the first ones: `clear` beyond doubt, and `tied`, who share the last place with
    more than there is room for."""

    clear: list[Any]
    tied: list[Any]


def first_ones(places: Mapping[Key, int], wanted: int) -> Firsts:
    """The first `wanted` by `places`, in their order. Who shares the last place is named, all of
    them: which of them, the office decides."""
    within = sorted((place, key) for key, place in places.items() if place <= wanted)
    if len(within) <= wanted:
        return Firsts([key for _, key in within], [])
    last = within[-1][0]
    clear = [key for place, key in within if place < last]
    return Firsts(clear, [key for place, key in within if place == last])
