"""Reading stories in tests: their hours, and their rows as plain words."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from households.models import Household
from points.models import SheetLine
from points.reports.story import Happening
from tests.factory import NOON, Office


def hour(number: int) -> datetime:
    return NOON + timedelta(hours=number)


def told(story: Iterable[Happening]) -> list[tuple[str, str, str, str, str]]:
    """Who, in which office, what, the change, why."""
    return [(each.who, each.office, each.what, each.change, each.why) for each in story]


def acts(story: Iterable[Happening]) -> list[tuple[str, str]]:
    return [(each.what, each.change) for each in story]


def line_of(town: Office, household: Household) -> SheetLine:
    lines = SheetLine.objects.select_related("sheet__group__parent", "household")
    return lines.get(sheet__group=town.group, household=household)
