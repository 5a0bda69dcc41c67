"""第 x 页 共 y 页 through a whole paper that was set in parts: printed over its finished pages.

The numbers are set once for all pages and laid on as they are, so nothing below them is read or
changed.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

from points.printing.merging import written
from points.printing.pdf import typeset


def bound(parts: Sequence[bytes], title: str) -> bytes:
    """One PDF of the pages of `parts`, each with its number at its foot and how many there are.

    The headings of the parts stay its outline. Every page must have room at its foot: see
    `paper-numbers.css`. Raises as `printing.pdf.typeset`.
    """
    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part), import_outline=True)
    writer.add_metadata({"/Title": title})
    _number(writer)
    return written(writer)


def _number(writer: PdfWriter) -> None:
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in writer.pages]
    context = {
        "pages": [(number, sizes.index(size)) for number, size in enumerate(sizes, 1)],
        "sizes": [(sizes.index(size), *size) for size in dict.fromkeys(sizes)],
        "total": len(sizes),
    }
    numbers = PdfReader(BytesIO(typeset([render_to_string("points/print/numbers.html", context)])))
    for place, (page, number) in enumerate(zip(writer.pages, numbers.pages, strict=True)):
        _lay_over(writer, page, number, f"/Number{place}")


def _lay_over(writer: PdfWriter, page: PageObject, over: PageObject, name: str) -> None:
    """Prints `over` on `page` (of `writer`) as one picture of vectors, called `name`."""
    form = DecodedStreamObject()
    contents = over.get_contents()
    form.set_data(b"" if contents is None else contents.get_data())
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(over.mediabox),
            NameObject("/Resources"): over["/Resources"].clone(writer),
        }
    )
    resources: Any = page["/Resources"].get_object()
    drawn = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    drawn[NameObject(name)] = writer._add_object(form.flate_encode())
    # What was printed first may leave the paper turned, so it is shut in.
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q ")
    after.set_data(f" Q q {name} Do Q".encode())
    old = page.raw_get("/Contents")
    parts = old.get_object() if isinstance(old.get_object(), ArrayObject) else [old]
    page[NameObject("/Contents")] = ArrayObject(
        [
            writer._add_object(before),
            *parts,
            writer._add_object(after),
        ]
    )
