"""How long a deduction counts, and the honour points it is taken from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.periods import Month
from points.spans import Span
from points.validity import Given, counts_in, honour_points, lapsed

MARCH = Month(2026, 3)


@pytest.mark.parametrize(
    ("month", "counts"),
    [(Month(2026, 3), True), (Month(2026, 8), True), (Month(2026, 9), False)],
)
def test_six_months_are_the_month_itself_and_five_more(month: Month, counts: bool) -> None:
    assert counts_in(month, MARCH, 6) is counts


def test_validity_runs_over_the_turn_of_the_year() -> None:
    november = Month(2026, 11)
    assert counts_in(Month(2027, 1), november, 3)
    assert not counts_in(Month(2027, 2), november, 3)


def test_honour_is_the_base_with_what_was_posted_without_what_has_lapsed() -> None:
    # Base 100; March: +8 and −5 (valid for 6 months); June: −3 (for good). Posted: 8 − 5 − 3 = 0.
    facts = [Given(MARCH, 8, None), Given(MARCH, -5, 6), Given(Month(2026, 6), -3, None)]
    assert lapsed(facts, Month(2026, 8)) == 0
    assert honour_points(100, 0, lapsed(facts, Month(2026, 8))) == 100
    # From September on the −5 do not count: 100 + 0 + 5.
    assert lapsed(facts, Month(2026, 9)) == -5
    assert honour_points(100, 0, lapsed(facts, Month(2026, 9))) == 105


months = st.builds(Month, st.integers(2025, 2027), st.integers(1, 12))
facts = st.lists(
    st.builds(Given, months, st.integers(-20, 20), st.none() | st.integers(1, 24)), max_size=12
)


@given(facts, months)
def test_honour_is_the_sum_of_what_still_counts(given_facts: list[Given], month: Month) -> None:
    posted = sum(fact.points for fact in given_facts)
    still = sum(
        fact.points
        for fact in given_facts
        if fact.points > 0 or counts_in(month, fact.month, fact.validity)
    )
    assert honour_points(0, posted, lapsed(given_facts, month)) == still


@given(facts, months)
def test_honour_never_falls_by_waiting(given_facts: list[Given], month: Month) -> None:
    assert lapsed(given_facts, month.next()) <= lapsed(given_facts, month)


@given(st.integers(0, 200), facts, months)
def test_the_base_lifts_every_honour_alike(
    base: int, given_facts: list[Given], month: Month
) -> None:
    gone = lapsed(given_facts, month)
    assert honour_points(base, 7, gone) - honour_points(0, 7, gone) == base


@pytest.mark.parametrize(
    ("span", "first", "second", "same"),
    [
        (Span.DAY, date(2026, 11, 3), date(2026, 12, 3), False),
        # A week runs over the turn of the year: Monday 28 December to Sunday 3 January.
        (Span.WEEK, date(2026, 12, 28), date(2027, 1, 3), True),
        (Span.WEEK, date(2027, 1, 3), date(2027, 1, 4), False),
        (Span.MONTH, date(2026, 11, 1), date(2025, 11, 1), False),
        (Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31), True),
        (Span.QUARTER, date(2026, 9, 30), date(2026, 10, 1), False),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31), True),
    ],
)
def test_days_lie_in_the_same_span_or_not(
    span: Span, first: date, second: date, same: bool
) -> None:
    assert (span.of(first) == span.of(second)) is same
