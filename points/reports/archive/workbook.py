"""A volume in Excel: the tables of its books, the same rows as on paper, a sheet for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from households import tables
from points.periods import chinese_date
from points.reports.archive.book import Book, Column, Kind, Value
from points.reports.archive.words import moment

KINDS: Final[dict[Kind, str]] = {
    Kind.WORDS: "text",
    Kind.CODE: "code",
    Kind.NUMBER: "number",
    Kind.POINTS: "number",
    Kind.DAY: "date",
    Kind.MOMENT: "text",
}
WHEN: Final = tables.Column("月份", width=12)
"""Before the rows of several months."""


@dataclass(slots=True)
class _Sheet:
    name: str
    columns: list[tables.Column]
    rows: list[list[tables.writing.Value]] = field(default_factory=list)


def workbook(books: Sequence[tuple[str, Book]]) -> bytes:
    """The .xlsx file of a volume. Each of `books` comes with its month in words, or with none: the
    rows of a table that several months have stand below each other, each with its month.

    The first book is the volume's: its title stands over every sheet, its facts on the first.
    """
    of = books[0][1]
    sheets: dict[tuple[str, ...], _Sheet] = {}
    for when, book in books:
        for number, section in enumerate(book.sections, 1):
            for table in section.tables:
                headings = tuple(column.heading for column in table.columns)
                key = (when and WHEN.heading, str(number), table.caption, *headings)
                if key not in sheets:
                    name = f"{len(sheets) + 1}.{table.caption}"
                    before = [WHEN] if when else []
                    sheets[key] = _Sheet(name, [*before, *map(_column, table.columns)])
                sheets[key].rows += [
                    [*([when] if when else ()), *_cells(table.columns, row)] for row in table.rows
                ]
    return tables.write_sheets(
        [
            tables.Sheet("封面", of.title, COVER, list(_cover(books))),
            *(
                tables.Sheet(each.name, of.title, each.columns, each.rows)
                for each in sheets.values()
            ),
        ]
    )


COVER: Final = [tables.Column("项目", width=14), tables.Column("内容", width=80)]


def _cover(books: Sequence[tuple[str, Book]]) -> Iterator[list[tables.writing.Value]]:
    of = books[0][1]
    first = min(book.span[0] for _, book in books)
    last = max(book.span[1] for _, book in books)
    yield ["立档单位", of.fonds]
    yield ["题名", of.title]
    yield ["种类", of.kind]
    yield ["年度", f"{of.year}年"]
    yield ["起止日期", f"{chinese_date(first)}至{chinese_date(last)}"]
    for when, book in books:
        if book.unfinished:
            yield ["未办结", f"{book.title}：{book.unfinished}"]
        for section in book.sections:
            if section.is_empty:
                yield [when + section.title, section.nothing]
            elif section.remark:
                yield [when + section.title, section.remark]


def _column(column: Column) -> tables.Column:
    return tables.Column(column.heading, KINDS[column.kind], 2 * column.width)  # type: ignore[arg-type]


def _cells(columns: Sequence[Column], row: Sequence[Value]) -> Iterator[tables.writing.Value]:
    for _, value in zip(columns, row, strict=True):
        yield moment(value) if isinstance(value, datetime) else value
