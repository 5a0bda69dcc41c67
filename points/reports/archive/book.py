"""A book as plain data: sections of tables that go to paper and to Excel alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | date | datetime | None


class Kind(StrEnum):
    """What a column holds: words, a code that stays text, a plain number, points with their sign, a
    day, a moment. Each may be empty (None)."""

    WORDS = "words"
    CODE = "code"
    NUMBER = "number"
    POINTS = "points"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in Chinese characters; on paper the columns share the page in that proportion."""

    heading: str
    width: int
    kind: Kind = Kind.WORDS


@dataclass(frozen=True, slots=True)
class Table:
    """`caption` stands over it on each page, and names its sheet in Excel."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Section:
    """A thing of the contents. `author` is the body it came from, `dated` the day of its last fact;
    `remark` stands under its heading. Without a row it says `nothing`."""

    title: str
    author: str
    dated: date | None
    tables: Sequence[Table]
    remark: str = ""
    nothing: str = "本月无"

    @property
    def is_empty(self) -> bool:
        return not any(table.rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class Book:
    """`fonds` keeps the book; it is a `kind` of volume (月度卷) with the `matter` of `whose` group
    and time (“赵庄第1组2026年11月”).

    `span` are the first and the last day of what is in it. `unfinished` says why more will come,
    empty when nothing will.
    """

    kind: str
    fonds: str
    whose: str
    matter: str
    year: int
    span: tuple[date, date]
    sections: Sequence[Section]
    unfinished: str = ""

    @property
    def title(self) -> str:
        return f"{self.whose}{self.matter}"

    @property
    def rows(self) -> int:
        """Of all its tables, by which one knows how long it takes to set."""
        return sum(len(table.rows) for section in self.sections for table in section.tables)


def latest(days: Iterable[date | None]) -> date | None:
    """The last of those that are known; None for none."""
    return max((day for day in days if day is not None), default=None)


FACTS = (Column("项目", 8), Column("内容", 40))


def facts(caption: str, pairs: Iterable[tuple[str, str]]) -> Table:
    """A table of named facts; those without a text are left out."""
    return Table(caption, FACTS, [pair for pair in pairs if pair[1]])
