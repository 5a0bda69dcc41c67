"""Star levels (星级) by the points a family must have: whole points, the higher star first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

NAMES: Final = {5: "五星", 4: "四星", 3: "三星", 2: "二星", 1: "一星"}


@dataclass(frozen=True, slots=True)
class Stars:
    """`levels` are (stars, points from which a family has them), from five stars down; a level
    that is not given is not awarded.

    Raises ValueError (a Chinese sentence) where fewer stars need as many points or more.
    """

    levels: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for (more, high), (fewer, low) in pairwise(self.levels):
            if low >= high:
                raise ValueError(
                    f"{NAMES[fewer]}的起点（{low}分）应低于{NAMES[more]}的起点（{high}分），请改正。"
                )

    @classmethod
    def read(cls, levels: Iterable[Iterable[int]]) -> "Stars":
        """From the lists that JSON keeps."""
        return cls(tuple((stars, points) for stars, points in levels))

    def of(self, points: int) -> int:
        """How many stars `points` give; 0 for none."""
        return next((stars for stars, low in self.levels if points >= low), 0)


def by_level(stars: Iterable[int]) -> list[tuple[str, int]]:
    """How many of `stars` are five, four …: name and number of each level that there is."""
    number = Counter(stars)
    return [(name, number[level]) for level, name in NAMES.items() if number[level]]


def levels_told(stars: Iterable[int]) -> str:
    """“五星1户，四星2户”; nothing of none."""
    return "，".join(f"{name}{number}户" for name, number in by_level(stars))


def star_name(stars: int) -> str:
    """“五星”; “无” for none."""
    return NAMES.get(stars, "无")
