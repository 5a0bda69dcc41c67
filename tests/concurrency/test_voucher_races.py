"""A voucher and its slip from two sides at once: served for, or given back, and only once."""

from datetime import datetime, timedelta

import pytest

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Entry
from supermarket.models import Cancellation, MarketPolicy, Redemption, Settlement, Voucher
from supermarket.services import cancelling, settlements, vouchers
from supermarket.services.lapsing import lapse
from tests.concurrency.harness import Act, Outcome, race, second_net, stopped_by_sqlite, writing
from tests.factory import NOON, make_officer
from tests.supermarket.factory import AUTUMN
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NEW_YEAR = datetime.fromisoformat("2027-01-02 09:00+08:00")
MIDNIGHT = datetime.fromisoformat("2027-02-18 00:00+08:00")
"""A voucher of NOON was good until the evening before."""


class Haircut(Serving):
    """A household has taken a haircut; two people at the barber's, two clerks in the office."""

    def __init__(self, voucher_days: int = 90) -> None:
        super().__init__()
        MarketPolicy.objects.create(community=self.community, voucher_days=voucher_days)
        self.slip = self.exchange(haircut=1)
        self.code = self.voucher(self.slip).code
        self.other_barber = make_officer(Role.MERCHANT, self.merchant.place)
        self.other_clerk = make_officer(Role.CLERK, self.community, "积分办乙")

    def cuts(self, by: User | None = None) -> Act:
        return lambda: vouchers.use(self.code, self.merchant, by or self.barber, NOON)

    def cancels(self, by: User | None = None, at: datetime = NOON) -> Act:
        slip = Redemption.objects.select_related("outlet__place", "window", "entry").get()
        return lambda: cancelling.cancel(slip, "拿错了", by or self.clerk, at)

    def cuts_late(self) -> Act:
        """On the last evening, confirmed when midnight is past."""
        at = MIDNIGHT - timedelta(seconds=1)
        return lambda: vouchers.use(self.code, self.merchant, self.barber, at)

    def lapses(self, at: datetime = MIDNIGHT) -> Act:
        slip = Redemption.objects.select_related("household", "entry").get()
        return lambda: [entry for entry in [lapse(slip, at)] if entry is not None]

    def settles(self, by: User) -> Act:
        return lambda: settlements.settle(self.merchant, AUTUMN, by, NEW_YEAR)

    def is_used(self) -> bool:
        return Voucher.objects.get().used_at is not None

    def is_cancelled(self) -> bool:
        return Cancellation.objects.exists()


def use_twice(shop: Haircut) -> Outcome:
    return race(shop.cuts(), shop.cuts(shop.other_barber), writing(Voucher))


def test_a_voucher_confirmed_twice_is_used_once() -> None:
    shop = Haircut()
    outcome = use_twice(shop)
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert "已于2026年11月20日核销" in str(outcome.follower)
    assert Voucher.objects.get().used_by == shop.barber


def test_without_the_lock_only_a_trigger_keeps_a_voucher_from_being_used_twice(
    unlocked: None,
) -> None:
    shop = Haircut()
    outcome = use_twice(shop)
    assert isinstance(outcome.follower, Voucher)
    assert second_net(outcome, "append-only")
    assert Voucher.objects.get().used_by == shop.other_barber


def test_a_voucher_is_not_used_while_its_slip_is_cancelled() -> None:
    shop = Haircut()
    outcome = race(shop.cancels(), shop.cuts(), writing(Entry))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "兑换单已经撤销" in str(outcome.follower)
    assert (shop.is_used(), shop.is_cancelled(), shop.balance()) == (False, True, 100)


def test_a_slip_is_not_cancelled_while_its_voucher_is_used() -> None:
    shop = Haircut()
    outcome = race(shop.cuts(), shop.cancels(), writing(Voucher))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "已于2026年11月20日核销，不能再撤销" in str(outcome.follower)
    assert (shop.is_used(), shop.is_cancelled(), shop.balance()) == (True, False, 92)


@pytest.mark.parametrize("first", ["cancels", "cuts"])
def test_without_the_lock_a_haircut_is_had_and_given_back(first: str, unlocked: None) -> None:
    shop = Haircut()
    acts = [shop.cancels(), shop.cuts()]
    leader, follower = acts if first == "cancels" else acts[::-1]
    outcome = race(leader, follower, writing(Entry if first == "cancels" else Voucher))
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert (shop.is_used(), shop.is_cancelled(), shop.balance()) == (True, True, 100)


def cancel_twice(shop: Haircut) -> Outcome:
    return race(shop.cancels(), shop.cancels(shop.other_clerk), writing(Entry))


def test_a_slip_cancelled_twice_gives_its_points_back_once() -> None:
    shop = Haircut()
    outcome = cancel_twice(shop)
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert (Cancellation.objects.get().by, shop.balance()) == (shop.clerk, 100)


def test_without_the_lock_only_a_constraint_keeps_points_from_coming_back_twice(
    unlocked: None,
) -> None:
    shop = Haircut()
    outcome = cancel_twice(shop)
    assert isinstance(outcome.follower, Cancellation)
    assert second_net(outcome, "entry_number_once_in_account")
    assert (Cancellation.objects.get().by, shop.balance()) == (shop.other_clerk, 100)


def settle_twice(shop: Haircut) -> Outcome:
    shop.cuts()()
    return race(shop.settles(shop.clerk), shop.settles(shop.other_clerk), writing(Settlement))


def test_a_quarter_settled_twice_is_owed_once() -> None:
    shop = Haircut()
    outcome = settle_twice(shop)
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Settlement.objects.get().made_by == shop.clerk


def test_without_the_lock_only_a_constraint_keeps_a_quarter_from_being_settled_twice(
    unlocked: None,
) -> None:
    shop = Haircut()
    outcome = settle_twice(shop)
    assert isinstance(outcome.follower, Settlement)
    assert second_net(outcome, "settlement_once_per_merchant_and_quarter")


def test_a_voucher_is_not_used_while_its_points_go_back() -> None:
    shop = Haircut()
    outcome = race(shop.lapses(), shop.cuts_late(), writing(Voucher))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "已经过期，不能再用" in str(outcome.follower)
    assert (shop.is_used(), shop.balance()) == (False, 100)


def test_points_do_not_go_back_while_the_voucher_is_used() -> None:
    shop = Haircut()
    outcome = race(shop.cuts_late(), shop.lapses(), writing(Voucher))
    assert outcome.waited
    assert outcome.follower == []
    assert (shop.is_used(), shop.balance()) == (True, 92)


def test_without_the_lock_only_a_trigger_keeps_points_of_a_used_voucher_from_going_back(
    unlocked: None,
) -> None:
    shop = Haircut()
    outcome = race(shop.lapses(), shop.cuts_late(), writing(Voucher))
    assert isinstance(outcome.follower, Voucher)
    assert second_net(outcome, "append-only")
    assert (shop.is_used(), shop.balance()) == (True, 92)


def test_without_the_lock_only_a_trigger_keeps_a_lapsed_voucher_from_being_used(
    unlocked: None,
) -> None:
    shop = Haircut()
    outcome = race(shop.cuts_late(), shop.lapses(), writing(Voucher))
    assert len(outcome.follower) == 1
    assert second_net(outcome, "append-only")
    assert (shop.is_used(), shop.balance()) == (False, 100)


def lapse_twice(shop: Haircut) -> Outcome:
    return race(shop.lapses(), shop.lapses(), writing(Voucher))


def test_a_voucher_lapses_once() -> None:
    shop = Haircut()
    outcome = lapse_twice(shop)
    assert outcome.waited
    assert (len(outcome.leader), outcome.follower) == (1, [])
    assert shop.balance() == 100


def test_without_the_lock_only_a_trigger_keeps_it_from_lapsing_twice(unlocked: None) -> None:
    shop = Haircut()
    outcome = lapse_twice(shop)
    assert len(outcome.follower) == 1
    assert second_net(outcome, "append-only")
    assert shop.balance() == 100


def cancel_while_it_lapses() -> tuple[Haircut, Outcome]:
    """A voucher of seven days is over while its slip may still be cancelled."""
    shop, over = Haircut(voucher_days=7), NOON + timedelta(days=7)
    return shop, race(shop.cancels(at=over), shop.lapses(over), writing(Entry))


def test_points_of_a_slip_that_is_being_cancelled_do_not_go_back_again() -> None:
    shop, outcome = cancel_while_it_lapses()
    assert outcome.waited
    assert outcome.follower == []
    assert (shop.is_cancelled(), shop.balance()) == (True, 100)


def test_without_the_lock_only_a_constraint_keeps_them_from_going_back_again(
    unlocked: None,
) -> None:
    shop, outcome = cancel_while_it_lapses()
    assert len(outcome.follower) == 1
    assert second_net(outcome, "entry_number_once_in_account")
    assert (shop.is_cancelled(), shop.balance()) == (False, 100)
