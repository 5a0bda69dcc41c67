"""What the system does for all communities by night: one's fault holds up nobody else."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import DatabaseError

from supermarket.models import Redemption, Window

logger = logging.getLogger(__name__)
Row = TypeVar("Row", Redemption, Window)
Made = TypeVar("Made")


class NotAllDone(Exception):
    """The database failed for some of the rows: what was `done` for the others, and the names of
    the communities whose rows `failed`."""

    def __init__(self, done: Sequence[Any], failed: Iterable[str]) -> None:
        super().__init__()
        self.done, self.failed = done, list(failed)


def one_by_one(rows: Iterable[Row], act: Callable[[Row], Made | None]) -> list[Made]:
    """What `act`, which is a transaction of its own, makes of each row, without the Nones. Raises
    NotAllDone, after all were tried, where the database failed for one; the log says why."""
    done: list[Made] = []
    failed: dict[str, None] = {}
    for row in rows:
        try:
            made = act(row)
        except DatabaseError:
            logger.exception("%s %s failed", type(row).__name__, row.pk)
            failed[row.community.name] = None
        else:
            if made is not None:
                done.append(made)
    if failed:
        raise NotAllDone(done, failed)
    return done
