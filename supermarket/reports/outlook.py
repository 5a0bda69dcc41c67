"""The outlook for the meeting: what the points in people's hands will cost, whether the shelf and
the budget are enough, what runs out, what nobody takes, what to buy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from points.periods import Quarter
from supermarket.models import MarketPolicy, Product
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
    to_order,
)
from supermarket.reports.outlook_facts import (
    Left,
    Purses,
    Sold,
    Vouchers,
    Windows,
    held_of,
    left_of,
    means_of,
    products_of,
    purses_of,
    sold_in,
    vouchers_owed,
    windows_of,
)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product: what went of it in `windows` of the past, `good` units today and `good_then`
    when the next window opens; `needed` if all points were spent as in the past, `expected` in the
    next window, and `paid_fen` for one when last bought. A service has no units. What is slow is
    not told before a window is over."""

    product: Product
    on_offer: bool
    sold: Sold
    windows: int
    good: int
    good_then: int
    needed: int
    expected: int
    paid_fen: int
    is_slow: bool

    @property
    def is_goods(self) -> bool:
        return self.product.kind == Product.Kind.GOODS

    @property
    def lasts_days(self) -> int | None:
        return lasts_days(self.good, self.sold.units, self.windows)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.good)

    @property
    def percent(self) -> int:
        """How much of what is needed is there, at most 100."""
        return 100 if not self.missing else self.good * 100 // self.needed

    @property
    def to_order(self) -> int:
        return to_order(self.expected, self.good_then)

    @property
    def order_fen(self) -> int:
        return self.to_order * self.paid_fen


@dataclass(frozen=True, slots=True)
class Outlook:
    """`rate` is None where nothing was exchanged and nothing is on offer; `is_past_rate`: from real
    exchanges, not from today's prices. `able` households can pay the `cheapest` product; `next_on`
    is the day the next window opens, or, while that is not set, the first day of the next quarter.
    """

    day: date
    windows: Windows
    hands: Hands
    purses: Purses
    rate: Rate | None
    is_past_rate: bool
    vouchers: Vouchers
    means: Means
    bounds: Bounds
    able: int
    cheapest: Any
    rows: list[ProductRow]
    next_on: date

    @property
    def owed_fen(self) -> int:
        points = self.rate.cost_of(self.hands.points) if self.rate else 0
        return points + self.vouchers.cost_fen

    @property
    def sellers(self) -> list[ProductRow]:
        """What went, the most points first."""
        went = [row for row in self.rows if row.sold.units]
        return sorted(went, key=lambda row: (-row.sold.points, row.product.number))

    @property
    def slow(self) -> list[ProductRow]:
        """What nobody took, then what lasts longest."""
        rows = [row for row in self.rows if row.is_slow]
        return sorted(rows, key=lambda row: (row.sold.units > 0, -(row.lasts_days or 0)))

    @property
    def paced(self) -> list[ProductRow]:
        """What went, then what is slow and did not go at all."""
        return self.sellers + [row for row in self.slow if not row.sold.units]

    @property
    def rush(self) -> list[ProductRow]:
        """Goods that would be needed, what runs out first in front."""
        rows = [row for row in self.rows if row.is_goods and row.needed]
        return sorted(rows, key=lambda row: (row.percent, row.product.number))

    @property
    def orders(self) -> list[ProductRow]:
        """What to buy, the dearest sum first."""
        rows = [row for row in self.rows if row.to_order]
        return sorted(rows, key=lambda row: (-row.order_fen, row.product.number))

    @property
    def order_fen(self) -> int:
        return sum(row.order_fen for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the rows of all products are worked out from, by product (primary key)."""

    day: date
    next_on: date
    windows: Windows
    offered: Mapping[int, Offered]
    sold: Mapping[int, Sold]
    left: Mapping[int, Sequence[Left]]
    held: Mapping[int, int]
    needed: Mapping[int, int]
    soon: Counter[int]

    def row(self, product: Any) -> ProductRow:
        key, paid = product.pk, product.paid_fen
        left, sold = self.left.get(key, ()), self.sold.get(key, Sold())
        is_service = product.kind == Product.Kind.SERVICE
        windows = len(self.windows.past) if is_service else self.windows.since(product.arrived)
        wanted = 0
        if key in self.offered and not is_service:
            most = reach(self.soon, self.offered[key])
            wanted = expected(sold.units, windows, self.held.get(key, 0), most)
        good, is_over = _good(left, self.day), self.windows.running not in self.windows.past
        return ProductRow(
            product=product,
            on_offer=key in self.offered,
            sold=sold,
            windows=windows,
            good=good,
            good_then=_good(left, self.next_on),
            needed=self.needed.get(key, 0),
            expected=wanted,
            paid_fen=(product.cost_fen or 0) if paid is None else paid,
            is_slow=key in self.offered and is_over and is_slow(good, sold.units, windows),
        )


def outlook(policy: MarketPolicy, day: date) -> Outlook:
    """The community's outlook on `day`. A constant number of queries."""
    community, windows = policy.community, windows_of(policy.community, day)
    next_on = windows.coming.opens_on if windows.coming else _next_quarter(day)
    purses, sold, left = purses_of(community), sold_in(windows.past), left_of(community)
    products = list(products_of(community, day))
    on_offer = [each for each in products if each.retired_at is None and each.points is not None]
    offered = {
        each.pk: Offered(each.points, each.cost_fen, each.limit_per_quarter) for each in on_offer
    }
    balances = list(purses.here.values())
    hands = in_hands(balances)
    mix = {key: (sold[key].units, now.points) for key, now in offered.items() if key in sold}
    ground = _Ground(
        day=day,
        next_on=next_on,
        windows=windows,
        offered=offered,
        sold=sold,
        left=left,
        held=held_of(community),
        needed=needed(hands.points, mix),
        soon=purses.soon,
    )
    cheapest = min(on_offer, key=lambda each: (each.points, each.number), default=None)
    rate, is_past_rate = rate_from(sold, on_offer)
    return Outlook(
        day=day,
        windows=windows,
        hands=hands,
        purses=purses,
        rate=rate,
        is_past_rate=is_past_rate,
        vouchers=vouchers_owed(community, day),
        means=means_of(policy, _worth(on_offer, left, day), day),
        bounds=bounds(balances, list(offered.values())),
        able=sum(balance >= cheapest.points for balance in balances) if cheapest else 0,
        cheapest=cheapest,
        rows=[ground.row(each) for each in products],
        next_on=next_on,
    )


def rate_from(sold: Mapping[int, Sold], on_offer: Sequence[Any]) -> tuple[Rate | None, bool]:
    """What points cost by what was exchanged, or while there is nothing by one of each product
    `on_offer` (with its price of the day); and whether it is from real exchanges."""
    past = rate_of((each.points, each.cost_fen) for each in sold.values())
    if past is not None:
        return past, True
    return rate_of((each.points, each.cost_fen) for each in on_offer), False


def _next_quarter(day: date) -> date:
    return Quarter.of(day).months[-1].next().first_day


def _good(left: Sequence[Left], day: date) -> int:
    return sum(each.units for each in left if each.good_on(day))


def _worth(on_offer: Sequence[Any], left: Mapping[int, Sequence[Left]], day: date) -> int:
    """分 of good units of what is on offer: what they cost, or for gifts without a price what the
    office reckons for one today."""
    return sum(
        lot.units * (each.cost_fen if lot.unit_cost_fen is None else lot.unit_cost_fen)
        for each in on_offer
        for lot in left.get(each.pk, ())
        if lot.good_on(day)
    )
