"""The outlook on one sheet of A4, for the meeting: its sentences, and the first rows of each table.

The screen has the rest.
"""

from collections.abc import Iterator

from households.models import Place
from supermarket.reports.book_paper import Making, book_paper
from supermarket.reports.outlook import Outlook
from supermarket.reports.outlook_words import MOST_CHARACTERS, told

RUSH, SELLERS, SLOW, ORDERS = 5, 4, 3, 8
"""How many rows of each table there is room for."""


def outlook_paper(community: Place, found: Outlook, making: Making) -> bytes:
    """The PDF. Raises MissingGlyph before anything is set."""
    rest = len(found.orders) - ORDERS
    context = {
        "found": found,
        "told": told(found),
        "rush": found.rush[:RUSH],
        "sellers": found.sellers[:SELLERS],
        "slow": found.slow[:SLOW],
        "orders": found.orders[:ORDERS],
        "more_orders": max(0, rest),
        "most": MOST_CHARACTERS,
    }
    return book_paper("outlook", community, making, _texts(found), context)


def _texts(found: Outlook) -> Iterator[tuple[str, str]]:
    for row in found.rows:
        yield "商品", row.product.name + row.product.unit
