"""The arithmetic of the outlook: what is owed, within which bounds, what to buy."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supermarket.outlook import (
    Bounds,
    Hands,
    Means,
    Offered,
    Rate,
    bounds,
    expected,
    in_hands,
    is_slow,
    lasts_days,
    needed,
    rate_of,
    reach,
    surely_spent,
    to_order,
)

few = st.integers(0, 30)
goods = st.builds(Offered, st.integers(1, 12), st.integers(0, 40), st.none() | st.integers(1, 4))
shelves = st.lists(goods, max_size=3)

RICE, SOAP = Offered(20, 3200, 1), Offered(3, 600)


def final_baskets(balance: int, offered: Sequence[Offered]) -> Iterator[tuple[int, int]]:
    """Points and 分 of each basket to which nothing more can be added."""
    for units in product(*(range(each.most(balance) + 1) for each in offered)):
        spent = sum(n * each.points for n, each in zip(units, offered, strict=True))
        more = (
            spent + each.points <= balance and n < each.most(balance)
            for n, each in zip(units, offered, strict=True)
        )
        if spent <= balance and not any(more):
            yield spent, sum(n * each.cost_fen for n, each in zip(units, offered, strict=True))


@given(few, shelves)
def test_every_basket_lies_within_the_bounds(balance: int, offered: list[Offered]) -> None:
    low, high = bounds([balance], offered)
    surely = surely_spent(balance, offered)
    for spent, cost in final_baskets(balance, offered):
        assert low <= cost <= high
        assert spent >= surely


@given(st.lists(st.integers(-20, 60)), shelves)
def test_the_bounds_of_all_are_the_sums_of_each(
    balances: list[int], offered: list[Offered]
) -> None:
    each = [bounds([balance], offered) for balance in balances]
    assert bounds(balances, offered) == (sum(b.low for b in each), sum(b.high for b in each))


def test_the_bounds_worked_by_hand() -> None:
    # A bag and three pieces of soap, or nine pieces. Rice costs 160 分 a point, soap 200. Soap is
    # not limited, so fewer than its 3 points are left and 27 spent. Lowest: 20 of them as rice, 7
    # as soap. Highest: 27 as soap, 2 as rice.
    assert bounds([29], [RICE, SOAP]) == Bounds(3200 + 1400, 5400 + 320)
    # Alone, the limited bag is all there is to have.
    assert bounds([90, 90], [RICE]) == Bounds(6400, 6400)
    assert bounds([19, 0, -5], [RICE]) == Bounds(0, 0)
    assert bounds([50], []) == Bounds(0, 0)


def test_a_part_of_a_fen_lies_on_the_safe_side() -> None:
    # Of 7 points 5 are surely spent: 166.67 分. Two units are all there can be.
    assert bounds([7], [Offered(3, 100)]) == Bounds(167, 200)
    # The seventh point as half of a unit at 1 分 is none; six of them are three such units.
    assert bounds([7], [Offered(3, 100), Offered(2, 1)]) == Bounds(3, 200)


def test_a_limit_on_everything_may_leave_almost_a_price() -> None:
    # One bag at 20 and at most one cake at 7: of 26 points the cake alone leaves 19.
    offered = [RICE, Offered(7, 100, 1)]
    assert surely_spent(26, offered) == 7
    assert min(spent for spent, _ in final_baskets(26, offered)) == 7


def test_balances_below_zero_are_kept_apart() -> None:
    assert in_hands([30, -4, 0, 12, -1]) == Hands(42, 2, -5, 2)
    assert in_hands([]) == Hands(0, 0, 0, 0)


@given(st.lists(st.integers(-500, 500)))
def test_hands_hold_every_point(balances: list[int]) -> None:
    hands = in_hands(balances)
    assert hands.points + hands.below == sum(balances)
    assert hands.points >= 0 >= hands.below


def test_a_rate_is_of_all_together_and_rounds_up() -> None:
    rate = rate_of([(40, 6400), (3, 100)])
    assert rate == Rate(43, 6500)
    # 100 × 6500 / 43 = 15116.27…
    assert (rate.cost_of(100), rate.cost_of(43), rate.cost_of(0)) == (15117, 6500, 0)
    assert rate_of([]) is None
    assert rate_of([(0, 0)]) is None


@pytest.mark.parametrize(
    ("budget", "left", "usable", "over"),
    [(None, None, 0, -200), (900, 300, 300, 100), (500, -100, 0, -200), (0, -600, 0, -200)],
)
def test_what_is_owed_is_paid_from_the_shelf_and_what_the_budget_leaves(
    budget: int | None, left: int | None, usable: int, over: int
) -> None:
    means = Means(1000, budget, 400, 200)
    assert (means.left_fen, means.usable_fen, means.over(1200)) == (left, usable, over)


def test_needs_repeat_the_past_at_the_prices_of_today() -> None:
    # Of 100 points the past spends 60 on three bags and 40 on ten of soap, now at 4.
    assert needed(200, {1: (3, 20), 2: (10, 4)}) == {1: 6, 2: 20}
    # 50 × 3 / 100 bags is one and a half.
    assert needed(50, {1: (3, 20), 2: (10, 4)}) == {1: 2, 2: 5}
    assert needed(0, {1: (3, 20)}) == {1: 0}
    assert needed(50, {}) == {}
    assert needed(50, {1: (0, 20)}) == {}


@given(
    st.integers(0, 5000),
    st.dictionaries(
        st.integers(1, 9), st.tuples(st.integers(0, 99), st.integers(1, 50)), max_size=5
    ),
)
def test_needs_spend_all_points_and_no_more_than_a_unit_each_beyond(
    points: int, mix: dict[int, tuple[int, int]]
) -> None:
    units = needed(points, mix)
    if units:
        spent = sum(units[key] * mix[key][1] for key in mix)
        assert points <= spent < points + sum(each for _, each in mix.values())


def test_days_left_and_what_is_slow() -> None:
    # Four windows are a year: 30 of 60 a year last half of it.
    assert lasts_days(30, 60, 4) == 182
    # Ten in one window is forty a year.
    assert lasts_days(40, 10, 1) == 365
    assert lasts_days(0, 10, 1) == 0
    assert lasts_days(30, 0, 4) is None
    assert lasts_days(30, 5, 0) is None
    assert not is_slow(40, 10, 1)
    assert is_slow(41, 10, 1)
    assert is_slow(1, 0, 1)
    # Nothing on the shelf, or no window yet in which somebody could have come.
    assert not is_slow(0, 0, 4)
    assert not is_slow(30, 0, 0)


def test_the_next_window_takes_the_mean_within_reach_and_what_is_reserved() -> None:
    assert expected(10, 4, 0, 99) == 3
    assert expected(10, 4, 0, 2) == 2
    assert expected(10, 4, 5, 2) == 5
    assert expected(10, 0, 0, 99) == 0
    assert reach(Counter({45: 2, 19: 5, -3: 1}), Offered(20, 1)) == 4
    assert reach(Counter({45: 2, 19: 5, -3: 1}), RICE) == 2


@given(few, few, few, few, few)
def test_an_order_is_never_below_nothing_and_brings_what_is_expected(
    units: int, windows: int, reserved: int, most: int, good: int
) -> None:
    wanted = expected(units, windows, reserved, most)
    order = to_order(wanted, good)
    assert order >= 0
    assert good + order >= wanted >= reserved
    assert wanted <= max(reserved, most)
