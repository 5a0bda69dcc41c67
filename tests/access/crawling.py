"""Reading everything that is shown without a sign-in, and everything that is hung."""

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote, urlencode, urljoin

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from households.models import User
from points.models import Notice
from points.periods import Quarter
from points.reports.notice_chain import exported, links_of
from points.reports.wall_sheet import Print
from tests.access.asking import ROWS, address_of
from tests.access.telling import Secret
from tests.access.telling_town import TellingTown
from tests.factory import signed_in

CHAIN: Final = "the exported chain"


class Links(HTMLParser):
    """Where a page leads, and what it fetches."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name in {"href", "src"}]


@dataclass
class Crawl:
    """What was shown: the text by address of pages, which nobody has to sign in for, and of papers;
    the answers to public forms; the links of the pages."""

    pages: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    @property
    def shown(self) -> dict[str, str]:
        answers = {f"answer {number}": text for number, text in enumerate(self.answers)}
        return self.pages | self.papers | answers

    def follow(self, address: str) -> None:
        """Reads an address and whatever it leads to."""
        waiting = [address]
        while waiting:
            address = unquote(waiting.pop())
            if address in self.pages:
                continue
            answer = Client().get(address)
            assert answer.status_code < 400, address
            self.pages[address] = text_of(answer)
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            found = {urljoin(address, link).split("#")[0] for link in Links(answer.text).found}
            self.links |= found
            waiting += [link for link in found if not link.startswith(("/static/", "data:"))]

    def ask(self, address: str, typed: dict[str, Any]) -> None:
        """Sends a public form."""
        answer = Client().post(address, typed)
        self.answers.append(text_of(answer))

    def read_as(self, user: User, address: str) -> None:
        """Reads a paper that hangs once `user` has printed it."""
        answer = signed_in(user).get(address)
        assert answer["Content-Type"] == "application/pdf", address
        self.papers[address] = text_of(answer)

    def leaks(self, secret: Secret) -> list[str]:
        """Where a secret is to be read."""
        return [
            address
            for address, text in self.shown.items()
            if any(each in text for each in secret.looked_for)
        ]


def text_of(answer: HttpResponse) -> str:
    """The whole of an answer without blanks, headers and markup included; of a PDF its text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Type") == "application/pdf":
        pages = PdfReader(io.BytesIO(body)).pages
        return "".join("".join(page.extract_text().split()) for page in pages)
    head = "\n".join(f"{name}: {unquote(value)}" for name, value in answer.items())
    return "".join((head + body.decode()).split())


def board(town: TellingTown, page: str, *more: object) -> str:
    """The address of a page of a town's board."""
    return unquote(reverse(f"board_{page}", args=[town.community.code, *more]))


def wall_sheet(notice: Notice, village: str, group: str = "", size: str = Print.NORMAL) -> str:
    asked = {"village": village, "size": size} | ({"group": group} if group else {})
    return f"{reverse('notice_print', args=[notice.number])}?{urlencode(asked)}"


def wall_sheets_of(notice: Notice) -> list[str]:
    """All that may hang of a notice: of each village and of each group, in both prints."""
    groups = [(each["village_code"], each["group_code"]) for each in notice.content["groups"]]
    hung = dict.fromkeys([*((village, "") for village, _ in groups), *groups])
    return [wall_sheet(notice, *where, size) for where in hung for size in Print]


def donors_on_paper(town: TellingTown, values: str = "") -> str:
    this = Quarter.of(town.today)
    return f"{reverse('donors_paper', args=[this.year, this.quarter])}?paper=A4&values={values}"


def follow_everything(town: TellingTown) -> Crawl:
    """Every public address of a town with all it leads to, its notices and donors as they hang, and
    the chain as it is given away."""
    crawl = Crawl()
    for key, row in ROWS.items():
        if row.open and "GET" in row.kind.value:
            crawl.follow(address_of(key, row, town))
    for notice in Notice.objects.filter(community=town.community):
        for paper in wall_sheets_of(notice):
            crawl.read_as(town.clerk, paper)
        for household in town.households:
            typed = {"code": notice.check_code, "household": household.code}
            crawl.ask(reverse("verify_line"), typed)
    for values in ("", "on"):
        crawl.read_as(town.clerk, donors_on_paper(town, values))
    crawl.papers[CHAIN] = "".join(map(exported, links_of(town.community)))
    return crawl
