"""What every book of a quarter shares on paper: who made it when, and the office that seals it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from households.models import Place, User
from households.services.days import day_of
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.services.policies import policy_of

Texts = Iterable[tuple[str, str]]
"""What people have typed, each with the name of the place it stands in."""


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a paper, and when; both stand on it."""

    by: User
    at: datetime


def book_paper(
    template: str, community: Place, making: Making, texts: Texts, context: dict[str, Any]
) -> bytes:
    """The PDF that `supermarket/print/<template>.html` makes of `context`, kept nowhere.

    Raises MissingGlyph for a character of `texts` that the fonts don't have, before anything is
    set. One query.
    """
    office = policy_of(community).office_name
    own = ("社区名称", community.name), ("落款单位", office), ("制表人", making.by.name)
    require_glyphs([*own, *texts])
    context |= {
        "community": community,
        "office": office,
        "maker": making.by,
        "made_on": chinese_date(day_of(making.at)),
    }
    return typeset([render_to_string(f"supermarket/print/{template}.html", context)])
