from datetime import date

import pytest

from points.periods import (
    Month,
    Quarter,
    chinese_date,
    closing_day,
    working_days_after,
    working_days_until,
)

NOVEMBER = Month(2026, 11)


def test_a_month_knows_its_names_and_days() -> None:
    assert str(Month(2026, 3)) == "2026-03"
    assert NOVEMBER.label == "2026年11月"
    assert NOVEMBER.first_day == date(2026, 11, 1)
    assert NOVEMBER.last_day == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("month", "last_day"),
    [
        (Month(2026, 2), date(2026, 2, 28)),
        (Month(2028, 2), date(2028, 2, 29)),
        (Month(2100, 2), date(2100, 2, 28)),
        (Month(2026, 12), date(2026, 12, 31)),
        (Month(2100, 12), date(2100, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_calendar_day(month: Month, last_day: date) -> None:
    assert month.last_day == last_day


def test_the_month_of_a_day_contains_that_day_and_no_day_of_another_year() -> None:
    assert Month.of(date(2026, 11, 23)) == NOVEMBER
    assert NOVEMBER.contains(date(2026, 11, 30))
    assert not NOVEMBER.contains(date(2026, 12, 1))
    assert not NOVEMBER.contains(date(2025, 11, 23))


def test_next_and_previous_walk_over_the_year_end() -> None:
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2027, 1).previous() == Month(2026, 12)
    assert NOVEMBER.next() == Month(2026, 12)
    assert NOVEMBER.previous() == Month(2026, 10)


def test_months_compare_in_time_order() -> None:
    assert Month(2025, 12) < Month(2026, 1) < Month(2026, 2)


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (9, 3), (10, 4), (12, 4)])
def test_each_month_belongs_to_its_quarter(month: int, quarter: int) -> None:
    assert Month(2026, month).quarter == Quarter(2026, quarter)
    assert Month(2026, month) in Quarter(2026, quarter).months


@pytest.mark.parametrize(
    "typed", ["2026-11", "２０２６－１１", "２０２６-11", " 2026-11 ", "2026年11月"]
)
def test_a_month_is_read_as_people_type_it(typed: str) -> None:
    assert Month.parse(typed) == NOVEMBER


def test_a_month_reads_what_it_writes() -> None:
    march = Month(2026, 3)
    assert Month.parse(str(march)) == Month.parse(march.label) == march


@pytest.mark.parametrize("typed", ["", "11", "2026", "2026-", "2026-11-23", "26-11", "二〇二六年"])
def test_what_is_not_a_month_is_refused_with_the_words_typed(typed: str) -> None:
    with pytest.raises(ValueError, match=f"“{typed}”不是月份.*2026-11"):
        Month.parse(typed)


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (1999, 12), (2101, 1)])
def test_a_month_that_cannot_be_is_refused_in_chinese(year: int, month: int) -> None:
    with pytest.raises(ValueError, match="份应在"):
        Month(year, month)


def test_the_first_and_the_last_month_are_allowed() -> None:
    assert Month(2000, 1) < Month(2100, 12)


def test_a_quarter_knows_its_name_months_and_days() -> None:
    fourth = Quarter.of(date(2026, 11, 23))
    assert fourth == Quarter(2026, 4)
    assert fourth.label == "2026年第4季度"
    assert fourth.months == (Month(2026, 10), Month(2026, 11), Month(2026, 12))
    assert (fourth.first_day, fourth.last_day) == (date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("year", "quarter"), [(2026, 0), (2026, 5), (1999, 1)])
def test_a_quarter_that_cannot_be_is_refused_in_chinese(year: int, quarter: int) -> None:
    with pytest.raises(ValueError, match="应在"):
        Quarter(year, quarter)


def test_a_notice_of_seven_days_counts_its_first_and_last_day() -> None:
    assert closing_day(date(2026, 11, 23), 7) == date(2026, 11, 29)
    assert closing_day(date(2026, 11, 23), 1) == date(2026, 11, 23)
    assert closing_day(date(2026, 12, 28), 7) == date(2027, 1, 3)


def test_a_notice_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="至少 1 天"):
        closing_day(date(2026, 11, 23), 0)


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        # 2026年11月23日 is a Monday.
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 23), 7, date(2026, 12, 2)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 3, date(2026, 12, 2)),
        (date(2026, 12, 31), 2, date(2027, 1, 4)),
    ],
)
def test_a_time_of_working_days_leaves_out_saturdays_and_sundays(
    day: date, days: int, due: date
) -> None:
    assert working_days_after(day, days) == due
    assert working_days_until(day, due) == days


def test_a_public_holiday_makes_the_time_no_longer() -> None:
    assert working_days_after(date(2026, 9, 30), 3) == date(2026, 10, 5)


def test_a_time_of_no_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="至少 1 个工作日"):
        working_days_after(date(2026, 11, 23), 0)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 11, 27), 3),
        (date(2026, 11, 28), 3),
        (date(2026, 11, 29), 3),
        (date(2026, 11, 30), 2),
        (date(2026, 12, 2), 0),
        (date(2026, 12, 3), 0),
    ],
)
def test_the_working_days_left_end_with_the_last_day(day: date, left: int) -> None:
    assert working_days_until(day, date(2026, 12, 2)) == left


def test_a_date_is_written_without_leading_zeros() -> None:
    assert chinese_date(date(2026, 11, 23)) == "2026年11月23日"
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"
