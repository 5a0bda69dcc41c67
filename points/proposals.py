"""What patrols, activities and yearly checks propose at group scoring. Nothing here counts yet:
a scorer takes a proposal, and it becomes a record, or strikes it with a reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

MOST_WORDS: Final = 200
"""Letters in the reason of a proposal, which becomes the note of its record."""
MOST_KEY: Final = 40


class Source(StrEnum):
    """Where a proposal comes from; its value is what the database stores."""

    PATROL = "patrol"
    ACTIVITY = "activity"
    YEARLY = "yearly"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {Source.PATROL: "巡查", Source.ACTIVITY: "活动", Source.YEARLY: "年度核查"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A matter that would be recorded for a household (primary key) if a scorer takes it.

    `points` are for the whole matter, None where the item fixes them; `why` is Chinese, names the
    numbers behind it and becomes the record's note. `source` and `key` name the matter it comes
    from (a month's patrols, one activity, a year): a household is asked about it once for each
    item. `late` is one of a month that takes no more records. `doubt` says in Chinese, to the
    scorer alone, what is to be looked at first: such a one is not ticked until he ticks it.
    """

    household_id: int
    item_code: str
    quantity: int
    points: int | None
    occurred_on: date
    why: str
    source: Source
    key: str
    late: bool = False
    doubt: str = ""

    def __post_init__(self) -> None:
        if len(self.why) > MOST_WORDS or len(self.key) > MOST_KEY:
            raise ValueError("a proposal's reason or key is too long to be kept")

    @property
    def doubtful(self) -> bool:
        return bool(self.doubt)

    @property
    def matter(self) -> tuple[int, str, Source, str]:
        """What it is answered by, once: household, item, source and key."""
        return self.household_id, self.item_code, self.source, self.key
