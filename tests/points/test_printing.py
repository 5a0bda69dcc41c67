"""Paper: our own fonts and pictures and nothing else, and no blank where a character should be."""

from base64 import b64encode
from io import BytesIO

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from points.printing import pdf
from points.printing.fonts import MissingGlyph, printable
from tests.photos import photo

RARE = "𬭎䶮㛃𠂇㐁"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_the_fonts_know_the_characters_of_the_office_and_no_private_ones() -> None:
    assert {ord(char) for char in RARE + "（）：，。“”—…−·*①　"} <= printable() | {0x3000}
    assert 0xE000 not in printable()


def test_a_glyph_that_turns_out_missing_while_setting_is_an_error_and_no_blank() -> None:
    with pytest.raises(MissingGlyph):
        pdf.render(['<link rel="stylesheet" href="css/paper.css"><p>张\ue000三</p>'])


@pytest.mark.parametrize(
    "foreign",
    [
        '<img src="http://example.com/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="../config/settings.py">',
        '<img src="img/%2e%2e/%2e%2e/config/settings.py">',
        '<img src="data:image/svg+xml,x">',
        '<link rel="stylesheet" href="https://example.com/x.css">',
        '<style>@import "file:///etc/hosts"</style>',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_nothing_is_fetched_but_our_own_files(foreign: str) -> None:
    with pytest.raises(pdf.PrintingFailed, match="not one of our own files"):
        pdf.render([f"<p>x</p>{foreign}"])


def test_our_own_pictures_are_fetched() -> None:
    assert pdf.render(['<img src="img/favicon.svg">']).startswith(b"%PDF")


def test_a_photo_may_stand_in_the_page_and_nothing_else_may() -> None:
    held = b64encode(photo().jpeg).decode()
    made = pdf.render([f'<img src="data:image/jpeg;base64,{held}">'])
    assert len(PdfReader(BytesIO(made)).pages[0].images) == 1
    for other in ("data:image/svg+xml;base64,PHN2Zy8+", "data:text/css,p{color:red}"):
        with pytest.raises(pdf.PrintingFailed, match="not one of our own files"):
            pdf.render([f'<img src="{other}">'])


def test_whatever_else_the_typesetter_warns_about_stops_the_sheet() -> None:
    with pytest.raises(pdf.PrintingFailed, match="unknown property"):
        pdf.render(['<p style="nonsense: 1">x</p>'])
