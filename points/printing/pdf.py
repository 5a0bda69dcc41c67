"""HTML to PDF by WeasyPrint, with our own fonts and pictures and nothing from anywhere else."""

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from points.printing.fonts import MissingGlyph
from points.printing.kept import kept

# WeasyPrint lets half a picture pass, for the whole process. A proof has to be whole, and its
# decoder has to keep its limits: see points.photos.
ImageFile.LOAD_TRUNCATED_IMAGES = False

LOGGER = logging.getLogger("weasyprint")
HELD = "data:image/jpeg;base64,"
NOTDEF = re.compile(r'\.notdef glyph .*?"(.+)" \(U\+')


class PrintingFailed(Exception):
    """The sheet could not be set as designed; a half-right sheet must not reach the wall."""


class OwnFilesOnly(URLFetcher):
    """Opens the fonts, pictures and style sheets of this program, and no other address; a JPEG may
    stand in the page itself."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"}, fail_on_errors=True)
        static = (settings.BASE_DIR / "static").resolve()
        self._folders = tuple(static / name for name in ("css", "fonts", "img"))

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file at `url`; raises ValueError for anything outside those folders."""
        if url.startswith(HELD):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(own) for own in self._folders):
            raise ValueError(f"not one of our own files: {url}")
        return super().fetch(url, headers)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint warns about in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.messages.append(record.getMessage())


@contextmanager
def no_complaints() -> Iterator[None]:
    """Raises at its end what `typeset` raises, if anything set inside was not as designed."""
    heard = _Complaints()
    LOGGER.addHandler(heard)
    try:
        yield
    except FatalURLFetchingError as error:
        # Not an Exception, so nothing above would turn it into an answer.
        raise PrintingFailed(f"{error}: {error.__cause__}") from error
    finally:
        LOGGER.removeHandler(heard)
    absent = [found[1] for message in heard.messages if (found := NOTDEF.search(message))]
    if absent:
        raise MissingGlyph({"本页": "".join(dict.fromkeys(absent))})
    if heard.messages:
        raise PrintingFailed("; ".join(heard.messages))


def render(pages: Sequence[str]) -> bytes:
    """What `typeset` makes of `pages`, kept for a day. Raises as `typeset`."""
    return kept(pages, lambda: typeset(pages))


def typeset(pages: Sequence[str]) -> bytes:
    """One PDF of `pages` (each a whole HTML document, counting its own pages), in this order.

    Addresses in them are relative to the static folder. Raises MissingGlyph for a character none of
    the fonts has, PrintingFailed for an address that is not ours or whatever else WeasyPrint warns
    about.
    """
    with no_complaints():
        documents = [set_page(page) for page in pages]
        every_page = [page for document in documents for page in document.pages]
        made: bytes = documents[0].copy(every_page).write_pdf()
    return made


def typeset_double_sided(fronts: str, back: str) -> bytes:
    """One PDF of the sides of `fronts`, each with the one side of `back` behind it. Raises as
    `typeset`."""
    with no_complaints():
        document, reverse = set_page(fronts), set_page(back)
        (behind,) = reverse.pages
        sides = [side for front in document.pages for side in (front, behind)]
        made: bytes = document.copy(sides).write_pdf()
    return made


def set_page(page: str) -> Any:
    """The WeasyPrint document of one HTML document; call it inside `no_complaints`."""
    base = (settings.BASE_DIR / "static").as_uri() + "/"
    return HTML(string=page, base_url=base, url_fetcher=OwnFilesOnly()).render()
