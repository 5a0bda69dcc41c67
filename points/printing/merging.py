"""Several PDFs made into one."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfWriter

from households.refusals import Refused


def merged(parts: Sequence[bytes]) -> bytes:
    """One PDF of all pages of `parts` in their order; the same parts give the same bytes.

    What several parts hold alike (fonts cut alike, pictures) is kept once. Empty parts are left
    out; raises Refused when nothing is left.
    """
    printed = [part for part in parts if part]
    if not printed:
        raise Refused("没有要打印的内容。")
    if len(printed) == 1:
        return printed[0]
    writer = PdfWriter()
    for part in printed:
        writer.append(BytesIO(part), import_outline=False)
    writer.compress_identical_objects()
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """The PDF that `writer` holds."""
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
