"""抽签: which households are looked at again. Anybody with the seed and the codes draws the same.

The seed is a check code that everybody had read on the wall before the drawing, so nobody could
choose it. Handbook: docs/redraw.md has the same in ten lines.
"""

import hashlib
from collections.abc import Collection


def draw(seed: str, codes: Collection[str], number: int) -> list[str]:
    """The first `number` of `codes`, each once, in the order of SHA-256 of “seed:code” (UTF-8,
    hexadecimal). Raises ValueError for none, or for more than there are."""
    found = sorted(set(codes), key=lambda code: _lot(seed, code))
    if not 1 <= number <= len(found):
        raise ValueError(f"from 1 to {len(found)} of them can be drawn")
    return found[:number]


def _lot(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()
