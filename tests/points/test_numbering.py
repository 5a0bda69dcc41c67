"""第 x 页 共 y 页 through a whole paper: on every page, in its place, whatever its size."""

import io

from pypdf import PdfReader

from points.printing.numbering import bound
from points.printing.pdf import typeset
from tests.points.archived import pages


def paper(sides: int, size: str = "A4", text: str = "卷内") -> bytes:
    """Pages without a number of their own, each with a heading."""
    body = "".join(f'<h1 style="break-before: page">{text}{side}</h1>' for side in range(sides))
    style = f"@page {{ size: {size}; @bottom-right {{ content: none }} }}"
    link = '<link rel="stylesheet" href="css/paper.css">'
    return typeset([f"<html><head>{link}<style>{style}</style></head><body>{body}</body></html>"])


def test_every_page_of_all_parts_has_its_number_of_the_whole() -> None:
    made = bound([paper(1), paper(3, "A4 landscape", "表"), paper(2)], "第一卷")
    headings = ("卷内0", "表0", "表1", "表2", "卷内0", "卷内1")
    assert pages(made) == [
        f"{heading}第{number}页共6页" for number, heading in enumerate(headings, 1)
    ]


def test_the_number_stands_in_the_middle_of_the_foot_on_upright_and_lying_paper() -> None:
    made = PdfReader(io.BytesIO(bound([paper(1), paper(1, "A4 landscape")], "卷")))
    for page in made.pages:
        spots = [spot for text, spot in placed(page) if "共" in text]
        assert len(spots) == 1
        middle = float(page.mediabox.width) / 2
        assert middle - 60 < spots[0][0] < middle
        assert 10 < spots[0][1] < 12 / 25.4 * 72


def placed(page: object) -> list[tuple[str, tuple[float, float]]]:
    """The texts of a page, each with where it begins, in points from the lower left."""
    found = []

    def place(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        x, y = tm[4], tm[5]
        found.append((text, (cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5])))

    page.extract_text(visitor_text=place)
    return found


def test_the_number_is_drawn_on_the_paper_as_it_lies_whatever_was_done_below_it() -> None:
    """WeasyPrint turns a page upside down, and leaves it so."""
    (page,) = PdfReader(io.BytesIO(bound([paper(1)], "卷"))).pages
    contents = page.get_contents()
    turned, before = False, []
    for operands, operator in contents.operations:
        if operator == b"q":
            before.append(turned)
        elif operator == b"Q":
            turned = before.pop()
        elif operator == b"cm":
            turned = True
        elif operator == b"Do":
            assert (operands, turned) == (["/Number0"], False)
    assert before == []
    assert b"/Number0 Do" in contents.get_data()


def test_the_headings_of_the_parts_stay_its_outline() -> None:
    made = PdfReader(io.BytesIO(bound([paper(1), paper(2)], "第一卷")))
    assert [made.get_destination_page_number(each) for each in made.outline] == [0, 1, 2]
    assert made.metadata.title == "第一卷"
