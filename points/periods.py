"""Months, quarters and notice periods: calendar arithmetic without a clock.

A month is two integers chosen by a person, never a moment in time, so nothing here knows a
time zone or what day it is today.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100

_TYPED_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})|年(\d{1,2})月)", re.ASCII)


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，现为 {year}，请改正。")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; months compare in time order.

    Raises ValueError (a Chinese sentence) for a month outside 1..12 or a year outside 2000..2100.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        _require_year(self.year)
        if not 1 <= self.month <= 12:
            raise ValueError(f"月份应在 1 至 12 之间，现为 {self.month}，请改正。")

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, typed: str) -> "Month":
        """Read “2026-11” or “2026年11月”, in half-width or full-width digits.

        Raises ValueError (a Chinese sentence) for anything else.
        """
        found = _TYPED_MONTH.fullmatch(unicodedata.normalize("NFKC", typed).strip())
        if found is None:
            raise ValueError(f"“{typed}”不是月份，请按“2026-11”的样子填写。")
        return cls(int(found[1]), int(found[2] or found[3]))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        first_of_next = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return first_of_next - timedelta(days=1)

    @property
    def quarter(self) -> "Quarter":
        return Quarter(self.year, (self.month + 2) // 3)

    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> "Month":
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)

    def contains(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)


def latest_month(year: int, day: date) -> Month:
    """The last month of `year` that has begun on `day`; the last of all for a year to come."""
    return Month.of(day) if day.year == year else Month(year, 12)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One calendar quarter; quarters compare in time order.

    Raises ValueError (a Chinese sentence) for a quarter outside 1..4 or a year outside 2000..2100.
    """

    year: int
    quarter: int

    def __post_init__(self) -> None:
        _require_year(self.year)
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"季度应在 1 至 4 之间，现为 {self.quarter}，请改正。")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return Month.of(day).quarter

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    @property
    def label(self) -> str:
        return f"{self.year}年第{self.quarter}季度"

    @property
    def months(self) -> tuple[Month, Month, Month]:
        last = self.quarter * 3
        return Month(self.year, last - 2), Month(self.year, last - 1), Month(self.year, last)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[2].last_day


@dataclass(frozen=True, order=True, slots=True)
class Year:
    """One calendar year; years compare in time order.

    Raises ValueError (a Chinese sentence) for a year outside 2000..2100.
    """

    year: int

    def __post_init__(self) -> None:
        _require_year(self.year)

    def __str__(self) -> str:
        return str(self.year)

    @property
    def label(self) -> str:
        return f"{self.year}年"


def closing_day(opens_on: date, days: int) -> date:
    """Last day of a notice period of `days` days, the opening day and the last day both counted.

    Raises ValueError (a Chinese sentence) for a period shorter than one day.
    """
    if days < 1:
        raise ValueError(f"公示期至少 1 天，现为 {days} 天，请改正。")
    return opens_on + timedelta(days=days - 1)


def working_days_after(day: date, days: int) -> date:
    """The `days`-th working day after `day`, which itself is not counted.

    Saturdays and Sundays are no working days. Public holidays and the days worked in their place
    are not known, so a holiday makes the time shorter. Raises ValueError (a Chinese sentence) for
    less than one day.
    """
    if days < 1:
        raise ValueError(f"期限至少 1 个工作日，现为 {days} 个，请改正。")
    while days:
        day += timedelta(days=1)
        days -= _is_working_day(day)
    return day


def working_days_until(day: date, due: date) -> int:
    """How many working days are left after `day`, `due` included; 0 once `due` has come."""
    following = (day + timedelta(days=ahead + 1) for ahead in range((due - day).days))
    return sum(map(_is_working_day, following))


def _is_working_day(day: date) -> bool:
    return day.isoweekday() <= 5


def chinese_date(day: date) -> str:
    """“2026年11月23日”, as dates stand on every screen and paper."""
    return f"{day.year}年{day.month}月{day.day}日"
