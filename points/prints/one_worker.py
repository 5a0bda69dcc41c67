"""That one worker runs at a time, and whether one does."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from points.prints.files import prints_folder

PATIENCE: Final = 1.0
"""Seconds; a page that looks whether a worker runs holds the lock for a moment."""


class AlreadyRuns(Exception):
    """Another worker holds the lock."""


def _opened() -> IO[bytes]:
    return (prints_folder() / "worker.lock").open("ab")


@contextmanager
def sole_worker() -> Iterator[None]:
    """Held while a worker runs; raises AlreadyRuns while another one does.

    The kernel frees it with the process, however that ends, so nothing is left to clear away.
    """
    with _opened() as file:
        deadline = time.monotonic() + PATIENCE
        while not _taken(file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise AlreadyRuns
            time.sleep(0.05)
        yield


def worker_runs() -> bool:
    """Whether a worker runs on this machine."""
    with _opened() as file:
        return not _taken(file, fcntl.LOCK_SH)


def _taken(file: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
