"""How an activity is told: when it is, where it stands."""

from typing import Final

from points.models import Activity
from points.periods import chinese_date

TONES: Final = {
    Activity.State.CALLED: "info",
    Activity.State.RUNNING: "warn",
    Activity.State.CLOSED: "ok",
    Activity.State.CANCELLED: "danger",
}
"""State → tone of its tag."""


def when(activity: Activity) -> str:
    """“2026年11月28日09:00—12:00”."""
    return f"{chinese_date(activity.held_on)}{hours(activity)}"


def hours(activity: Activity) -> str:
    """“09:00—12:00”."""
    return f"{activity.starts:%H:%M}—{activity.ends:%H:%M}"


def whom(activity: Activity) -> str:
    """Whom the call is for: “赵庄”, “赵庄，巾帼志愿者”."""
    place = activity.place.label
    return f"{place}，{activity.team}" if activity.team is not None else f"{place}农户"
