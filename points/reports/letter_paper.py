"""一封信 on paper: a page of A4 for each household, with the gaps of the letter filled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse

from households.models import Household, Place
from households.qr import qr_svg
from points.letters import filled
from points.models import Letter, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.one_each import typeset_one_each
from points.reports.letter_values import community_values, household_values
from points.reports.shelf import Shelf

HEADINGS: Final = tuple(f"{number}、" for number in "一二三四五六七八九十")


@dataclass(frozen=True, slots=True)
class Printing:
    """What a letter is printed with: the shelf as it is on `day`; `site` is the address villagers
    reach the program by."""

    shelf: Shelf
    day: date
    site: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str

    @property
    def is_heading(self) -> bool:
        """Whether it is a line such as “一、积分怎么来”."""
        return self.text.startswith(HEADINGS) and len(self.text) <= 20


def letter_paper(
    letter: Letter,
    households: Sequence[Household],
    policy: Policy,
    printing: Printing,
    *,
    keep: bool = False,
) -> bytes:
    """The letter to each of `households` (of one community, with group and village), a page each,
    as PDF. It is kept nowhere, or for a day with `keep`.

    Raises MissingGlyph, naming the households, before anything is set; RunsOver, naming those whose
    letter is too long for one page.
    """
    community = policy.community
    values = community_values(community, policy, printing.shelf, printing.day)
    letters = [_letter(letter, household, values) for household in households]
    require_glyphs(_texts(letters, policy))
    context = {
        "letters": letters,
        "office": policy.office_name,
        "day": chinese_date(printing.day),
        "qr": qr_svg(_board(community, printing.site)),
    }
    page = render_to_string("points/print/letter.html", context)
    return typeset_one_each(page, "信", "请删去信里的一些字再打印。", keep=keep)


def _letter(letter: Letter, household: Household, values: Any) -> dict[str, Any]:
    own = values | household_values(household)
    paragraphs = filled(letter.text, own).splitlines()
    return {
        "household": household,
        "title": filled(letter.title, own),
        "paragraphs": [Paragraph(text.strip()) for text in paragraphs if text.strip()],
    }


def _board(community: Place, site: str) -> str:
    return site + reverse("board_community", args=[community.code])


def _texts(letters: Sequence[dict[str, Any]], policy: Policy) -> Iterator[tuple[str, str]]:
    """Everything in the letters that people have typed; what all share is told once."""
    yield "落款单位", policy.office_name
    for number, letter in enumerate(letters):
        household = letter["household"]
        yield f"户 {household.code}", household.code + household.head
        yield "村组名", household.group.label
        if number == 0:
            own = household.head + household.code + household.group.label
            words = letter["title"] + "".join(each.text for each in letter["paragraphs"])
            yield "信的正文", "".join(char for char in words if char not in own)
