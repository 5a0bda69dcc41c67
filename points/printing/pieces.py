"""A long print as a list of pieces, each set by itself and kept, then bound into one paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from points.printing.merging import merged


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a long print: what is made at one go, and made again if it was interrupted.

    `key` is the piece's own in its print, as the code of a place is: what was made is found again
    by it. `label` says on the page what is being set (“赵庄1组”); two pieces may have the same.
    `make` gives the PDF, empty where there is nothing to print, or raises Refused with a sentence
    saying why there is none.
    """

    key: str
    label: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Print:
    """A whole long print: `name` is the file's (without “.pdf”); without any `pieces` there is
    nothing to print.

    `bind` gives the paper of the pieces' PDFs, in their order; it may raise Refused. After a
    restart it is called without `make` having been called here: it knows what was known when the
    print was put together, and the PDFs, but nothing that `make` found out.
    """

    name: str
    pieces: Sequence[Piece]
    bind: Callable[[Sequence[bytes]], bytes] = merged
