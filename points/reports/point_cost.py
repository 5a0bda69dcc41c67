"""What points cost the office: the supermarket, which lies above, says it to whoever asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from households.models import Place


@dataclass(frozen=True, slots=True)
class PointCost:
    """So many `points` (at least one) cost `fen` 分; `basis` is the sentence that says what it is
    worked out from."""

    points: int
    fen: int
    basis: str


PointCostOn = Callable[[Place, date], PointCost | None]
"""The cost in a community on a day; None where nothing was exchanged and nothing is on offer."""
