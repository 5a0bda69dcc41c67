"""The papers that are measured, made from plain names and numbers: no database is asked."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from households.models import Card, Household, Place
from households.services.cards import Issued
from points.models import Policy
from points.printing.pieces import Piece, Print
from points.reports.card_back import CardBack
from points.reports.card_sheet import CardSize, card_sheet
from points.reports.notice_sheet import VillageSheet
from points.reports.wall_sheet import wall_sheets
from tests.points.papers import SITE, notice, policy, row, village

IN_A_GROUP, VILLAGE_GROUPS = 45, 5
CARDS, CARD_GROUPS = 2_000, 46

AREAS = {
    "家园建设": "规范建房、爱护公共设施、守护平安",
    "环境建设": "门前三包、垃圾分类、庭院整洁",
    "家庭建设": "和谐邻里关系、远离黄赌毒、和睦家庭关系、注重家庭教育",
    "文明建设": "志愿服务、移风易俗",
    "民主建设": "参与议事、履职与监督",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed, in pieces as a long print has them."""

    label: str
    pieces: Callable[[], list[Piece]]

    def printed(self) -> bytes:
        """As the worker of long prints does it: piece by piece, then bound."""
        whole = Print(self.label, self.pieces())
        return whole.bind([piece.make() for piece in whole.pieces])

    def documents(self) -> list[str]:
        """The HTML that is set, document by document; nothing is set."""
        with recorded() as found:
            for piece in self.pieces():
                piece.make()
        return found


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Collects what would be set."""
    found: list[str] = []

    def take(pages: Any) -> bytes:
        found.extend(pages)
        return b""

    with (
        patch("points.reports.wall_sheet.render", take),
        patch("points.reports.card_sheet.typeset_double_sided", lambda *pages: take(pages)),
    ):
        yield found


def wall_pieces(groups: int) -> list[Piece]:
    def piece(number: int) -> Piece:
        sheet = sheet_of(number)
        return Piece(
            sheet.name, sheet.name, lambda: wall_sheets(notice(), [sheet], policy(), "A3", SITE)
        )

    return [piece(number) for number in range(1, groups + 1)]


def sheet_of(number: int) -> VillageSheet:
    """The wall sheet of a group of 45 households."""
    first = number * 100
    rows = [row(first + each, points=each % 7) for each in range(IN_A_GROUP)]
    return village(rows, name=f"赵庄第{number}组")


def card_pieces() -> list[Piece]:
    community = Place(pk=1, kind="community", name="东岭社区", code="C1")
    parent = Place(pk=2, kind="village", name="赵庄", code="V1", parent=community)
    back = CardBack(
        list(AREAS.items()),
        ["20分可换大米一袋", "8分可换理发一次"],
        ["爱心超市（8点至17点）"],
        Policy(community=community, office_phone="0000-1234501"),
    )

    def piece(number: int) -> Piece:
        name = f"第{number + 1}组"
        group = Place(kind="group", name=name, parent=parent, community=community)
        codes = [f"{code:06d}" for code in range(number, CARDS, CARD_GROUPS)]
        issued = [_issued(group, code) for code in codes]
        return Piece(name, name, lambda: card_sheet(issued, group, back, CardSize.CR80, SITE))

    return [piece(number) for number in range(CARD_GROUPS)]


def _issued(group: Place, code: str) -> Issued:
    household = Household(community=group.community, group=group, code=code, head="张三禾")
    pin = f"{secrets.randbelow(10**6):06}"
    return Issued(Card(household=household), secrets.token_urlsafe(16), pin)


PAPERS = {
    "wall": Paper("one wall sheet, 45 households", lambda: wall_pieces(1)),
    "village": Paper("a village, 5 groups of 45", lambda: wall_pieces(VILLAGE_GROUPS)),
    "cards": Paper("2,000 cards in 46 groups", card_pieces),
}
