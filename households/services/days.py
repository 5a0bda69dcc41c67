"""The office's calendar: moments are stored in UTC, days are Asia/Shanghai."""

from datetime import date, datetime

from django.utils import timezone


def day_of(at: datetime) -> date:
    """The calendar day of a moment in the office's time zone."""
    return timezone.localdate(at)
