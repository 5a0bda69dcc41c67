"""The page of volumes: for each villager group the twelve months of a year, and where each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef

from households.models import Place, User
from points.models import Sheet
from points.periods import Month
from points.reports.sheet_words import where

RIGHT: Final = "points.print_archive"


@dataclass(frozen=True, slots=True)
class Volume:
    """One month of a group: `standing` is empty where no sheet was opened."""

    month: Month
    standing: str

    @property
    def label(self) -> str:
        return f"{self.month.month}月"


@dataclass(frozen=True, slots=True)
class GroupShelf:
    """A group's year; `unfinished` months will still change."""

    group: Place
    months: Sequence[Volume]
    unfinished: int


def archive_years(user: User, day: date) -> list[int]:
    """The years `user` sees sheets of on `day`, the latest first. One query."""
    years = Sheet.objects.visible_to(user, day).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def groups_with_volumes(user: User, day: date) -> list[Place]:
    """The groups with sheets for which `user` may print on `day`, by village and group. One
    query."""
    seen = (
        Place.objects.visible_to(user, day)
        .groups()
        .filter(Exists(Sheet.objects.filter(group=OuterRef("pk"))))
    )
    groups = seen.select_related("parent")
    groups = groups.order_by("parent__code", "code")
    return [group for group in groups if user.has_perm(RIGHT, group)]


def archive_shelf(user: User, year: int, day: date) -> list[GroupShelf]:
    """The groups whose volumes `user` may print, by village and group. One query."""
    sheets = Sheet.objects.visible_to(user, day).filter(year=year)
    found: dict[Place, dict[int, Sheet]] = {}
    for sheet in sheets.select_related("group__parent").order_by(
        "group__parent__code", "group__code", "month"
    ):
        if user.has_perm(RIGHT, sheet):
            found.setdefault(sheet.group, {})[sheet.month] = sheet
    return [
        GroupShelf(
            group,
            [
                Volume(Month(year, month), where(mine[month]) if month in mine else "")
                for month in range(1, 13)
            ],
            sum(sheet.state != Sheet.State.POSTED for sheet in mine.values()),
        )
        for group, mine in found.items()
    ]
