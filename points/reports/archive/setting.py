"""The sections of a book set on paper, without page numbers, some hundred rows at a time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any, Final

from django.template.loader import render_to_string
from pypdf import PdfReader, PdfWriter

from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.merging import written
from points.printing.pdf import render
from points.reports.archive.book import Book, Section, Table, Value
from points.reports.archive.words import on_paper

KEPT: Final = "/Volume"
"""Under what a part keeps what the contents and the cover need, among the PDF's own facts."""
ROWS: Final = 600
"""Of one setting: WeasyPrint holds a quarter of a megabyte for each until it is through."""
CODE: Final = "户编号"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the contents. `page` counts from 0; `is_heading` for one that others come under."""

    title: str
    author: str
    dated: str
    note: str
    page: int
    is_heading: bool = False


def part(book: Book, heading: str = "") -> bytes:
    """The sections of `book` as PDF for `paper.bind`; `heading` stands over them where several
    books make one volume.

    Raises MissingGlyph, naming section and household, before anything is set.
    """
    require_glyphs(_texts(book))
    writer = PdfWriter()
    for number, sections in enumerate(_documents(book.sections)):
        context = {
            "short": book.title,
            "heading": "" if number else heading,
            "unfinished": book.unfinished,
            "is_first": not number,
            "sections": sections,
        }
        page = render_to_string("points/print/archive.html", context)
        writer.append(BytesIO(render([page])))
    return _keeping(writer, book, heading)


def _documents(sections: Sequence[Section]) -> Iterator[list[dict[str, Any]]]:
    """The sections as the template lays them out, in documents of no more than ROWS rows; a table
    that is cut goes on in the next one, under its heading."""
    document: list[dict[str, Any]] = []
    room = ROWS
    for number, section in enumerate(sections, 1):
        if not room:
            yield document
            document, room = [], ROWS
        shown: dict[str, Any] = {
            "number": number,
            "title": section.title,
            "remark": section.remark,
            "nothing": section.nothing if section.is_empty else "",
            "tables": [],
            "without": [],
        }
        document.append(shown)
        for at, table in enumerate(section.tables):
            rows = table.rows
            while rows:
                if not room:
                    yield document
                    shown = {"tables": [], "without": []}
                    document, room = [shown], ROWS
                shown["tables"].append(_table(f"of-{number}-{at}", table, rows[:room]))
                rows, room = rows[room:], max(0, room - len(rows))
        shown["without"] = [table.caption for table in section.tables if not table.rows]
    yield document


def _table(name: str, table: Table, rows: Sequence[Sequence[Value]]) -> dict[str, Any]:
    columns = table.columns
    wide = sum(column.width for column in columns)
    return {
        "name": name,
        "caption": table.caption,
        "columns": [(each.heading, f"{100 * each.width / wide:.2f}") for each in columns],
        "rows": [
            [
                (each.kind.value, on_paper(each, value))
                for each, value in zip(columns, row, strict=True)
            ]
            for row in rows
        ],
    }


def _keeping(writer: PdfWriter, book: Book, heading: str) -> bytes:
    """The PDF of `book` with what `bind` will need of it kept inside."""
    pages = _pages_of_headings(PdfReader(BytesIO(written(writer))))
    entries = []
    if heading:
        entries.append(Listed(heading, "", "", book.unfinished, next(pages), is_heading=True))
    for section in book.sections:
        dated = chinese_date(section.dated) if section.dated else ""
        note = section.nothing if section.is_empty else ""
        entries.append(Listed(section.title, section.author, dated, note, next(pages)))
    first, last = book.span
    kept = {
        "entries": [asdict(each) for each in entries],
        "first": first.isoformat(),
        "last": last.isoformat(),
        "unfinished": f"{book.title}：{book.unfinished}" if book.unfinished else "",
    }
    writer.add_metadata({KEPT: json.dumps(kept)})
    return written(writer)


def _pages_of_headings(reader: PdfReader) -> Iterator[int]:
    """The pages, from 0, on which the headings of a part stand, in their order."""

    def walk(outline: Any) -> Iterator[int]:
        for each in outline:
            if isinstance(each, list):
                yield from walk(each)
            else:
                yield reader.get_destination_page_number(each) or 0

    return walk(reader.outline)


def _texts(book: Book) -> Iterator[tuple[str, str]]:
    """Everything on the pages that people have typed, with the section and the household."""
    yield "书眉", book.title
    for section in book.sections:
        yield section.title, section.author + section.remark
        for table in section.tables:
            yield table.caption, "".join(column.heading for column in table.columns)
            code = next(
                (at for at, column in enumerate(table.columns) if column.heading == CODE), None
            )
            for row in table.rows:
                place = section.title if code is None else f"{section.title}户 {row[code]}"
                yield place, "".join(each for each in row if isinstance(each, str))
