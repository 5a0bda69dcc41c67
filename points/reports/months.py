"""Which months there are: the opened ones, and those that wait to be opened."""

from collections import defaultdict
from datetime import date

from households.models import Place, User
from points.models import Sheet
from points.periods import Month


def opened_months(user: User, day: date) -> list[Month]:
    """The months `user` sees sheets of on `day`, latest first. One query."""
    found = (
        Sheet.objects.visible_to(user, day)
        .order_by("-year", "-month")
        .values_list("year", "month")
        .distinct()
    )
    return [Month(year, month) for year, month in found]


def months_to_open(community: Place, day: date) -> list[Month]:
    """Months in which a joined group has no sheet yet, earliest first. Three queries.

    From the last opened month (a group may have been made since) to the month of `day`; a
    community that has not begun starts with the month of `day`.
    """
    sheets = Sheet.objects.filter(community=community)
    this_month = Month.of(day)
    last = sheets.order_by("-year", "-month").values_list("year", "month").first()
    first = min(Month(*last), this_month) if last else this_month
    opened: defaultdict[Month, set[int]] = defaultdict(set)
    rows = sheets.from_month(first).order_by().values_list("year", "month", "group_id")
    for year, month, group in rows:
        opened[Month(year, month)].add(group)
    joined = (
        Place.objects.filter(community=community)
        .joined_on(this_month.first_day)
        .values_list("pk", "parent__joined_on")
    )
    groups = list(joined)
    waiting = []
    while first <= this_month:
        due = {pk for pk, joined_on in groups if joined_on and joined_on <= first.first_day}
        if due - opened[first]:
            waiting.append(first)
        first = first.next()
    return waiting
