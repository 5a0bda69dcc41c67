"""What hangs of a notice that is the same everywhere, and in which no household has a line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class WholeGroup:
    """A villager group where it hangs."""

    code: str
    name: str
    rows: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeVillage:
    """What hangs in one village, or in one group of it."""

    code: str
    name: str
    groups: tuple[WholeGroup, ...]

    @property
    def households(self) -> int:
        return 0

    @property
    def sums(self) -> None:
        return None

    def of_group(self, code: str) -> Self | None:
        """The same for one of its groups; None for a group that is not in the notice."""
        group = next((each for each in self.groups if each.code == code), None)
        if group is None:
            return None
        return replace(self, name=self.name + group.name, groups=(group,))


def whole_groups(groups: Sequence[dict[str, Any]]) -> tuple[WholeGroup, ...]:
    """The groups of a village as a notice's content has them."""
    return tuple(WholeGroup(each["group_code"], each["group"]) for each in groups)
