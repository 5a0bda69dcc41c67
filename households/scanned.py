"""Which household is meant by what a scanner or a keyboard types at a desk."""

import re
from typing import Final

from households.models import Card, Household
from households.models.household import HouseholdQuerySet
from households.names import fold
from households.refusals import Refused
from households.search import MOST_FOUND, search
from households.services.cards import Scan

_IN_ADDRESS: Final = re.compile(r"/card/([\w-]{22})(?![\w-])", re.IGNORECASE)
_ALONE: Final = re.compile(r"[A-Za-z0-9_-]{22}")


def card_token(typed: str) -> str:
    """The token in what was typed, if a card was scanned: the address in its QR code, or it alone;
    empty for everything else."""
    text = fold(typed)
    scanned = _IN_ADDRESS.search(text)
    if scanned:
        return scanned[1]
    return text if _ALONE.fullmatch(text) else ""


def households_for(households: HouseholdQuerySet, typed: str) -> list[Household]:
    """Those of `households` that `typed` may mean, the likeliest first, one more than are listed
    where there are more.

    A household that has left is found by its card and its whole code alone, so that whoever asks
    can say so. Raises Refused for a card that opens nothing here, and where nobody is found.
    """
    households = households.select_related("group__parent")
    token = card_token(typed)
    if token:
        # A scanner is a keyboard: with its capitals locked it types each letter's other case.
        hashes = [Scan.of(each).token_hash for each in (token, token.swapcase())]
        cards = Card.objects.valid().filter(token_hash__in=hashes)
        carded = households.filter(pk__in=cards.values("household")).first()
        if carded is None:
            raise Refused(
                "没有认出这张卡：可能已经收回或换过新卡，也可能不是本社区的。"
                "请再扫一次，或输户编号、姓名查找。"
            )
        return [carded]
    coded = households.filter(code__iexact=fold(typed)).first()
    if coded is not None:
        return [coded]
    found = list(search(households.living_here(), typed)[: MOST_FOUND + 1])
    if not found:
        raise Refused(f"没有找到“{typed.strip()}”，请核对户编号、姓名或拼音首字母。")
    return found
