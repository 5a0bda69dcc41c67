"""What a desk is made of: a thing to do, and whether somebody's offices let him do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from households.backends import covers
from households.models import Appointment, Place

MOST_NAMES: Final = 4
"""How many things a task names before it counts them."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: `act` is the verb on its link."""

    title: str
    text: str
    url: str
    act: str


def holds(offices: Iterable[Appointment], right: str, place: Place | None = None) -> bool:
    """Whether one of `offices` grants `right`, at `place` when given."""
    return any(
        right in settings.GRANTS[office.role] and (place is None or covers(office, place))
        for office in offices
    )
