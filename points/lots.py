"""抽签: which households are looked at again. Anybody with the seed and the codes draws the same.

The seed is a check code that everybody had read on the wall before the drawing, so nobody could
choose it. Handbook: docs/redraw.md has the same in ten lines, and so has the sheet that hangs.
"""

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path


@cache
def script() -> str:
    """The ten lines of Python by which anybody draws again: seed and number as arguments, codes on
    the standard input."""
    return (Path(__file__).resolve().parent / "data" / "redraw.txt").read_text("utf-8")


def draw(seed: str, codes: Collection[str], number: int) -> list[str]:
    """The first `number` of `codes`, each once, in the order of SHA-256 of “seed:code” (UTF-8,
    hexadecimal). Raises ValueError for none, or for more than there are."""
    found = sorted(set(codes), key=lambda code: _lot(seed, code))
    if not 1 <= number <= len(found):
        raise ValueError(f"from 1 to {len(found)} of them can be drawn")
    return found[:number]


def _lot(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()
