"""A wall sheet read back from its PDF."""

import io

from pypdf import PdfReader


def lines_of(pdf: bytes) -> list[str]:
    """The text line by line, cells of a row with one blank between them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    lines = "\n".join(page.extract_text() for page in pages).splitlines()
    return [" ".join(line.split()) for line in lines]
