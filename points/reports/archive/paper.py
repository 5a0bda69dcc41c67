"""A book on paper: its sections first, then, as their pages are known, the contents and the cover.

The order is the archive's: 封面, 卷内目录, what is in it, 卷内备考表. Every page is counted, those
of cover and contents too, so that one that is missing shows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any, Final

from django.template.loader import render_to_string
from pypdf import PdfReader

from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.numbering import bound
from points.printing.pdf import typeset
from points.reports.archive.book import Book
from points.reports.archive.setting import KEPT, Listed, part

ON_A_PAGE: Final = 26
"""Lines of the contents that a page holds at least; only the first guess rests on it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says of a volume: see `Book`."""

    kind: str
    fonds: str
    whose: str
    matter: str
    year: int

    @classmethod
    def of(cls, book: Book) -> "Cover":
        return cls(book.kind, book.fonds, book.whose, book.matter, book.year)

    @property
    def title(self) -> str:
        return f"{self.whose}{self.matter}"


def book_paper(book: Book, day: date) -> bytes:
    """The whole of a book that is set at one go, as PDF; `day` is that of printing. Raises as
    `part`."""
    return bind(Cover.of(book), [part(book)], day)


def bind(cover: Cover, parts: Sequence[bytes], day: date) -> bytes:
    """Cover, contents, `parts` and the closing sheet as one PDF with numbered pages.

    Of the parts nothing is asked but their PDFs. Raises MissingGlyph for the names on the cover.
    """
    require_glyphs([("立档单位", cover.fonds), ("题名", cover.title)])
    readers = [PdfReader(BytesIO(each)) for each in parts]
    kept = [json.loads(str(dict(reader.metadata or {})[KEPT])) for reader in readers]
    entries, pages = [], 0
    for reader, each in zip(readers, kept, strict=True):
        entries += [Listed(**line | {"page": line["page"] + pages}) for line in each["entries"]]
        pages += len(reader.pages)
    contents, length = _contents(cover, entries)
    about = {
        "cover": cover,
        "total": pages + length + 2,
        "items": sum(not each.is_heading for each in entries),
        "span": _span(kept),
        "unfinished": [each["unfinished"] for each in kept if each["unfinished"]],
        "day": chinese_date(day),
    }
    front = typeset([render_to_string("points/print/archive_cover.html", about)])
    back = typeset([render_to_string("points/print/archive_end.html", about)])
    return bound([front, contents, *parts, back], f"{cover.title}（{cover.kind}）")


def _contents(cover: Cover, entries: Sequence[Listed]) -> tuple[bytes, int]:
    """卷内目录 with the pages of the whole, and how many pages it has itself: these push on what
    comes after it, so it is set until its length is the one it was set with."""
    length = 0
    found = 1 + len(entries) // ON_A_PAGE
    made = b""
    while found != length:
        length = found
        numbers = count(1)
        lines = [
            ("" if each.is_heading else next(numbers), each, each.page + length + 2)
            for each in entries
        ]
        context = {"cover": cover, "entries": lines}
        made = typeset([render_to_string("points/print/archive_contents.html", context)])
        found = len(PdfReader(BytesIO(made)).pages)
    return made, length


def _span(kept: Sequence[dict[str, Any]]) -> str:
    first, last = min(each["first"] for each in kept), max(each["last"] for each in kept)
    return f"{chinese_date(date.fromisoformat(first))}至{chinese_date(date.fromisoformat(last))}"
