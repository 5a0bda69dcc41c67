"""What points buy, as the papers of the points office tell it: who prints passes it in, as the
supermarket lies above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from households.models import Place
from points.models import Policy


@dataclass(frozen=True, slots=True)
class Shelf:
    """`examples` such as “20分可换大米一袋”; `counters` with their opening hours; `days` is the
    sentence that says on which days points are exchanged, empty where nobody knows."""

    examples: Sequence[str] = ()
    counters: Sequence[str] = ()
    days: str = ""

    def examples_or(self, policy: Policy) -> list[str]:
        """What is on the shelf; where it is empty, what the community has set itself."""
        return list(self.examples) or policy.exchange_examples.splitlines()


ShelfOn = Callable[[Place, date], Shelf]
"""The shelf of a community on a day."""
