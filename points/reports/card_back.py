"""The back of a household's card: how points come, what they buy, where, whom to call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from households.models import Place
from points.models import Policy, Standard
from points.periods import Month
from points.reports.shelf import Shelf
from points.reports.standard_page import AreaPart, area_parts

DENSITIES: Final = ((340, "is-tiny"), (230, "is-dense"))
"""Above how many characters a back is set smaller, and how."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters a card has for an area's rules, for examples, for counters."""

    rules: int
    examples: int
    counters: int


@dataclass(frozen=True, slots=True)
class CardBack:
    """`areas`: name → its rules in a line."""

    areas: list[tuple[str, str]]
    examples: list[str]
    counters: list[str]
    policy: Policy

    @property
    def density(self) -> str:
        """The class by which much text is set smaller, so that none of it is cut off."""
        characters = sum(len(text) for _, text in self.texts())
        return next((name for most, name in DENSITIES if characters > most), "")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything on the back that people have typed, with the name of its place."""
        yield "积分标准", "".join(name + rules for name, rules in self.areas)
        yield "积分能换什么", "".join(self.examples)
        yield "爱心超市", "".join(self.counters)
        yield "电话", self.policy.office_phone + self.policy.supervision_phone


def card_back(community: Place, policy: Policy, shelf: Shelf, day: date, room: Room) -> CardBack:
    """The same for every household of `community`, by the standard in force on `day`. At most four
    queries."""
    in_force = Standard.objects.filter(community=community).in_force_on_first_day_of(Month.of(day))
    standard = in_force.first()
    parts = area_parts(standard) if standard else []
    return CardBack(
        areas=[(part.area.name, _rules(part, room.rules)) for part in parts],
        examples=_leading(shelf.examples_or(policy), room.examples),
        counters=_leading(shelf.counters, room.counters),
        policy=policy,
    )


def _rules(part: AreaPart, most: int) -> str:
    """The area's rules by the first words of their titles; “等” where they are more than fit."""
    titles = [_first_words(each.rule.title) for each in part.rules]
    shown = _leading(titles, most)
    return "、".join(shown) + ("等" if len(shown) < len(titles) else "")


def _first_words(title: str) -> str:
    return title.replace("，", ",").split(",")[0]


def _leading(words: Sequence[str], most: int) -> list[str]:
    """The first of `words` that come to at most `most` characters; never none of them."""
    shown: list[str] = []
    for word in words:
        if shown and sum(map(len, shown)) + len(word) > most:
            break
        shown.append(word)
    return shown
