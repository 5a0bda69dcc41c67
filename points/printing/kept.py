"""Papers that were set, kept by what is on them for whoever asks for the same again.

The server and the worker of long prints share them. Papers with secrets never come here.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from weasyprint import VERSION

KEPT: Final = timedelta(days=1)
"""Long enough to look at a paper and then print it for all villages; a name that is erased stays
no longer in what was printed before."""


def kept(pages: Sequence[str], make: Callable[[], bytes]) -> bytes:
    """The paper of `pages` (HTML documents), by `make` unless it is kept from before. Raises what
    `make` raises, and keeps nothing then."""
    papers, key = caches["papers"], _key(pages)
    found: bytes | None = papers.get(key)
    if found is None:
        found = make()
        papers.set(key, found, KEPT.total_seconds())
    return found


def _key(pages: Sequence[str]) -> str:
    """The digest of all that decides how the paper looks: content, styles, fonts, typesetter."""
    static = settings.BASE_DIR / "static"
    styles = [path.read_bytes() for path in sorted((static / "css").glob("paper*.css"))]
    fonts = [path.name.encode() for path in sorted((static / "fonts").glob("*.ttf"))]
    digest = hashlib.sha256(VERSION.encode())
    for part in (*styles, *fonts, *(page.encode() for page in pages)):
        digest.update(len(part).to_bytes(8) + part)
    return f"paper:{digest.hexdigest()}"


def forget_old_papers(at: datetime) -> None:
    """Deletes what nobody has asked for again: the cache itself only looks at what it is asked."""
    papers: Any = settings.CACHES["papers"]
    folder = Path(papers.get("LOCATION", ""))
    oldest = (at - KEPT).timestamp()
    for path in folder.glob("*.djcache"):
        # The server may drop one meanwhile: its time is over there, too.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
