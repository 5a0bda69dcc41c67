"""The cards of a villager group on paper: A4, eight to a page, each with its PIN to tear off."""

from collections.abc import Iterator, Sequence

from django.template.loader import render_to_string
from django.urls import reverse

from households.models import Place
from households.qr import qr_svg
from households.services.cards import Issued
from points.models import Policy
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset


def card_sheet(issued: Sequence[Issued], group: Place, policy: Policy, site: str) -> bytes:
    """A PDF with the new cards of `group`; `site` is the address villagers reach the program by.

    It is kept nowhere. Raises MissingGlyph, naming the households, before anything is set.
    """
    require_glyphs(_texts(issued, group, policy))
    context = {
        "group": group,
        "community": group.home(),
        "policy": policy,
        "cards": [
            {
                "household": each.card.household,
                "pin": each.pin,
                "qr": qr_svg(site + reverse("card_enter", args=[each.token])),
            }
            for each in issued
        ],
    }
    return typeset([render_to_string("points/print/cards.html", context)])


def _texts(issued: Sequence[Issued], group: Place, policy: Policy) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    yield "社区名称", group.home().name
    yield "村组名", group.label
    yield "电话", policy.office_phone
    for each in issued:
        household = each.card.household
        yield f"户 {household.code}", household.code + household.head
