"""The village of the worked example, with the addresses of its books; reading papers and tables."""

from io import BytesIO
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from households.models import User
from tests.factory import signed_in
from tests.supermarket.test_two_quarters import Village, fourth_quarter, third_quarter

QUARTER = "/market/quarters/2026-{}/"
AUTUMN, WINTER = QUARTER.format(3), QUARTER.format(4)


def make_village() -> Village:
    """At the end of the two quarters: the third is settled, the fourth is not."""
    village = Village()
    zhang, sun = third_quarter(village)
    village.last_slip = fourth_quarter(village, zhang, sun)
    return village


def asked(by: User | Client, address: str, status: int = 200) -> bytes:
    """What the address answers with."""
    client = signed_in(by) if isinstance(by, User) else by
    answer = client.get(address)
    assert answer.status_code == status, words(answer)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def words(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def page(by: User, address: str, status: int = 200) -> str:
    """The page at the address, without the blanks of its source."""
    return " ".join(asked(by, address, status).decode().split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a paper, without blanks."""
    return ["".join(each.extract_text().split()) for each in PdfReader(BytesIO(pdf)).pages]


def paper(by: User, address: str) -> str:
    """The text of the paper at the address, without blanks."""
    return "".join(pages_of(asked(by, address)))


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages, in points of print."""
    boxes = (each.mediabox for each in PdfReader(BytesIO(pdf)).pages)
    return {(round(float(box.width)), round(float(box.height))) for box in boxes}


def table(xlsx: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The title of a table for Excel, and its rows by heading."""
    sheet = openpyxl.load_workbook(BytesIO(xlsx)).active
    title, headings, *rows = sheet.iter_rows(values_only=True)
    return title[0], [dict(zip(headings, row, strict=True)) for row in rows]
