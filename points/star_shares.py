"""Star levels (星级) by shares of a village's families: so many of a hundred, by their place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from points.ranks import Key


@dataclass(frozen=True, slots=True)
class Shares:
    """`levels` are (stars, whole percent of the village's ranked families that get them), from five
    stars down.

    The families are counted from the first place on and rounded down, so that no level is given
    more often than its share; those who share the last place that gets it all get it. Raises
    ValueError (a Chinese sentence) for more than a hundred percent.
    """

    levels: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        whole = sum(percent for _, percent in self.levels)
        if whole > 100:
            raise ValueError(f"各级星级户的比例合计{whole}%，超过100%，请改小。")

    @classmethod
    def read(cls, levels: Iterable[Iterable[int]]) -> "Shares":
        """From the lists that JSON keeps."""
        return cls(tuple((stars, percent) for stars, percent in levels))

    def among(self, places: Mapping[Key, int]) -> dict[Key, int]:
        """How many stars each gets, by its place in the village; 0 for none."""
        upto: list[tuple[int, int]] = []
        share = 0
        for stars, percent in self.levels:
            share += percent
            upto.append((stars, len(places) * share // 100))
        return {
            key: next((stars for stars, last in upto if place <= last), 0)
            for key, place in places.items()
        }
