"""A running total held against the movements that made it: an account, the stock of a product."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from points.explain import written


class Row(NamedTuple):
    """One movement, beside what its book says now: the book's key, how sentences about it begin,
    its total, and the number of its last movement. A book without movements has one row of it."""

    book: int
    label: str
    total: int
    last: int
    number: int | None
    moved: int | None
    after: int | None


class Words(NamedTuple):
    """What a book calls itself, its total, a movement, the total beside that, and the unit."""

    book: str
    total: str
    movement: str
    after: str
    unit: str


def disagreements(rows: Iterable[Row], words: Words) -> list[str]:
    """A sentence for each book whose total, numbers or balances are not those of its movements.

    `rows`: by book and number. They are read to their end before anything is told, so that nobody
    leaves a cursor open.
    """
    return [
        f"{label}{found}。"
        for (_, label, total, last), movements in groupby(rows, key=itemgetter(0, 1, 2, 3))
        if (found := _disagreement(total, last, list(movements), words))
    ]


def _disagreement(total: int, last: int, movements: Sequence[Row], words: Words) -> str:
    book, called, movement, after_called, unit = words
    running, counted = 0, 0
    for *_, number, moved, after in movements:
        if number is None or moved is None or after is None:
            break
        counted += 1
        if number != counted:
            return f"第{counted}笔{movement}不见了，后面接的是第{number}笔"
        running += moved
        if after != running:
            told = f"第{number}笔{movement}写着{after_called}{written(after)}{unit}"
            return f"{told}，逐笔相加是{written(running)}{unit}"
    if total != running:
        told = f"{called}是{written(total)}{unit}"
        if not counted:
            return f"{told}，却没有一笔{movement}"
        return f"{told}，各笔{movement}相加是{written(running)}{unit}"
    if last != counted:
        return f"{book}记着有{last}笔{movement}，实有{counted}笔"
    return ""
