"""兑换期 as the pages list them: the days, and where each stands on one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from points.periods import chinese_date
from supermarket.models import Window

OPEN, OVER, RESERVING, COMING, CLOSED = "兑换中", "已到期", "预约中", "未开始", "已结束"


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window, its days in words, and one of the standings above; 已到期 waits for its closing."""

    window: Window
    days: str
    reservations: str
    standing: str


def window_rows(windows: Iterable[Window], day: date) -> list[WindowRow]:
    """The windows in their order, as they stand on `day`."""
    return [
        WindowRow(
            window,
            f"{chinese_date(window.opens_on)}至{chinese_date(window.closes_on)}",
            f"{chinese_date(window.reserve_from)}起" if window.reserve_from else "不开",
            standing(window, day),
        )
        for window in windows
    ]


def standing(window: Window, day: date) -> str:
    """Where a window stands on `day`."""
    if window.closed_at is not None:
        return CLOSED
    if window.closes_on < day:
        return OVER
    if window.opens_on <= day:
        return OPEN
    reserving = window.reserve_from is not None and window.reserve_from <= day
    return RESERVING if reserving else COMING
