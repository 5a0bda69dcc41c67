"""From hours and heads to a quantity, with numbers worked by hand and properties."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.hours import (
    By,
    Reckoning,
    counted_minutes,
    in_hours,
    minutes_between,
    overlaps,
    shares,
)

MINUTES = st.lists(st.integers(0, 12 * 60), max_size=12)
STRETCHES = st.sampled_from([60, 120, 240])
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("unit", "by", "stretch"),
    [
        ("4小时", By.HOURS, 240),
        ("４小时", By.HOURS, 240),
        ("小时", By.HOURS, 60),
        ("10小时", By.HOURS, 600),
        ("人次", By.PERSONS, 0),
        ("人", By.PERSONS, 0),
        ("次", By.SESSION, 0),
        ("天", By.SESSION, 0),
    ],
)
def test_the_unit_says_how_an_item_counts(unit: str, by: By, stretch: int) -> None:
    assert Reckoning.of(unit) == Reckoning(by, stretch)


@pytest.mark.parametrize("unit", ["周", "月", "季", "年", "人年", "0小时", "半小时", "四小时"])
def test_what_lasts_longer_or_cannot_be_read_is_yielded_by_no_activity(unit: str) -> None:
    assert Reckoning.of(unit) is None


def test_a_month_worked_by_hand() -> None:
    """3小时 gives none, 2小时30分 more make 5小时30分: one of 4小时; 6小时30分 more make 12小时:
    two more; 1小时 more gives none."""
    found = shares([180, 150, 390, 60], 240)
    assert [each.units for each in found] == [0, 1, 2, 0]
    assert [each.total for each in found] == [180, 330, 720, 780]
    assert [in_hours(each.total) for each in found] == ["3小时", "5小时30分", "12小时", "13小时"]


def test_two_of_a_household_for_two_hours_each_make_four() -> None:
    came, left = time(9), time(11)
    together = 2 * counted_minutes(came, left, most_hours=4)
    assert [each.units for each in shares([together], 240)] == [1]


def test_a_session_counts_no_more_than_its_hours() -> None:
    assert counted_minutes(time(8), time(17, 30), most_hours=4) == 240
    assert counted_minutes(time(8), time(9, 15), most_hours=4) == 75
    assert counted_minutes(time(9), time(8), most_hours=4) == 0


def test_hours_as_a_sentence_tells_them() -> None:
    assert [in_hours(each) for each in (0, 45, 60, 90)] == ["0分钟", "45分钟", "1小时", "1小时30分"]


def test_two_stretches_that_only_touch_do_not_overlap() -> None:
    morning = (time(8), time(10))
    assert not overlaps(morning, (time(10), time(12)))
    assert overlaps(morning, (time(9, 59), time(12)))
    assert overlaps(morning, (time(8, 30), time(9)))


@given(MINUTES, STRETCHES)
def test_together_they_yield_what_all_the_hours_would_at_once(
    minutes: list[int], stretch: int
) -> None:
    found = shares(minutes, stretch)
    assert sum(each.units for each in found) == sum(minutes) // stretch
    assert all(each.units >= 0 for each in found)


@given(MINUTES, st.integers(0, 720), STRETCHES)
def test_one_more_activity_changes_nothing_of_those_before_it(
    minutes: list[int], more: int, stretch: int
) -> None:
    assert shares([*minutes, more], stretch)[:-1] == shares(minutes, stretch)


@given(MINUTES, STRETCHES)
def test_the_order_of_closing_moves_points_and_makes_none(minutes: list[int], stretch: int) -> None:
    there, back = shares(minutes, stretch), shares(minutes[::-1], stretch)
    assert sum(each.units for each in there) == sum(each.units for each in back)


@given(TIMES, TIMES, TIMES, TIMES)
def test_stretches_overlap_when_a_minute_lies_in_both(
    one: time, until: time, other: time, then: time
) -> None:
    def minutes(start: time, end: time) -> set[int]:
        first = 60 * start.hour + start.minute
        return set(range(first, first + minutes_between(start, end)))

    mine, theirs = minutes(one, until), minutes(other, then)
    if mine and theirs:
        assert overlaps((one, until), (other, then)) == bool(mine & theirs)
