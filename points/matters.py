"""What is scored and what comes of it: a household's matters of a month, and their points."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Matter:
    """One record as it stands after all revisions.

    `points` are the whole matter's (quantity and steps included), with sign, 0 when refused;
    doubling is left to the scoring. `order` sorts the matters of one day. `event` tells apart what
    happened on one day: matters of one household, one day and one mark are one event, and without
    a mark all of a day are. `decided_by` names the meeting that settled a case-by-case matter.
    """

    key: Hashable
    item_code: str
    points: int
    occurred_on: date
    order: int
    event: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one matter counted, in points with sign, and the sentence that says why.

    `stood_on` is its day, None when it was refused or not decided: for what follows, it did not
    happen. `cut` are the points, without sign, that a cap kept from it.
    """

    key: Hashable
    item_code: str
    counted: int
    explanation: str
    stood_on: date | None = None
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A household's month: `by_area` names every area of the standard, and sums to `total`.

    `matters` stand in order of day and recording, as their sentences refer to what came before.
    `vetoes` are the keys of matters that are grounds for 一票否决, counted or not.
    """

    total: int
    by_area: Mapping[str, int]
    matters: tuple[Scored, ...]
    vetoes: tuple[Hashable, ...]
