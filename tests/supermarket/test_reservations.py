"""Reservations: goods and points held before the days of exchange, and how each of them ends."""

from datetime import date, timedelta

import pytest

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from households.services import cards, households
from points.models import Entry
from points.services import ledger
from supermarket.models import Reservation, Window
from supermarket.services import catalogue, reservations, windows
from supermarket.services.offers import NotOffered
from tests.factory import NOON, make_household
from tests.supermarket.factory import TODAY, make_goods, make_shop, make_window, stocked
from tests.supermarket.serving import FAIR, Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RELEASED, WITHDRAWN, CLAIMED = (
    Reservation.End.RELEASED,
    Reservation.End.WITHDRAWN,
    Reservation.End.CLAIMED,
)


@pytest.fixture
def town() -> Serving:
    return Serving(reserved_for=True)


def ended(reservation: Reservation) -> str:
    reservation.refresh_from_db()
    return reservation.ended_how


# Making one


def test_a_reservation_holds_goods_and_points_and_takes_neither(town: Serving) -> None:
    made = town.reserve(town.rice, 2)
    made.refresh_from_db()
    assert (made.household, made.window, made.outlet) == (town.household, town.window, town.shop)
    assert (made.product, made.quantity, made.points) == (town.rice, 2, 40)
    assert (made.by, made.by_card, made.at, made.ended_how) == (town.storekeeper, None, NOON, "")
    assert (town.left(town.rice), town.balance()) == ((20, 2), 100)


def test_a_card_reserves_for_its_own_household_only(town: Serving) -> None:
    card = cards.issue(town.household, town.clerk, NOON).card
    made = town.reserve(town.rice, 1, by=card)
    assert (made.by, made.by_card) == (None, card)
    with pytest.raises(Refused, match="只能办理本户的预约"):
        town.reserve(town.rice, 1, town.neighbour(50), by=card)


def test_only_who_serves_at_the_counter_reserves_for_others(town: Serving) -> None:
    for by in (town.clerk, town.barber):
        with pytest.raises(Refused, match="任职"):
            town.reserve(town.rice, 1, by=by)


def test_the_days_of_reservation_end_where_the_window_begins(town: Serving) -> None:
    with pytest.raises(Refused, match="从2026年11月20日开始预约"):
        town.reserve(town.rice, 1, at=NOON - DAY)
    town.reserve(town.rice, 1, at=FAIR - DAY)
    with pytest.raises(Refused, match="预约已经结束，请在兑换期内到柜台兑换"):
        town.reserve(town.oil, 1, at=FAIR)


def test_a_window_without_reservations_or_closed_takes_none(town: Serving) -> None:
    windows.close_window(town.window, town.clerk, NOON)
    with pytest.raises(Refused, match="这一期不开预约"):
        town.reserve(town.rice, 1)
    town.window = make_window(
        town.community,
        date(2027, 1, 9),
        date(2027, 1, 10),
        quarter=windows.Quarter(2027, 1),
        by=town.clerk,
    )
    with pytest.raises(Refused, match="这一期不开预约"):
        town.reserve(town.rice, 1)
    town.window = Serving("西岭社区", reserved_for=True).window
    with pytest.raises(Refused, match="这一期不开预约"):
        town.reserve(town.rice, 1)


def test_services_and_retired_goods_are_not_reserved(town: Serving) -> None:
    with pytest.raises(Refused, match="服务请在兑换期内直接兑换"):
        town.reserve(town.haircut, 1)
    catalogue.retire(town.rice, town.clerk, NOON)
    with pytest.raises(Refused, match="大米已经下架"):
        town.reserve(town.rice, 1)


def test_a_household_that_moved_away_reserves_nothing(town: Serving) -> None:
    households.mark_left(town.household, TODAY, town.clerk, NOON)
    with pytest.raises(Refused, match="迁出本社区"):
        town.reserve(town.rice, 1)
    with pytest.raises(Refused, match="还没有入账的积分"):
        town.reserve(town.rice, 1, make_household(town.group))


def test_points_held_are_not_there_for_a_second_reservation(town: Serving) -> None:
    town.reserve(town.rice, 4)
    with pytest.raises(NotOffered) as refused:
        town.reserve(town.oil, 2)
    assert refused.value.messages == [
        "还差10分：合计30分，可用20分，另有80分已被预约占用。请减少数量。"
    ]
    town.reserve(town.oil, 1)


def test_one_product_is_reserved_once_within_its_limit_and_the_shelf(town: Serving) -> None:
    for product, quantity, told in (
        (town.oil, 3, "菜籽油：本季度还可兑2桶"),
        (town.rice, 0, "数量应为1"),
    ):
        with pytest.raises(NotOffered, match=told):
            town.reserve(product, quantity)
    pepper = make_goods(town.community, "花椒", 1, by=town.clerk)
    stocked(town.shop, pepper, 5, by=town.clerk)
    town.reserve(pepper, 3)
    with pytest.raises(Refused, match="已经预约了花椒，要改数量请先取消原来的预约"):
        town.reserve(pepper, 1)
    with pytest.raises(Refused, match="花椒现在可预约的只有 2 袋"):
        town.reserve(pepper, 3, town.neighbour(50))
    town.reserve(pepper, 2, town.neighbour(50))
    assert town.left(pepper) == (5, 5)


def test_what_goes_bad_before_the_last_day_of_exchange_is_not_reserved(town: Serving) -> None:
    eggs = make_goods(town.community, "鸡蛋", 1, by=town.clerk)
    last = town.window.closes_on
    stocked(town.shop, eggs, 4, last - DAY, by=town.clerk)
    stocked(town.shop, eggs, 3, last, by=town.clerk)
    with pytest.raises(Refused, match="鸡蛋现在可预约的只有 3 袋"):
        town.reserve(eggs, 4)
    town.reserve(eggs, 3)
    assert town.left(eggs) == (7, 3)


# Fetched


def test_what_is_fetched_is_the_households_own_reservation(town: Serving) -> None:
    made = town.reserve(town.rice, 2)
    slip = town.exchange(rice=2, at=FAIR)
    assert (ended(made), made.ended_at) == (CLAIMED, FAIR)
    assert (slip.points, town.balance(), town.left(town.rice)) == (40, 60, (18, 0))


def test_points_and_goods_that_are_all_reserved_can_be_fetched_and_no_more(town: Serving) -> None:
    town.reserve(town.rice, 5)
    others = [town.neighbour(200, f"邻居{number}") for number in range(2)]
    for other, quantity in zip(others, (10, 5), strict=True):
        town.reserve(town.rice, quantity, other)
    assert (town.left(town.rice), town.balance()) == ((20, 20), 100)
    with pytest.raises(NotOffered, match="大米：已经兑完"):
        town.exchange(rice=1, household=town.neighbour(20), at=FAIR)
    with pytest.raises(NotOffered, match="大米：只剩5袋"):
        town.exchange(rice=6, at=FAIR)
    town.exchange(rice=5, at=FAIR)
    assert (town.left(town.rice), town.balance()) == ((15, 15), 0)


def test_fetching_fewer_or_more_than_reserved_ends_the_reservation(town: Serving) -> None:
    neighbour = town.neighbour(100)
    made = [town.reserve(town.rice, 2), town.reserve(town.rice, 1, neighbour)]
    town.exchange(rice=1, at=FAIR)
    town.exchange(rice=2, household=neighbour, at=FAIR)
    assert [ended(each) for each in made] == [CLAIMED, CLAIMED]
    assert town.left(town.rice) == (17, 0)


def test_what_else_is_reserved_keeps_its_points_back(town: Serving) -> None:
    made = town.reserve(town.rice, 3)
    with pytest.raises(NotOffered, match="另有60分已被预约占用"):
        town.exchange(haircut=6, at=FAIR)
    town.exchange(oil=2, at=FAIR)
    assert (ended(made), town.balance(), town.left(town.rice)) == ("", 70, (20, 3))


def test_a_reservation_is_fetched_where_it_was_made(town: Serving) -> None:
    west = make_shop(town.community, "西岭超市", by=town.clerk)
    stocked(west, town.rice, 3, by=town.clerk)
    town.storekeeper.appointments.create(
        community=town.community, role="storekeeper", place=west.place, starts_on=TODAY
    )
    made = town.reserve(town.rice, 2, outlet=west)
    town.exchange(rice=1, at=FAIR)
    assert (ended(made), town.left(town.rice, west), town.left(town.rice)) == ("", (3, 2), (19, 0))
    town.exchange(rice=2, outlet=west, at=FAIR)
    assert (ended(made), town.left(town.rice, west)) == (CLAIMED, (1, 0))


def test_a_reservation_for_the_next_window_is_not_fetched_in_this_one() -> None:
    town = Serving()
    now, town.window = town.window, _of_january(town)
    made = town.reserve(town.rice, 2)
    slip = town.exchange(rice=1)
    assert (slip.window, ended(made), town.left(town.rice)) == (now, "", (19, 2))
    with pytest.raises(NotOffered, match="还差20分：合计60分，可用40分，另有40分已被预约占用"):
        town.exchange(rice=3)


def _of_january(town: Serving) -> Window:
    return make_window(
        town.community,
        date(2027, 1, 9),
        date(2027, 1, 10),
        reserve_from=TODAY,
        quarter=windows.Quarter(2027, 1),
        by=town.clerk,
    )


# Given up, and released


def test_what_is_given_up_is_free_again(town: Serving) -> None:
    made = town.reserve(town.rice, 2)
    reservations.withdraw(made, town.storekeeper, NOON)
    assert (ended(made), made.ended_at, town.left(town.rice)) == (WITHDRAWN, NOON, (20, 0))
    town.reserve(town.rice, 5)


def test_a_card_gives_its_own_reservation_up_and_no_other(town: Serving) -> None:
    made = town.reserve(town.rice, 2)
    theirs = cards.issue(town.neighbour(9), town.clerk, NOON).card
    with pytest.raises(Refused, match="只能办理本户的预约"):
        reservations.withdraw(made, theirs, NOON)
    with pytest.raises(Refused, match="任职"):
        reservations.withdraw(made, town.clerk, NOON)
    reservations.withdraw(made, cards.issue(town.household, town.clerk, NOON).card, NOON)
    assert ended(made) == WITHDRAWN


def test_a_reservation_ends_once(town: Serving) -> None:
    made = town.reserve(town.rice, 2)
    town.exchange(rice=2, at=FAIR)
    with pytest.raises(AlreadyHandled, match="已经领取或取消"):
        reservations.withdraw(made, town.storekeeper, FAIR)
    assert (ended(made), town.left(town.rice)) == (CLAIMED, (18, 0))


def test_closing_the_window_releases_what_was_not_fetched(town: Serving) -> None:
    neighbour = town.neighbour(90)
    fetched, given_up = town.reserve(town.rice, 2), town.reserve(town.oil, 1)
    unclaimed = [town.reserve(town.rice, 3, neighbour), town.reserve(town.oil, 2, neighbour)]
    town.exchange(rice=2, at=FAIR)
    reservations.withdraw(given_up, town.storekeeper, FAIR)
    assert windows.close_window(town.window, town.clerk, FAIR + DAY) == 2
    assert [ended(each) for each in unclaimed] == [RELEASED, RELEASED]
    assert (ended(fetched), ended(given_up)) == (CLAIMED, WITHDRAWN)
    assert (town.left(town.rice), town.left(town.oil)) == ((18, 0), (20, 0))
    assert town.balance(neighbour) == 90


def test_closing_one_window_leaves_the_reservations_of_another() -> None:
    town = Serving()
    now, town.window = town.window, _of_january(town)
    made = town.reserve(town.rice, 2)
    assert windows.close_window(now, town.clerk, NOON) == 0
    assert (ended(made), town.left(town.rice)) == ("", (20, 2))


def test_a_deduction_may_leave_less_than_is_held_and_nothing_more_is_given(town: Serving) -> None:
    town.reserve(town.rice, 4)
    _deduct(town.household, 50)
    with pytest.raises(NotOffered, match="还差30分：合计80分，可用50分"):
        town.exchange(rice=4, at=FAIR)
    with pytest.raises(NotOffered, match="可用−30分，另有80分已被预约占用"):
        town.exchange(oil=1, at=FAIR)
    town.exchange(rice=2, at=FAIR)
    assert (town.balance(), town.left(town.rice)) == (10, (18, 0))


def _deduct(household: Household, points: int) -> None:
    move = ledger.Movement(household.pk, -points, Entry.Kind.CORRECTION, 2026, "更正")
    ledger.write(household.community_id, [move], TODAY, None, NOON)
