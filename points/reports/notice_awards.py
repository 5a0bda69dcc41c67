"""事项清单 of a notice, as it hangs in one village: its frozen awards, item by item."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from points.periods import Month, chinese_date
from points.reports.notice_names import ERASED, Shown


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award: on which day, to which household of which group, points with sign."""

    day: str
    group_code: str
    group: str
    code: str
    points: int


@dataclass(frozen=True, slots=True)
class AwardedItem:
    """An item of the standard, and who was awarded for it."""

    code: str
    title: str
    rows: tuple[AwardRow, ...]

    @property
    def points(self) -> int:
        return sum(row.points for row in self.rows)


@dataclass(frozen=True, slots=True)
class AwardList:
    items: tuple[AwardedItem, ...]

    @property
    def count(self) -> int:
        return sum(len(item.rows) for item in self.items)

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)

    def of_group(self, code: str) -> "AwardList":
        """What the group with this code was awarded."""
        return _without_empty(
            AwardedItem(
                item.code, item.title, tuple(row for row in item.rows if row.group_code == code)
            )
            for item in self.items
        )


def award_list(
    content: dict[str, Any], groups: Sequence[dict[str, Any]], shown: Shown
) -> AwardList | None:
    """The awards of `groups` in the frozen `content`, in the order of its items, by day, group and
    household. None for a notice whose content has no such list (before version 3)."""
    if "items" not in content:
        return None
    month = Month.parse(content["month"])
    given: defaultdict[str, list[tuple[str, AwardRow]]] = defaultdict(list)
    for group in groups:
        for code, day, ref, points in group["awards"]:
            household, _ = shown.get(ref, ERASED)
            row = AwardRow(_day(day, month), group["group_code"], group["group"], household, points)
            given[code].append((day, row))
    return _without_empty(
        AwardedItem(
            code,
            title,
            tuple(
                row
                for _, row in sorted(
                    given[code], key=lambda each: (each[0], each[1].group_code, each[1].code)
                )
            ),
        )
        for code, title in content["items"]
    )


def _day(written: str, month: Month) -> str:
    """“11月3日”; with its year where that is not the month's, and marked where it was forgotten in
    a month before."""
    day = date.fromisoformat(written)
    told = chinese_date(day).removeprefix(f"{month.year}年")
    return f"{told}（补录）" if day < month.first_day else told


def _without_empty(items: Iterable[AwardedItem]) -> AwardList:
    return AwardList(tuple(item for item in items if item.rows))
