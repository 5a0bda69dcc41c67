"""The office's calendar: moments are stored in UTC, days are Asia/Shanghai."""

from datetime import date, datetime, time

from django.utils import timezone


def day_of(at: datetime) -> date:
    """The calendar day of a moment in the office's time zone."""
    return timezone.localdate(at)


def moment_of(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of a calendar day in the office's time zone; its first moment by itself."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
