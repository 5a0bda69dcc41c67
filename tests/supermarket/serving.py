"""A market on an exchange day, and shorthands for what happens at its counter."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Sum

from households.models import Card, Household, User
from households.refusals import Refused
from points.models import Account, Entry
from supermarket.models import (
    Cancellation,
    Outlet,
    Product,
    Redemption,
    Reservation,
    Stock,
    StockMovement,
    Voucher,
    Window,
)
from supermarket.services import cancelling, reservations
from supermarket.services.exchange import Collected, exchange
from supermarket.services.offers import Pick
from tests.factory import NOON, make_household
from tests.supermarket.factory import TODAY, Market, give_points, make_window

HEAD = Collected()


FAIR = datetime.fromisoformat("2026-11-25 09:00+08:00")
"""The first hour of the window that is reserved for at NOON, five days before."""


class Serving(Market):
    """The window is open from the day of NOON until 30 November; `reserved_for` it opens at FAIR
    only, and NOON is a day of reservation."""

    def __init__(self, name: str = "东岭社区", reserved_for: bool = False) -> None:
        super().__init__(name)
        days = {"opens_on": FAIR.date(), "reserve_from": TODAY} if reserved_for else {}
        self.window: Window = make_window(self.community, by=self.clerk, **days)

    def pick(self, product: Product, quantity: int, seen: int | None = None) -> Pick:
        """At the price of 20 November, unless the page had `seen` another."""
        price = Product.objects.priced_on(NOON.date()).get(pk=product.pk).points
        return Pick(product, quantity, price if seen is None else seen)

    def exchange(
        self,
        *picks: Pick,
        household: Household | None = None,
        outlet: Outlet | None = None,
        collector: Collected = HEAD,
        by: User | None = None,
        at: datetime = NOON,
        **quantities: int,
    ) -> Redemption:
        """The household's slip for `picks` and for things of the market by name (`rice=2`)."""
        named = [self.pick(getattr(self, name), number) for name, number in quantities.items()]
        return exchange(
            outlet or self.shop,
            household or self.household,
            [*picks, *named],
            collector,
            by or self.storekeeper,
            at,
        )

    def refusal(self, *picks: Pick, **more: Any) -> str:
        """Why such an exchange is refused; nothing may be left of it."""
        before = self._written()
        with pytest.raises(Refused) as refused:
            self.exchange(*picks, **more)
        assert self._written() == before
        return "".join(refused.value.messages)

    def _written(self) -> list[int]:
        stock = Stock.objects.aggregate(Sum("quantity"), Sum("held"))
        tables = (Entry, StockMovement, Redemption, Voucher)
        return [*(table.objects.count() for table in tables), *stock.values()]

    def reserve(
        self,
        product: Product,
        quantity: int,
        household: Household | None = None,
        outlet: Outlet | None = None,
        by: User | Card | None = None,
        at: datetime = NOON,
    ) -> Reservation:
        who, where = household or self.household, outlet or self.shop
        by = by or self.storekeeper
        return reservations.reserve(self.window, where, who, product, quantity, by, at)

    def cancel(self, slip: Redemption, at: datetime = NOON, **more: Any) -> Cancellation:
        told: dict[str, Any] = {"reason": "拿错了东西", "by": self.clerk} | more
        return cancelling.cancel(Redemption.objects.get(pk=slip.pk), at=at, **told)

    def neighbour(self, points: int, head: str = "李四麦") -> Household:
        """Another household of the group, with just so many points."""
        household = make_household(self.group, head)
        give_points(household, points)
        return household

    def balance(self, household: Household | None = None) -> int:
        return Account.objects.get(household=household or self.household).balance

    def left(self, product: Product, outlet: Outlet | None = None) -> tuple[int, int]:
        """Units of stock, and how many of them are reserved."""
        stock = Stock.objects.get(product=product, outlet=outlet or self.shop)
        return stock.quantity, stock.held

    def honour(self, household: Household | None = None) -> int:
        mine = Entry.objects.honour(2026).filter(account__household=household or self.household)
        return mine.aggregate(sum=Sum("points"))["sum"]

    def voucher(self, slip: Redemption | None = None) -> Voucher:
        """The one voucher of `slip`, by default of a haircut taken now."""
        return Voucher.objects.get(line__redemption=slip or self.exchange(haircut=1))
