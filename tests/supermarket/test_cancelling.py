"""Cancelling a slip: whole, once, with a reason, while the quarter's points may be exchanged."""

from datetime import datetime, timedelta

import pytest

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import households
from points.models import Entry
from supermarket.models import Cancellation, MarketPolicy, Redemption, StockMovement, Voucher
from supermarket.services import catalogue, vouchers, windows
from tests.factory import NOON, appoint, make_user
from tests.supermarket.factory import TODAY, stocked
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LAST_SECOND = datetime.fromisoformat("2027-01-31 23:59:59+08:00")
"""The last day on which points of the fourth quarter may be exchanged."""


@pytest.fixture
def town() -> Serving:
    return Serving()


def test_points_and_goods_are_back_and_the_entries_are_tied(town: Serving) -> None:
    slip = town.exchange(rice=2, haircut=1)
    made = town.cancel(slip, reason=" 拿错了  东西 ", at=NOON + DAY)
    made.refresh_from_db()
    assert (made.redemption, made.reason) == (slip, "拿错了 东西")
    assert (made.by, made.at) == (town.clerk, NOON + DAY)
    entry = made.entry
    assert (entry.kind, entry.points, entry.balance_after) == ("refund", 48, 100)
    assert (entry.reverses, entry.effective_on, entry.year) == (slip.entry, TODAY + DAY, 2026)
    assert entry.note == f"撤销兑换单{slip.slip_number}：拿错了 东西"
    assert (town.balance(), town.honour(), town.left(town.rice)) == (100, 100, (20, 0))
    assert not Redemption.objects.standing().exists()


def test_goods_come_back_into_the_lots_they_came_from(town: Serving) -> None:
    stocked(town.shop, town.rice, 1, TODAY + 10 * DAY, by=town.clerk)
    slip = town.exchange(rice=2)
    stocked(town.shop, town.rice, 5, TODAY + 20 * DAY, by=town.clerk)
    town.cancel(slip)
    moves = StockMovement.objects.filter(redemption_line__redemption=slip).order_by("number")
    assert [(move.lot.best_before, move.kind, move.quantity) for move in moves] == [
        (TODAY + 10 * DAY, "exchange", -1),
        (None, "exchange", -1),
        (TODAY + 10 * DAY, "cancellation", 1),
        (None, "cancellation", 1),
    ]
    lots = town.rice.stock.get().lots.order_by("pk").values_list("quantity", flat=True)
    assert list(lots) == [20, 1, 5]


def test_a_slip_is_cancelled_once(town: Serving) -> None:
    slip = town.exchange(rice=2)
    town.cancel(slip)
    with pytest.raises(AlreadyHandled, match="这张兑换单已经撤销"):
        town.cancel(slip, reason="再退一次")
    assert (town.balance(), town.left(town.rice)) == (100, (20, 0))
    assert Cancellation.objects.get().reason == "拿错了东西"


def test_a_used_voucher_keeps_its_slip(town: Serving) -> None:
    slip = town.exchange(rice=1, haircut=2)
    voucher = slip.lines.get(name="理发").vouchers.last()
    vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    with pytest.raises(Refused) as refused:
        town.cancel(slip)
    assert refused.value.messages == ["这张兑换单的理发券已于2026年11月20日核销，不能再撤销。"]
    assert (town.balance(), town.left(town.rice)) == (64, (19, 0))


def test_an_expired_voucher_that_nobody_used_can_be_given_back(town: Serving) -> None:
    MarketPolicy.objects.create(community=town.community, voucher_days=7)
    slip = town.exchange(haircut=1)
    assert not Voucher.objects.usable_on(TODAY + 7 * DAY).exists()
    town.cancel(slip, at=NOON + 7 * DAY)
    assert town.balance() == 100


def test_what_is_cancelled_can_be_exchanged_again(town: Serving) -> None:
    town.cancel(town.exchange(rice=5))
    again = town.exchange(rice=5)
    town.cancel(again)
    assert (town.balance(), town.left(town.rice)) == (100, (20, 0))
    assert [entry.number for entry in Entry.objects.order_by("pk")] == [1, 2, 3, 4, 5]


def test_the_price_of_the_slip_is_what_comes_back(town: Serving) -> None:
    slip = town.exchange(rice=1)
    catalogue.price(town.rice, 25, 3200, TODAY, town.clerk, NOON)
    catalogue.retire(town.rice, town.clerk, NOON)
    town.cancel(slip)
    assert (town.balance(), town.left(town.rice)) == (100, (20, 0))


def test_a_slip_is_cancelled_until_its_quarters_points_are_gone(town: Serving) -> None:
    slip, late = town.exchange(rice=1), town.exchange(rice=1)
    windows.close_window(town.window, town.clerk, NOON)
    town.cancel(slip, at=LAST_SECOND)
    with pytest.raises(Refused) as refused:
        town.cancel(late, at=LAST_SECOND + timedelta(seconds=1))
    assert refused.value.messages == [
        "2026年第4季度的兑换单只能在2027年1月31日以前（含当天）撤销，账已经结了。"
    ]


def test_a_household_that_has_left_gets_its_points_back_all_the_same(town: Serving) -> None:
    slip = town.exchange(rice=1)
    households.mark_left(town.household, TODAY, town.clerk, NOON)
    town.cancel(slip)
    assert town.balance() == 100


@pytest.mark.parametrize("reason", ["", " \n", "错" * 101])
def test_a_reason_is_needed_and_not_too_long(town: Serving, reason: str) -> None:
    slip = town.exchange(rice=1)
    with pytest.raises(Refused) as refused:
        town.cancel(slip, reason=reason)
    assert list(refused.value.message_dict) == ["reason"]


def test_who_may_cancel(town: Serving) -> None:
    slip = town.exchange(rice=1)
    for by in (town.storekeeper, town.barber, town.supervisor):
        with pytest.raises(Refused, match="任职"):
            town.cancel(slip, by=by)
    relative = make_user(town.community, "周经办", town.household)
    appoint(relative, Role.CLERK, town.community)
    with pytest.raises(Refused, match="不能撤销自己家的兑换单"):
        town.cancel(slip, by=relative)
    town.cancel(slip, by=town.clerk)
