"""A form set once and handed out many times, each copy with its own name on it.

Setting it for each of 400 households anew takes minutes and a gigabyte; the paper is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pydyf  # type: ignore[import-untyped]

from points.printing.pdf import no_complaints, set_page


@dataclass(frozen=True, slots=True)
class Stamped:
    """The sides of `form`, all of them once for each side of `names`, which is printed over them.

    Both are whole HTML documents on paper of one size.
    """

    form: str
    names: str


def typeset_stamped(documents: Sequence[str | Stamped]) -> bytes:
    """One PDF of `documents`, in this order. Raises as `printing.pdf.typeset`."""
    sides: list[Any] = []
    under: dict[int, int] = {}
    with no_complaints():
        for each in documents:
            if isinstance(each, str):
                document = set_page(each)
                sides += document.pages
                continue
            document, names = set_page(each.form), set_page(each.names)
            first = len(sides)
            sides += document.pages
            for name in names.pages:
                for place in range(len(document.pages)):
                    under[len(sides)] = first + place
                    sides.append(name)
        made: bytes = document.copy(sides).write_pdf(finisher=lambda _, pdf: _lay(pdf, under))
    return made


def _lay(pdf: pydyf.PDF, under: dict[int, int]) -> None:
    """Takes away the sides that lie under others (`under`: place of the side above → of the one
    below), and puts their contents there."""
    sides = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    # The contents of a side turn the paper upside down and leave it so.
    keep, restore = pydyf.Stream([b"q"]), pydyf.Stream([b"Q"])
    pdf.add_object(keep)
    pdf.add_object(restore)
    for above, below in under.items():
        contents = (sides[below]["Contents"], sides[above]["Contents"])
        sides[above]["Contents"] = pydyf.Array(
            [keep.reference, contents[0], restore.reference, contents[1]]
        )
    forms = set(under.values())
    left = [side for place, side in enumerate(sides) if place not in forms]
    pdf.pages["Kids"] = pydyf.Array([part for side in left for part in (side.number, 0, "R")])
    pdf.pages["Count"] = len(left)
