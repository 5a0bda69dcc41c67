"""Months for the tests of notices: opened, recorded, passed, published."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from households.models import Household
from households.roles import Role
from points.models import Notice, Record, Sheet
from points.periods import Month
from points.services import notices, records, sheets
from points.services.recordbook import Draft
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_group,
    make_household,
    make_village,
    pass_until,
)

OCTOBER = NOVEMBER.previous()
Matters = Mapping[Household, Sequence[str]]


def add_group(office: Office, village_name: str = "", name: str = "第2组") -> Sequence[Household]:
    """Another group, of another village where one is named, with the office's scorer: two homes."""
    village = make_village(office.community, village_name) if village_name else office.village
    group = make_group(village, name)
    appoint(office.scorer, Role.SCORER, group)
    return [make_household(group, "周五谷"), make_household(group, "吴六畜")]


def open_with(office: Office, month: Month, matters: Matters, at: datetime = NOON) -> list[Sheet]:
    """Opens `month` and records, for each household, the items named, on the month's first day."""
    opened = sheets.open_month(office.community, month, office.clerk, at)
    drafts = [
        Draft(household, item, month.first_day)
        for household, items in matters.items()
        for item in items
    ]
    if drafts:
        records.record_matters(month, drafts, Record.Origin.OFFICE, office.clerk, at)
    return opened


def settle(office: Office, month: Month, matters: Matters, at: datetime = NOON) -> list[Sheet]:
    """The same, and passes every sheet through all five steps."""
    opened = open_with(office, month, matters, at)
    return [pass_until(office, sheet, None, at) for sheet in opened]


def publish(office: Office, month: Month, at: datetime = NOON) -> Notice:
    return notices.publish_month(office.community, month, at.date(), office.clerk, at)


def published(office: Office, month: Month, matters: Matters, at: datetime = NOON) -> Notice:
    settle(office, month, matters, at)
    return publish(office, month, at)


AFTER = NOON + timedelta(days=7)
"""The first moment a notice opened at NOON with seven days is over."""
