"""HTML to PDF by WeasyPrint, with our own fonts and pictures and nothing from anywhere else."""

import hashlib
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
from django.core.cache import cache
from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from households.refusals import Refused
from points.printing.fonts import MissingGlyph

# WeasyPrint lets half a picture pass, for the whole process. A proof has to be whole, and its
# decoder has to keep its limits: see points.photos.
ImageFile.LOAD_TRUNCATED_IMAGES = False

LOGGER = logging.getLogger("weasyprint")
NOTDEF = re.compile(r'\.notdef glyph .*?"(.+)" \(U\+')
KEPT_SECONDS = 600
"""Long enough to look at a sheet and then print it; short enough that no erased name stays."""


class PrintingFailed(Exception):
    """The sheet could not be set as designed; a half-right sheet must not reach the wall."""


class RunsOver(Refused):
    """There is more on the paper than its sides hold; nothing was printed."""

    def __init__(self) -> None:
        super().__init__("内容太长，一页放不下，所以没有打印。请删去一些字再打印。")


class OwnFilesOnly(URLFetcher):
    """Opens the fonts, pictures and style sheets of this program, and no other address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, fail_on_errors=True)
        static = (settings.BASE_DIR / "static").resolve()
        self._folders = tuple(static / name for name in ("css", "fonts", "img"))

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file at `url`; raises ValueError for anything outside those folders."""
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
    """What `typeset` makes of `pages`, kept for ten minutes. Raises as `typeset`."""
    key = _key(pages)
    kept = cache.get(key)
    if kept is not None:
        return kept
    made = typeset(pages)
    cache.set(key, made, KEPT_SECONDS)
    return made


def typeset(pages: Sequence[str], most: int | None = None) -> bytes:
    """One PDF of `pages` (each a whole HTML document, counting its own pages), in this order.

    Addresses in them are relative to the static folder. Raises MissingGlyph for a character none of
    the fonts has, PrintingFailed for an address that is not ours or whatever else WeasyPrint warns
    about, RunsOver when it comes to more than `most` sides.
    """
    with no_complaints():
        documents = [set_page(page) for page in pages]
        every_page = [page for document in documents for page in document.pages]
        if most is not None and len(every_page) > most:
            raise RunsOver
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


def _key(pages: Sequence[str]) -> str:
    """The content's digest: the pages, and the style sheet they are set with."""
    style = (settings.BASE_DIR / "static" / "css" / "paper.css").read_bytes()
    digest = hashlib.sha256(style)
    for page in pages:
        digest.update(b"\0" + page.encode())
    return f"pdf:{digest.hexdigest()}"
