"""Whatever happens at the counter in whatever order: points, goods and vouchers add up."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from households.models import Household
from households.refusals import Refused
from points.models import Account, Entry
from points.periods import Quarter
from points.services import ledger
from supermarket.models import (
    Cancellation,
    MarketPolicy,
    Redemption,
    RedemptionLine,
    Reservation,
    Stock,
    Voucher,
    Window,
)
from supermarket.services import cancelling, reservations, stock, vouchers, windows
from supermarket.services.lapsing import lapse_over
from supermarket.services.stock import Found, Item
from tests.factory import NOON
from tests.supermarket.factory import TODAY, make_window
from tests.supermarket.serving import Serving
from tests.supermarket.shelves import adds_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JANUARY = datetime.fromisoformat("2027-01-09 10:00+08:00")
"""The first day of the next window, for which things may be reserved at NOON."""

units = st.integers(1, 6)
which = st.integers(0, 1)
GOODS, HOUSEHOLDS = ("rice", "oil"), ("zhang", "li")
goods, people = st.sampled_from(GOODS), st.sampled_from(HOUSEHOLDS)
days = st.sampled_from([None, TODAY, TODAY + timedelta(days=60)])


class Town(Serving):
    """Two households, two kinds of goods, a service; now a window, in January the next. A voucher
    of now is over then."""

    def __init__(self) -> None:
        super().__init__()
        MarketPolicy.objects.create(community=self.community, voucher_days=30)
        self.zhang, self.li = self.household, self.neighbour(30)
        self.now, self.window = self.window, make_window(
            self.community, JANUARY.date(), JANUARY.date() + timedelta(days=2),
            reserve_from=TODAY, quarter=Quarter(2027, 1), by=self.clerk,
        )  # fmt: skip


class Counter(RuleBasedStateMachine):
    """What people do at the counter; what they may not do is refused and leaves nothing."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.busy = 5
        self.served: list[str] = []
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.close()

    def try_to(self, act: Callable[[], Any]) -> bool:
        """Whether the act was carried out; refused, it must have changed no table."""
        before = self.written()
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert self.written() == before
            return False
        return True

    def written(self) -> list[Any]:
        tables = (Entry, Redemption, Cancellation, Reservation, Voucher)
        return [
            *(table.objects.count() for table in tables),
            *Stock.objects.order_by("pk").values_list("quantity", "held", "last_number"),
            Reservation.objects.filter(ended_at__isnull=True).count(),
        ]

    @rule(name=goods, quantity=units, best_before=days)
    def receive(self, name: str, quantity: int, best_before: date | None) -> None:
        items = [Item(getattr(self.town, name), quantity, best_before)]
        town, day = self.town, self.at.date()
        self.try_to(
            lambda: stock.receive(
                town.shop, "donation", "李老板", items, day, town.storekeeper, self.at
            )
        )

    @rule(name=goods, difference=st.integers(-8, 8))
    def count(self, name: str, difference: int) -> None:
        town, product = self.town, getattr(self.town, name)
        lines = [Found(product, town.left(product)[0] + difference, reason="实盘")]
        self.try_to(
            lambda: stock.count(town.shop, lines, "王保管", "赵监督", town.storekeeper, self.at)
        )

    @rule(name=goods, quantity=units, best_before=days)
    def write_off(self, name: str, quantity: int, best_before: date | None) -> None:
        town, product = self.town, getattr(self.town, name)
        self.try_to(
            lambda: stock.write_off(
                town.shop, product, best_before, quantity, "受潮", town.storekeeper, self.at
            )
        )

    @rule(who=people, rice=st.integers(0, 3), oil=st.integers(0, 2), haircut=st.integers(0, 2))
    def exchange(self, who: str, **wanted: int) -> None:
        household: Household = getattr(self.town, who)
        basket = {name: quantity for name, quantity in wanted.items() if quantity}
        points = sum(self.price(name) * quantity for name, quantity in basket.items())
        before = self.town.balance(household)
        done = self.try_to(lambda: self.town.exchange(household=household, at=self.at, **basket))
        assert self.town.balance(household) == before - (points if done else 0)
        assert not done or (basket and points <= before)

    @rule(who=people, name=st.sampled_from([*GOODS, "haircut"]))
    def exchange_one(self, who: str, name: str) -> None:
        self.exchange(who, **{name: 1})

    def price(self, name: str) -> int:
        return {"rice": 20, "oil": 15, "haircut": 8}[name]

    @precondition(lambda _: Redemption.objects.exists())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        slip = data.draw(st.sampled_from(list(Redemption.objects.order_by("pk"))))
        mine = Voucher.objects.filter(line__redemption=slip)
        over = mine.filter(Q(used_at__isnull=False) | Q(lapsed_at__isnull=False)).exists()
        was_cancelled = hasattr(slip, "cancellation")
        done = self.try_to(lambda: cancelling.cancel(slip, "拿错了", self.town.clerk, self.at))
        assert done is not (over or was_cancelled)

    @precondition(lambda _: Voucher.objects.exists())
    @rule(data=st.data())
    def use_voucher(self, data: st.DataObject) -> None:
        voucher = data.draw(st.sampled_from(list(Voucher.objects.order_by("pk"))))
        town, code = self.town, voucher.code
        if self.try_to(lambda: vouchers.use(code, town.merchant, town.barber, self.at)):
            self.served.append(code)

    @rule()
    def lapse(self) -> None:
        over = list(Voucher.objects.over_on(self.at.date()).select_related("line"))
        before = self.points_of_both()
        lapse_over(self.at)
        assert self.points_of_both() - before == sum(each.line.points_each for each in over)

    def points_of_both(self) -> int:
        return self.town.balance(self.town.zhang) + self.town.balance(self.town.li)

    @rule(who=people, name=goods, quantity=units)
    def reserve(self, who: str, name: str, quantity: int) -> None:
        household, product = getattr(self.town, who), getattr(self.town, name)
        self.try_to(lambda: self.town.reserve(product, quantity, household, at=self.at))

    @precondition(lambda _: Reservation.objects.exists())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        made = data.draw(st.sampled_from(list(Reservation.objects.order_by("pk"))))
        self.try_to(lambda: reservations.withdraw(made, self.town.storekeeper, self.at))

    @rule(who=people, points=st.integers(-20, 60))
    def post(self, who: str, points: int) -> None:
        household = getattr(self.town, who)
        move = ledger.Movement(household.pk, points, Entry.Kind.CORRECTION, 2026, "更正")
        ledger.write(household.community_id, [move], self.at.date(), None, self.at)

    @precondition(lambda self: Entry.objects.count() > self.busy)
    @rule()
    def close(self) -> None:
        """After some business the window is closed, and it is January; then that of January."""
        window, self.busy = (self.town.now, 10) if self.at == NOON else (self.town.window, 99)
        assert self.try_to(lambda: windows.close_window(window, self.town.clerk, self.at))
        self.at = JANUARY

    @invariant()
    def stock_is_its_movements_and_its_lots(self) -> None:
        standing = Reservation.objects.filter(ended_at__isnull=True)
        for row in Stock.objects.all():
            assert adds_up(row)
            assert row.quantity >= row.held >= 0
            reserved = standing.filter(product=row.product_id).aggregate(sum=Sum("quantity"))
            assert row.held == (reserved["sum"] or 0)

    @invariant()
    def balance_is_its_entries_and_no_exchange_overdraws(self) -> None:
        for account in Account.objects.all():
            entries = list(account.entries.order_by("number"))
            assert [each.number for each in entries] == list(range(1, account.last_number + 1))
            running = list(accumulate(each.points for each in entries))
            assert [each.balance_after for each in entries] == running
            assert account.balance == running[-1]
            spent = [each for each in entries if each.kind == Entry.Kind.EXCHANGE]
            assert all(each.balance_after >= 0 for each in spent)

    @invariant()
    def points_are_conserved(self) -> None:
        for household in (self.town.zhang, self.town.li):
            entries = Entry.objects.filter(account__household=household)
            moved = entries.filter(kind__in=("exchange", "refund")).aggregate(sum=Sum("points"))
            standing = Redemption.objects.standing().filter(household=household)
            given_back = Voucher.objects.filter(
                line__redemption__household=household, lapsed_at__isnull=False
            ).aggregate(sum=Sum("line__points_each"))
            kept = sum(slip.points for slip in standing) - (given_back["sum"] or 0)
            assert kept == -(moved["sum"] or 0)
            for slip in standing:
                assert slip.points == sum(line.points for line in slip.lines.all())

    @invariant()
    def a_voucher_is_used_once_or_lapses_and_its_slip_stands(self) -> None:
        used = Voucher.objects.filter(used_at__isnull=False).order_by("pk")
        assert sorted(self.served) == sorted(used.values_list("code", flat=True))
        assert len(self.served) == len(set(self.served))
        assert not used.filter(line__redemption__cancellation__isnull=False).exists()
        lapsed = Voucher.objects.filter(lapsed_at__isnull=False)
        assert not lapsed.filter(used_at__isnull=False).exists()
        assert not lapsed.filter(line__redemption__cancellation__isnull=False).exists()

    @invariant()
    def nobody_has_more_oil_than_his_quarter_allows(self) -> None:
        lines = RedemptionLine.objects.filter(
            product=self.town.oil, redemption__cancellation__isnull=True
        )
        taken = lines.order_by().values_list("redemption__household", "redemption__window")
        assert all(units <= 2 for *_, units in taken.annotate(Sum("quantity")))

    @invariant()
    def nothing_is_reserved_for_a_window_that_is_closed(self) -> None:
        closed = Window.objects.filter(closed_at__isnull=False)
        assert not Reservation.objects.filter(window__in=closed, ended_at__isnull=True).exists()


def test_whatever_happens_at_the_counter_adds_up() -> None:
    machine = type("Counter", (Counter,), {"town": Town()})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=40))
