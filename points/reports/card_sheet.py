"""The cards of a villager group on paper, to be printed on both sides: A4 with eight of the size of
a bank card or two of A6, each with its PIN to tear off."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.urls import reverse

from households.models import Place
from households.qr import qr_svg
from households.services.cards import Issued
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset_double_sided
from points.reports.card_back import CardBack, Room, card_back
from points.reports.shelf import ShelfOn
from points.services.policies import policy_of


class CardSize(TextChoices):
    CR80 = "CR80", "银行卡大小（85.6×54毫米，每张A4纸8户）"
    A6 = "A6", "A6（148×105毫米，字大，每张A4纸2户）"


PER_SHEET: Final = {CardSize.CR80: 8, CardSize.A6: 2}
ROOM: Final = {CardSize.CR80: Room(24, 50, 60), CardSize.A6: Room(60, 120, 130)}
LONG: Final = {CardSize.CR80: 12, CardSize.A6: 20}
"""From how many characters on a name is set smaller."""


def printed_cards(
    issued: Sequence[Issued], group: Place, size: CardSize, shelf: ShelfOn, day: date, site: str
) -> bytes:
    """`card_sheet` with the back as the community's standard, settings and shelf are on `day`."""
    community = group.home()
    told = shelf(community, day)
    back = card_back(community, policy_of(community), told, day, ROOM[size])
    return card_sheet(issued, group, back, size, site)


def card_sheet(
    issued: Sequence[Issued], group: Place, back: CardBack, size: CardSize, site: str
) -> bytes:
    """A PDF with the new cards of `group`, a side of fronts and a side of backs in turn; `site` is
    the address villagers reach the program by.

    It is kept nowhere. Raises MissingGlyph, naming the households, before anything is set.
    """
    require_glyphs(_texts(issued, group, back))
    shared: dict[str, Any] = {
        "group": group,
        "community": group.home(),
        "size": size,
        "places": _places_of_backs(len(issued), size),
        "long": LONG[size],
    }
    cards = [_card(each, site) for each in issued]
    many = PER_SHEET[size]
    fronts = shared | {"sheets": [cards[at : at + many] for at in range(0, len(cards), many)]}
    return typeset_double_sided(
        render_to_string("points/print/cards.html", fronts),
        render_to_string("points/print/cards_back.html", shared | {"back": back}),
    )


def _places_of_backs(cards: int, size: CardSize) -> list[int]:
    """Which places of a side of backs are printed: those behind the fronts of the only sheet, all
    of them where there are more. Behind the left column lies the right one."""
    used = range(1, min(cards, PER_SHEET[size]) + 1)
    if size is CardSize.A6:
        return list(used)
    return sorted(place + 1 if place % 2 else place - 1 for place in used)


def _card(issued: Issued, site: str) -> dict[str, Any]:
    address = site + reverse("card_enter", args=[issued.token])
    return {"household": issued.card.household, "pin": issued.pin, "qr": qr_svg(address)}


def _texts(issued: Sequence[Issued], group: Place, back: CardBack) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    yield "社区名称", group.home().name
    yield "村组名", group.label
    yield from back.texts()
    for each in issued:
        household = each.card.household
        yield f"户 {household.code}", household.code + household.head
