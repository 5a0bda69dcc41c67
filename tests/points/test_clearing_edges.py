"""年末清零 and what goes on beside it: families that moved or left, points that come late,
corrections afterwards, and what whoever clears is told before."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from households.services import households
from points.models import Policy
from points.periods import Month
from points.reports.clearing_page import cautions
from points.services import clearing_announcements, clearings, hangings, policies, posting
from points.services.policies import policy_of
from points.services.standings import honour
from tests.clock import Clock, running
from tests.factory import NOON, make_group, signed_in
from tests.points.clearing_year import LAST_DAY, ON_THE_DAY, Year, entries_of, noon_of, nothing_held
from tests.points.disputing import Dispute

pytestmark = pytest.mark.django_db
NEXT_END = date(2027, 12, 31)


@pytest.fixture
def town() -> Year:
    return Year()


def test_who_moved_to_another_group_or_left_is_cleared_like_the_others(town: Year) -> None:
    other = make_group(town.village, "第2组")
    households.move(town.zhang, other, "分到第2组", town.clerk, NOON)
    households.mark_left(town.li, NOON.date(), town.clerk, NOON)
    made = town.clear(town.announce())
    assert (made.households, made.points) == (2, 17)
    assert town.balances() == {"张三禾": 0, "李四方": 0, "王五田": -3}
    clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
    assert town.balances() == {"张三禾": 12, "李四方": 5, "王五田": -3}


def test_points_of_the_year_that_come_later_stay_until_the_next_year_is_cleared(town: Year) -> None:
    """December posted in January, of the year that is cleared already: 4 points; then 6 of 2027."""
    town.clear(town.announce())
    town.give(town.zhang, 4)
    town.give(town.zhang, 6, year=2027)
    assert town.balances()["张三禾"] == 10
    assert honour([town.zhang.pk], Month(2026, 12)) == {town.zhang.pk: 16}
    at = noon_of(NEXT_END - timedelta(days=20))
    announced = clearing_announcements.announce(
        town.community, 2027, NEXT_END, at.date(), town.clerk, at
    )
    town.clear(announced, noon_of(NEXT_END))
    assert entries_of(town.zhang)[-1] == ("clearing", -10, 0)


def test_a_correction_downwards_after_it_costs_the_balance_and_the_honour(town: Year) -> None:
    town.clear(town.announce())
    town.give(town.zhang, -5, kind="correction")
    assert town.balances()["张三禾"] == -5
    assert honour([town.zhang.pk], Month(2026, 12)) == {town.zhang.pk: 7}


def test_spent_between_the_clearing_and_its_reversal_nothing_is_lost(town: Year) -> None:
    """4 points come and 3 of them are spent while the year stands cleared."""
    made = town.clear(town.announce())
    town.give(town.zhang, 4)
    town.give(town.zhang, -3, kind="exchange")
    clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
    assert town.balances()["张三禾"] == 12 + 4 - 3


@settings(max_examples=30)
@given(
    before=st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 30)), max_size=6),
    between=st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 30)), max_size=6),
)
def test_what_comes_between_is_all_that_clearing_and_reversing_leave_behind(
    before: list[tuple[int, int]], between: list[tuple[int, int]]
) -> None:
    town = Year()
    four = [town.zhang, town.li, town.wang, town.zhao]
    for number, points in before:
        town.give(four[number], points)
    due = town.balances()
    announcement = town.announce()
    made = (
        town.clear(announcement) if clearings.due(announcement, nothing_held).households else None
    )
    for number, points in between:
        town.give(four[number], points)
        due[four[number].head] = due.get(four[number].head, 0) + points
    if made is not None:
        clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
    assert town.balances() == due


# What whoever clears is told


class Half(Dispute):
    """November is posted but for Zhang's line, to which he objects; the year is to be cleared."""

    def __init__(self) -> None:
        super().__init__()
        policy = policy_of(self.community)
        policy.year_end = Policy.YearEnd.CLEAR
        policies.save(policy)
        self.objection = self.object()
        posting.close_notices(self.community, NOON + timedelta(days=7))
        self.announcement = clearing_announcements.announce(
            self.community, 2026, LAST_DAY, NOON.date(), self.clerk, NOON
        )


def test_what_is_not_posted_and_not_noted_as_hung_is_told_before_clearing() -> None:
    town = Half()
    hung, unposted = cautions(town.announcement)
    assert hung == "各村没有登记张贴，按公示期计算；请先问清公告确实张贴过。"
    assert unposted == ("2026年还有1户次的月度积分没有入账，以后入账的留在各户账上，不随这次清零。")
    notice, by = town.announcement.notice, town.clerk
    hangings.hang(notice, town.village, NOON.date(), "周主任", [], by, ON_THE_DAY)
    assert cautions(town.announcement) == [unposted]
    with running(Clock("2026-12-31 09:00")):
        client = signed_in(town.auditor)
        page = client.get(reverse("clearing_clear", args=[town.announcement.ref]))
        assert unposted in page.text


def test_an_objection_to_points_that_are_in_the_account_is_told_before_clearing() -> None:
    town = Half()
    posted = town.line(town.li)
    assert posted.posting is not None
    town.object(town.li, objector=town.li, text="应该少一点", at=NOON + timedelta(days=8))
    told = cautions(town.announcement)
    assert told[-1] == (
        "2026年有1件异议还没有答复，积分已经入账；清零以后减分的，余额会低于零，最好先答复。"
    )
