"""What a form to be filled in by hand is made of, whichever form it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from points.models import Policy

BOX = "□"
LINE = "＿＿＿＿"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in millimetres, in proportion to the others; `preset` stands in every row of it.

    `look` is a class of paper-forms.css.
    """

    title: str
    width: float
    preset: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the heading, over `across` columns and `down` rows."""

    text: str
    across: int = 1
    down: int = 1
    look: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line to write in, with what is printed in it; or a `section` over the lines below it."""

    cells: Sequence[str] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`heading` repeats on every page. One that is `apart` begins on a page of its own."""

    columns: Sequence[Column]
    heading: Sequence[Sequence[Cell]]
    rows: Sequence[Row]
    caption: str = ""
    apart: bool = False

    @property
    def lines(self) -> Iterator[tuple[Row, Iterator[tuple[Column, str]]]]:
        """Each row with its cells, each of these with its column."""
        for row in self.rows:
            yield row, zip(self.columns, row.cells, strict=not row.section)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a form of a `community` holds, on as many pages as it takes.

    `which` is the second line, `fields` what is filled in over the tables: a label and what is
    printed after it, or nothing for a line to write on.
    """

    community: str
    title: str
    which: str
    lead: str
    fields: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    notes: Sequence[str]
    signatures: Sequence[str]


class Size:
    """The paper of a form, as classes of paper-forms.css; OWN is upright and leaves room on top for
    the name of its household."""

    OWN = "own"
    UPRIGHT = "upright"
    LYING = "lying"
    WIDE = "wide"

    @classmethod
    def of(cls, paper: str) -> str:
        """Of a form that lies on either A3 or A4."""
        return cls.WIDE if paper == Policy.Paper.A3 else cls.LYING


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], caption: str = "", spare: int = 0
) -> Table:
    """A table with one heading row. The `rows` are what is printed in the first columns, the others
    have their preset; `spare` lines are left empty."""
    presets = [column.preset for column in columns]
    lines = [Row((*row, *presets[len(row) :])) for row in rows]
    empty = [Row([""] * len(columns))] * spare
    return Table(columns, [[Cell(column.title) for column in columns]], [*lines, *empty], caption)


def numbered(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """`rows` with their number in front."""
    return [(str(number), *row) for number, row in enumerate(rows, start=1)]
