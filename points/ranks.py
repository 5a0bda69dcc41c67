"""Ranking by points: the most first, equal points share a place, and the places they take up are
left out behind them (1, 2, 2, 4)."""

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import accumulate
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Points = TypeVar("Points", int, tuple[int, ...])
"""Whole points, or points and what decides between equal ones, the weightiest first."""


def ranks(points: Mapping[Key, Points]) -> dict[Key, int]:
    """The place of each, from 1."""
    numbers = sorted(Counter(points.values()).items(), reverse=True)
    ahead = accumulate((number for _, number in numbers), initial=0)
    place = {each: before + 1 for (each, _), before in zip(numbers, ahead, strict=False)}
    return {key: place[each] for key, each in points.items()}
