"""Households whose name or code has a character that no font can print, to look at before printing.

A notice prints the names as they stood when it was published; this is what they are now.
"""

from dataclasses import dataclass

from households.models import Household, User
from points.printing.fonts import MissingGlyph, require_glyphs


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A household and the characters, each with its code point: a screen may show none of them."""

    household: Household
    characters: list[tuple[str, str]]


def unprintable(user: User) -> list[Unprintable]:
    """Those of the households living here that `user` sees, by code. Two queries at most."""
    living = Household.objects.visible_to(user).living_here()
    try:
        require_glyphs(
            (str(pk), code + head) for pk, code, head in living.values_list("pk", "code", "head")
        )
    except MissingGlyph as found:
        missing = found.missing
    else:
        return []
    households = living.filter(pk__in=[int(pk) for pk in missing]).select_related("group__parent")
    return [
        Unprintable(each, [(char, f"U+{ord(char):04X}") for char in missing[str(each.pk)]])
        for each in households.order_by("code")
    ]
