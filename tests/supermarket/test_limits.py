"""What a household may take: by worked numbers, and what holds for every basket."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supermarket.limits import MOST_UNITS, Refusal, Wanted, offer

RICE, OIL, HAIRCUT = 1, 2, 3


def rice(quantity: int, limit: int | None = None, left: int | None = 50) -> Wanted:
    return Wanted(RICE, "袋", quantity, 20, limit, left)


def reasons(balance: int, *wanted: Wanted, taken: int = 0, held: int = 0) -> list[str]:
    """Why not; `taken` bags of rice were had before."""
    return [refusal.reason for refusal in offer(balance, wanted, {RICE: taken}, held)]


def test_twenty_points_buy_a_bag_of_twenty() -> None:
    assert reasons(20, rice(1)) == []


def test_a_balance_short_by_one_says_so() -> None:
    assert offer(19, [rice(1)], {}) == [Refusal(None, "还差1分：合计20分，可用19分。请减少数量。")]


def test_the_total_is_of_everything_in_the_basket() -> None:
    haircut = Wanted(HAIRCUT, "次", 2, 8)
    assert reasons(56, rice(2), haircut) == []
    assert reasons(55, rice(2), haircut) == ["还差1分：合计56分，可用55分。请减少数量。"]


def test_a_balance_below_zero_lacks_that_much_more() -> None:
    assert reasons(-3, rice(1)) == ["还差23分：合计20分，可用−3分。请减少数量。"]


def test_points_kept_back_by_reservations_are_told() -> None:
    (reason,) = reasons(10, rice(1), held=15)
    assert reason == "还差10分：合计20分，可用10分，另有15分已被预约占用。请减少数量。"


def test_the_limit_of_the_quarter_counts_what_was_taken_before() -> None:
    assert reasons(200, rice(2, limit=3), taken=1) == []
    assert reasons(200, rice(3, limit=3), taken=1) == [
        "本季度还可兑2袋（每户每季限兑3袋），请减少数量。"
    ]
    assert reasons(200, rice(1, limit=3), taken=3) == ["每户每季限兑3袋，本季度已兑3袋，请去掉。"]


def test_a_limit_lowered_below_what_was_taken_leaves_nothing() -> None:
    assert reasons(200, rice(1, limit=1), taken=3) == ["每户每季限兑1袋，本季度已兑3袋，请去掉。"]


def test_what_was_taken_of_one_product_does_not_limit_another() -> None:
    oil = Wanted(OIL, "桶", 1, 30, limit=1, left=9)
    assert reasons(200, oil, taken=3) == []


def test_the_last_bag_is_offered_and_one_more_is_not() -> None:
    assert reasons(200, rice(1, left=1)) == []
    assert reasons(200, rice(2, left=1)) == ["只剩1袋，请减少数量。"]
    assert reasons(200, rice(1, left=0)) == ["已经兑完，请去掉或改兑别的。"]


def test_of_limit_and_shelf_the_narrower_one_is_told() -> None:
    assert reasons(900, rice(9, limit=4, left=6)) == [
        "本季度还可兑4袋（每户每季限兑4袋），请减少数量。"
    ]
    assert reasons(900, rice(9, limit=6, left=4)) == ["只剩4袋，请减少数量。"]


@pytest.mark.parametrize("quantity", [0, -1])
def test_nought_and_less_are_no_numbers_and_the_total_is_not_summed(quantity: int) -> None:
    assert reasons(0, rice(quantity)) == ["数量应为1或更大的整数，请改正；不要的请去掉。"]


def test_a_hundred_bags_are_a_slip_of_the_finger() -> None:
    assert reasons(10_000, rice(99, left=None)) == []
    assert reasons(10_000, rice(100, left=None)) == ["一次最多兑99袋，请核对数量。"]


def test_an_empty_basket_says_what_to_do() -> None:
    assert offer(20, [], {}) == [Refusal(None, "还没有选商品或服务，请先选好要兑换什么。")]


# What holds for every basket

numbers = st.integers(-2, 120)
bounds = st.none() | st.integers(0, 12)
baskets = st.lists(
    st.builds(
        Wanted,
        product=st.integers(1, 8),
        unit=st.just("袋"),
        quantity=numbers,
        points_each=st.integers(1, 300),
        limit=st.none() | st.integers(1, 12),
        left=bounds,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.product,
)
histories = st.dictionaries(st.integers(1, 8), st.integers(0, 12))
balances = st.integers(-50, 3000)


@given(balances, baskets, histories)
def test_what_is_offered_keeps_every_law(
    balance: int, basket: list[Wanted], taken: dict[int, int]
) -> None:
    lawful = sum(each.points for each in basket) <= balance and all(
        1 <= each.quantity <= MOST_UNITS
        and (each.limit is None or taken.get(each.product, 0) + each.quantity <= each.limit)
        and (each.left is None or each.quantity <= each.left)
        for each in basket
    )
    assert (offer(balance, basket, taken) == []) is lawful


@given(balances, baskets, histories)
def test_each_product_is_named_once_and_every_refusal_says_what_to_do(
    balance: int, basket: list[Wanted], taken: dict[int, int]
) -> None:
    refusals = offer(balance, basket, taken)
    named = [refusal.product for refusal in refusals]
    assert len(named) == len(set(named))
    assert {*named} <= {each.product for each in basket} | {None}
    assert all(refusal.reason.endswith("。") and "请" in refusal.reason for refusal in refusals)


@given(balances, baskets, histories)
def test_the_order_of_the_basket_changes_nothing(
    balance: int, basket: list[Wanted], taken: dict[int, int]
) -> None:
    assert set(offer(balance, basket, taken)) == set(offer(balance, basket[::-1], taken))


@given(balances, baskets, histories)
def test_whoever_gets_a_basket_gets_a_smaller_one_too(
    balance: int, basket: list[Wanted], taken: dict[int, int]
) -> None:
    if offer(balance, basket, taken):
        return
    for place, each in enumerate(basket):
        rest = [*basket[:place], replace(each, quantity=each.quantity - 1), *basket[place + 1 :]]
        smaller = [one for one in rest if one.quantity]
        assert not smaller or offer(balance, smaller, taken) == []


@given(baskets, histories)
def test_the_points_told_as_missing_are_just_enough(
    basket: list[Wanted], taken: dict[int, int]
) -> None:
    total = sum(each.points for each in basket)
    short = [each for each in offer(total - 7, basket, taken) if each.product is None]
    assert all("还差7分：" in refusal.reason for refusal in short)
    assert not any(refusal.product is None for refusal in offer(total, basket, taken))
