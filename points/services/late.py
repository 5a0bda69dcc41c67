"""补录: where a matter goes that its own month's sheet takes no more, or that another month has."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from households.models import Household
from households.services.days import day_of
from points.models import Sheet, SheetLine
from points.periods import Month


@dataclass(frozen=True, slots=True)
class Room:
    """The month that takes a matter; `late` where it is not the month in which it happened."""

    month: Month
    late: bool

    def __str__(self) -> str:
        return f"记入{self.month.label}" + ("（补录）" if self.late else "")


def room_for(
    household: Household, day: date, months: Collection[Month], at: datetime
) -> Room | None:
    """Where a matter of `household` (with group and village) on `day` may be recorded: in its own
    month while group scoring has not passed it, otherwise in the next one of `months` that is open.
    None where there is no such month, for a day to come and for one from before the village joined.
    Two queries.
    """
    village = household.group.parent
    joined = village.joined_on if village is not None else None
    if joined is None or not joined <= day <= day_of(at):
        return None
    own = Month.of(day)
    lines = {
        Month(line.year, line.month): line.sheet_id
        for line in SheetLine.objects.filter(household=household, year__gte=own.year)
    }
    takes = (
        Sheet.objects.taking_records()
        .from_month(own)
        .filter(Q(pk__in=lines.values()) | Q(group=household.group_id))
        .order_by("year", "month")
    )
    for sheet in takes:
        # One who moved during a month keeps his line in the old group's sheet.
        if sheet.period in months and lines.get(sheet.period, sheet.pk) == sheet.pk:
            return Room(sheet.period, late=sheet.period > own)
    return None
