"""The counter's screen: what one household has, what is on offer to it, what it has reserved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Q, Sum

from households.models import Household, Place
from points.models import Account
from supermarket.models import Outlet, Product, RedemptionLine, Reservation, Stock, Window
from supermarket.services import windows


@dataclass(frozen=True, slots=True)
class Season:
    """What may be done today: exchange in `window`, or reserve for it (`reserving`); without a
    window `told` says when the next one is."""

    window: Window | None
    reserving: bool = False
    told: str = ""

    @property
    def exchanging(self) -> bool:
        return self.window is not None and not self.reserving

    @property
    def window_id(self) -> int | None:
        return self.window.pk if self.window else None


def season(community: Place, day: date) -> Season:
    """What may be done in `community` on `day`. At most four queries."""
    standing = Window.objects.filter(community=community)
    window = standing.open_on(day).first()
    if window is not None:
        return Season(window)
    told = windows.not_open(community, day).messages[0]
    coming = standing.reservable_on(day).order_by("opens_on").first()
    return Season(coming, reserving=coming is not None, told=told)


@dataclass(frozen=True, slots=True)
class Offered:
    """A product (`priced_on` the day) as this household may have it: `left` units on the shelf
    (None: a service), `allowed` units of its limit (None: no limit); `held` points of what it has
    reserved of it and may fetch now."""

    product: Any
    left: int | None
    allowed: int | None
    held: int = 0

    @property
    def most(self) -> int | None:
        """Units it may have now; None: any number."""
        bounds = [bound for bound in (self.left, self.allowed) if bound is not None]
        return min(bounds) if bounds else None

    @property
    def told(self) -> str:
        """What bounds it, in words."""
        unit = self.product.unit
        parts = []
        if self.left is not None:
            parts.append(f"余{self.left}{unit}" if self.left else "已兑完")
        if self.allowed is not None:
            parts.append(f"本季还可兑{self.allowed}{unit}" if self.allowed else "本季已兑满")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class CounterPage:
    """`balance` points, some of them kept back by reservations: `here` those that may be fetched at
    this counter now, `elsewhere` all others. `offered` by number."""

    season: Season
    balance: int
    here: list[Reservation]
    elsewhere: list[Reservation]
    offered: list[Offered]

    @property
    def held(self) -> int:
        return sum(each.points for each in self.here) + self.held_elsewhere

    @property
    def held_elsewhere(self) -> int:
        return sum(each.points for each in self.elsewhere)

    @property
    def spendable(self) -> int:
        """What an exchange leaves the balance of, or, before the window, a reservation the rest."""
        return self.balance - (self.held if self.season.reserving else 0)

    @property
    def shelves(self) -> list[tuple[str, list[Offered]]]:
        return by_category(self.offered)


def by_category(offers: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """What is on offer by category of its `product`; the category of the lowest number first."""
    first = {each.product.category: each.product.number for each in reversed(offers)}

    def place(each: Any) -> tuple[int, int]:
        return first[each.product.category], each.product.number

    shelves = groupby(sorted(offers, key=place), key=attrgetter("product.category"))
    return [(category, list(shelf)) for category, shelf in shelves]


def counter_page(outlet: Outlet, household: Household, day: date) -> CounterPage:
    """The screen of `outlet` for one household. A constant number of queries."""
    now = season(outlet.community, day)
    account = Account.objects.filter(household=household).first()
    here: list[Reservation] = []
    elsewhere: list[Reservation] = []
    for each in standing_reservations(household):
        fetched = now.exchanging and (each.window_id, each.outlet_id) == (now.window_id, outlet.pk)
        (here if fetched else elsewhere).append(each)
    return CounterPage(
        season=now,
        balance=account.balance if account else 0,
        here=here,
        elsewhere=elsewhere,
        offered=list(offered(outlet, household, now, here, day)),
    )


def standing_reservations(household: Household) -> list[Reservation]:
    """What a household has reserved and not fetched, for any window. One query."""
    standing = Reservation.objects.filter(household=household, ended_at__isnull=True)
    return list(standing.select_related("product", "outlet__place", "window"))


def offered(
    outlet: Outlet, household: Household, now: Season, mine: Sequence[Reservation], day: date
) -> Iterator[Offered]:
    """What is on offer at `outlet`, by number; what is held as `mine` is there for the household.
    Only goods can be reserved. Three queries."""
    reserved = {each.product_id: each for each in mine}
    products: Any = Product.objects.filter(community=outlet.community_id).on_offer()
    if now.reserving:
        products = products.filter(kind=Product.Kind.GOODS)
    left = left_at([outlet], day)
    taken = taken_in(now.window, household)
    for product in products.priced_on(day).filter(points__isnull=False).order_by("number"):
        limit, own = product.limit_per_quarter, reserved.get(product.pk)
        there = left.get((outlet.pk, product.pk), 0) + (own.quantity if own else 0)
        yield Offered(
            product=product,
            left=max(0, there) if product.merchant_id is None else None,
            allowed=None if limit is None else max(0, limit - taken.get(product.pk, 0)),
            held=own.points if own else 0,
        )


def left_at(outlets: Sequence[Outlet], day: date) -> dict[tuple[int, int], int]:
    """Units that are neither reserved nor past their best-before day, by outlet and product
    (primary keys)."""
    good = Q(lots__best_before__isnull=True) | Q(lots__best_before__gte=day)
    rows = Stock.objects.filter(outlet__in=outlets).annotate(
        good=Sum("lots__quantity", filter=good, default=0)
    )
    stocks = rows.values_list("outlet", "product", "good", "held")
    return {(outlet, product): units - held for outlet, product, units, held in stocks}


def taken_in(window: Window | None, household: Household) -> dict[int, int]:
    """Units the household has had in `window`, by product; cancelled slips not counted."""
    lines = RedemptionLine.objects.filter(
        redemption__household=household,
        redemption__window=window,
        redemption__cancellation__isnull=True,
    )
    return dict(lines.order_by().values_list("product").annotate(Sum("quantity")))
