"""The page a walker carries through a group: its households in order, the points taken so far."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from households.models import User
from points.models import PatrolFinding, PatrolRound
from points.patrol import FULL_MARKS, INDICATORS
from points.services.patrol_book import MOST_WORDS, households_of


@dataclass(frozen=True, slots=True)
class Door:
    """A household as the phone lists it; `own` is the walker's."""

    number: int
    code: str
    head: str
    initials: str
    pinyin: str
    own: bool


@dataclass(frozen=True, slots=True)
class PhonePage:
    """`taken` are the points of the round by code and indicator. `made_at` tells what the phone
    sent before the page was made from what it sent after."""

    doors: list[Door]
    taken: dict[str, dict[int, int]]
    made_at: datetime
    earliest_fix: date
    indicators: tuple[tuple[int, str], ...] = tuple(enumerate(INDICATORS, start=1))
    full_marks: int = FULL_MARKS
    most_words: int = MOST_WORDS


def phone_page(patrol: PatrolRound, walker: User, at: datetime) -> PhonePage:
    """The page of `patrol` for `walker`. Two queries."""
    found = PatrolFinding.objects.standing().filter(round=patrol).order_by()
    most = found.values_list("household__code", "indicator").annotate(most=Max("taken"))
    taken: dict[str, dict[int, int]] = {}
    for code, indicator, points in most:
        taken.setdefault(code, {})[indicator] = points
    doors = [
        Door(
            number, each.code, each.head, each.initials, each.pinyin, each.pk == walker.household_id
        )
        for number, each in enumerate(households_of(patrol), start=1)
    ]
    return PhonePage(doors, taken, at, patrol.week)
