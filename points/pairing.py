"""Which parts of two versions of a standard belong together: pure.

By code and name; where only one of the two fits, by name first: who puts an item in between moves
the codes of those after it. What a code alone joins may be two different things, and whoever goes
by it has to say so.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

P = TypeVar("P")
K = TypeVar("K", bound=Hashable)
Named = Callable[[P], tuple[str, str]]
"""The code and the name of a part."""


def pairs(old: Sequence[P], new: Sequence[P], named: Named[P]) -> list[tuple[P, P]]:
    """Parts of the old and the new version that belong together, each in one pair at most. A code
    or a name that several parts of a version have joins none of them by itself."""
    found: list[tuple[P, P]] = []
    keys: tuple[Callable[[P], Hashable], ...] = (
        named,
        lambda part: named(part)[1],
        lambda part: named(part)[0],
    )
    for key in keys:
        taken = {id(each) for pair in found for each in pair}
        left, right = (
            _by(key, [each for each in parts if id(each) not in taken]) for parts in (old, new)
        )
        found += [(left[each], right[each]) for each in right if each in left]
    return found


def _by(key: Callable[[P], K], parts: Sequence[P]) -> dict[K, P]:
    """Those of `parts` whose key no other of them has."""
    keys = [key(part) for part in parts]
    return {each: part for each, part in zip(keys, parts, strict=True) if keys.count(each) == 1}
