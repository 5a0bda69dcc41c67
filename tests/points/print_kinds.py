"""Kinds of long print that cost nothing, and whatever else the tests of long prints share."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from pypdf import PdfReader, PdfWriter

from households.models import Place, User
from households.refusals import Refused
from points.models import PrintJob
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind, kinds
from points.prints.worker import Worker
from points.services import print_jobs
from points.services.print_jobs import Order
from tests.factory import NOON, Office

RIGHT = "points.view_account"
SITE = "https://points.example.cn"
MADE: list[str] = []
"""The labels of the pieces that were made, in this order; emptied by the fixture that plays."""
BUILT: list[PrintJob] = []
"""The jobs whose prints were put together, each time; emptied likewise."""
ACTS: dict[str, Callable[[], Any]] = {}
"""What happens while the piece of that label is being made."""


def refuse(sentence: str) -> Callable[[], Any]:
    """What a piece does that can't be printed."""

    def act() -> None:
        raise Refused(sentence)

    return act


def sheets(pages: int, wide: int = 100) -> bytes:
    """A PDF of empty pages."""
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(wide, 100)
    writer.write(made)
    return made.getvalue()


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def widths(pdf: bytes) -> list[int]:
    return [round(float(page.mediabox.width)) for page in PdfReader(io.BytesIO(pdf)).pages]


def _piece(number: int) -> Piece:
    label = f"第{number}张"

    def make() -> bytes:
        MADE.append(label)
        ACTS.get(label, lambda: None)()
        return sheets(1, 100 + number)

    return Piece(str(number), label, make)


def _build(job: PrintJob) -> Print:
    BUILT.append(job)
    return Print(job.title, [_piece(number) for number in range(1, int(job.asked["pieces"]) + 1)])


def _bound(parts: Sequence[bytes]) -> bytes:
    raise Refused("装不成一册。")


def _offer(user: User, day: date) -> list[Ask]:
    return [Ask("pieces", "几张", [("2", "两张"), ("3", "三张")])]


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    return user.community, f"{asked['pieces']}张纸"


PLAIN = Kind("白纸", "几张白纸。", "没有白纸。", RIGHT, _offer, _order, _build)
BOOK = Kind(
    "册子",
    "一册白纸。",
    "没有册子。",
    RIGHT,
    _offer,
    _order,
    lambda job: Print(job.title, _build(job).pieces, _bound),
    by_piece=False,
)
BROKEN = Kind(
    "坏的",
    "排不成的。",
    "没有。",
    RIGHT,
    _offer,
    _order,
    lambda job: Print(job.title, [Piece("1", "坏的一张", lambda: bytes(1 // 0))]),
)
KINDS = {"plain": PLAIN, "book": BOOK, "broken": BROKEN}


def order(office: Office, kind: str = "plain", of: Place | None = None, **asked: Any) -> Order:
    """An order as the page makes it, of a kind of ours or of the office's own."""
    right = (KINDS | dict(kinds()))[kind].right
    title = f"{asked.get('pieces', '')}{kind}"
    return Order(kind, right, of or office.community, title, asked, SITE)


def ask(office: Office, kind: str = "plain", at: datetime = NOON, **asked: Any) -> PrintJob:
    """A print that the clerk asks for; two pieces of plain paper unless it is said otherwise."""
    return print_jobs.ask(order(office, kind, **asked or {"pieces": 2}), office.clerk, at)


def work(turns: int = 1000) -> int:
    """How many turns a worker found to do, at most `turns`."""
    worker = Worker()
    return next((done for done in range(turns) if not worker.turn()), turns)


def now(job: PrintJob) -> PrintJob:
    """The job as it stands."""
    job.refresh_from_db()
    return job
