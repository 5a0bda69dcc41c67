"""What a late activity counts under where the standard has changed, and when it is too late."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from points.models import Activity, Sheet
from points.periods import Month
from points.proposals import Source
from points.services import proposals
from points.services.proposed_by_activity import is_too_old
from points.services.standards import ItemRow
from tests.factory import make_standard, seen, signed_in
from tests.points.test_proposed_by_activity import AT, DECEMBER, at_group, december
from tests.points.volunteering import HOURS, VOLUNTEERS, Helpers, on

pytestmark = pytest.mark.django_db

MOVED = "11.4"
ANOTHER = ItemRow("文明建设", 11, "志愿服务", 20, HOURS, "文艺演出", 1, 1, "4小时", None, 8)


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def renumber(town: Helpers, **change: object) -> None:
    """From December the item by hours has another code, and its own is another item's."""
    rows = [
        replace(row, code=MOVED, **change) if row.code == HOURS else row  # type: ignore[arg-type]
        for row in VOLUNTEERS
    ]
    make_standard(town.community, Month(2026, 12), (*rows, ANOTHER))


def late(sheet: Sheet) -> list[tuple[str, bool]]:
    return [
        (each.proposal.item_code, each.proposal.late)
        for each in proposals.offers_of(sheet, DECEMBER)
        if each.proposal.source is Source.ACTIVITY
    ]


def closed_in_december(town: Helpers) -> Sheet:
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    sheet = december(town)
    town.close(activity, on(date(2026, 12, 2), 9))
    return sheet


def test_a_late_activity_counts_under_the_item_of_its_title(town: Helpers) -> None:
    at_group(town)
    renumber(town)
    assert late(closed_in_december(town)) == [(MOVED, True)]


@pytest.mark.parametrize("change", [{"title": "护河"}, {"proposers": "两委"}])
def test_where_there_is_no_such_item_any_more_nothing_is_proposed(
    town: Helpers, change: dict[str, str]
) -> None:
    at_group(town)
    renumber(town, **change)
    assert late(closed_in_december(town)) == []


def test_what_was_answered_under_the_old_code_is_not_asked_again(town: Helpers) -> None:
    sheet = at_group(town)
    renumber(town)
    town.held((town.zhang, "08:00", "12:00"), (town.li, "08:00", "12:00"))
    (first, _) = [each.mark for each in proposals.offers_of(sheet, AT)]
    proposals.take(seen(sheet), [first], town.scorer, AT)
    (then,) = [
        each.household
        for each in proposals.offers_of(december(town), DECEMBER)
        if each.proposal.source is Source.ACTIVITY
    ]
    assert then == town.li


@pytest.mark.parametrize(("today", "too_old"), [((2027, 5, 31), False), ((2027, 6, 1), True)])
def test_after_half_a_year_whoever_closes_is_told_that_nothing_is_proposed(
    town: Helpers, today: tuple[int, int, int], too_old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    monkeypatch.setattr(timezone, "now", lambda: on(date(*today), 9))
    client = signed_in(town.clerk)
    for name in ("activity_close", "activity"):
        page = client.get(reverse(name, args=[activity.ref])).content.decode()
        assert ("活动已超过6个月，积分表里不再提出建议" in page) is too_old
    town.close(activity, on(date(*today), 9))
    monkeypatch.setattr(timezone, "now", lambda: on(date(2028, 1, 1), 9))
    page = signed_in(town.clerk).get(reverse("activity", args=[activity.ref])).content.decode()
    assert ("须逐户补录" in page) is too_old
    assert is_too_old(Activity.objects.get(), date(*today)) is too_old
