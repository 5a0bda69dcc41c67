"""A clock that tests set by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone


class Clock:
    """Tells the hour it was set to, in the office's time zone."""

    def __init__(self, hour: str) -> None:
        self.set(hour)

    def set(self, hour: str) -> None:
        """Puts the hands to an hour such as 2026-09-01 08:00."""
        self._now = timezone.make_aware(datetime.fromisoformat(hour))

    def __call__(self) -> datetime:
        return self._now


@contextmanager
def running(clock: Clock) -> Iterator[None]:
    """Everybody in the program reads `clock`."""
    with patch.object(timezone, "now", clock):
        yield
