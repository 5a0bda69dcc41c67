"""Whatever is done to a shelf in whatever order: it adds up, never falls below zero, and the oldest
goes out first. Beside it a model in a dozen lines says how much of each lot must be left."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from households.refusals import Refused
from supermarket.models import Redemption, Stock
from supermarket.services import stock
from supermarket.services.stock import Found, Item
from tests.factory import NOON
from tests.supermarket.factory import TODAY, Market
from tests.supermarket.shelves import adds_up, lots_of, rice, slip

pytestmark = pytest.mark.django_db

DAYS = [None, *(TODAY + timedelta(days=ahead) for ahead in (0, 1, 10, 40))]
Act = tuple[str, int, date | None]

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "take", "count", "write_off", "give_back", "hold", "release"]),
        st.integers(1, 12),
        st.sampled_from(DAYS),
    ),
    max_size=12,
)


class Shelf:
    """One product at one counter: the acts, and beside them what must be left of every lot."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.lots: list[tuple[date | None, int]] = [(None, 20)]
        self.slips: list[tuple[Redemption, list[tuple[date | None, int]]]] = []
        self.held = 0

    @property
    def total(self) -> int:
        return sum(units for _, units in self.lots)

    def knows(self, act: Act) -> bool:
        """Whether there is a slip to take back, or as much reserved as the act releases."""
        name, units, _ = act
        return {"give_back": bool(self.slips), "release": units <= self.held}.get(name, True)

    def do(self, act: Act) -> None:
        """Carries an act out, here and in the model, or is refused in both."""
        name, units, day = act
        before = list(self.lots), self.held
        expected = getattr(self, f"_may_{name}")(units, day)
        try:
            with transaction.atomic():
                self._carry_out(name, units, day)
        except Refused:
            assert not expected, act
            self.lots, self.held = before
        else:
            assert expected, act

    def _carry_out(self, name: str, units: int, day: date | None) -> None:
        market = self.market
        by = market.storekeeper
        acts: dict[str, Callable[[], Any]] = {
            "receive": lambda: stock.receive(
                market.shop, "donation", "李老板", [Item(market.rice, units, day)], TODAY, by, NOON
            ),
            "take": lambda: self.slips.append((slip(market, rice=units), self.taken)),
            "count": lambda: stock.count(
                market.shop, [Found(market.rice, units, reason="实盘")], "王", "赵", by, NOON
            ),
            "write_off": lambda: stock.write_off(
                market.shop, market.rice, day, units, "受潮", by, NOON
            ),
            "give_back": lambda: stock.give_back(self.slips.pop()[0], by, NOON),
            "hold": lambda: stock.hold(market.shop, market.rice, units, TODAY),
            "release": lambda: stock.release({(market.shop.pk, market.rice.pk): units}),
        }
        acts[name]()

    def _draw(
        self, units: int, may_go: Callable[[date | None], bool]
    ) -> list[tuple[date | None, int]]:
        taken: list[tuple[date | None, int]] = []
        order = sorted(self.lots, key=lambda lot: (lot[0] is None, lot[0] or TODAY))
        for day in dict.fromkeys(day for day, _ in order if may_go(day)):
            there = dict(self.lots)[day]
            goes = min(units, there)
            units -= goes
            if goes:
                taken.append((day, goes))
                self._put(day, -goes)
        return taken

    def _put(self, day: date | None, units: int) -> None:
        left = dict(self.lots)
        left[day] = left.get(day, 0) + units
        self.lots = list(left.items())

    def _may_receive(self, units: int, day: date | None) -> bool:
        self._put(day, units)
        return True

    def _may_take(self, units: int, day: date | None) -> bool:
        self.taken = self._draw(units, lambda _: True)
        return sum(goes for _, goes in self.taken) == units and self.total >= self.held

    def _may_write_off(self, units: int, day: date | None) -> bool:
        gone = self._draw(units, lambda each: each == day)
        return sum(goes for _, goes in gone) == units and self.total >= self.held

    def _may_count(self, units: int, day: date | None) -> bool:
        if units < self.held:
            return False
        if units < self.total:
            self._draw(self.total - units, lambda _: True)
        elif units > self.total:
            # The lot that came in last, which the test asks the database for.
            last = Stock.objects.get(product=self.market.rice).lots.order_by("pk").last()
            self._put(last.best_before, units - self.total)
        return True

    def _may_give_back(self, units: int, day: date | None) -> bool:
        for each, back in self.slips[-1][1]:
            self._put(each, back)
        return True

    def _may_hold(self, units: int, day: date | None) -> bool:
        self.held += units
        return self.held <= self.total

    def _may_release(self, units: int, day: date | None) -> bool:
        self.held -= units
        return True


def summed(lots: list[tuple[date | None, int]]) -> dict[date | None, int]:
    left: dict[date | None, int] = {}
    for day, units in lots:
        left[day] = left.get(day, 0) + units
    return {day: units for day, units in left.items() if units}


def test_any_sequence_adds_up_and_takes_the_oldest_first() -> None:
    market = Market()

    @settings(max_examples=100)
    @given(ACTS)
    def holds(acts: list[Act]) -> None:
        with transaction.atomic():
            shelf = Shelf(market)
            for act in acts:
                if shelf.knows(act):
                    shelf.do(act)
                    row = rice(market)
                    assert adds_up(row)
                    assert (row.quantity, row.held) == (shelf.total, shelf.held)
                    assert summed(lots_of(market, market.rice)) == summed(shelf.lots)
            transaction.set_rollback(True)

    holds()
