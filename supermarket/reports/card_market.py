"""The supermarket as a household sees it behind its card: what its points buy, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, Final

from households.models import Household
from points.models import Account
from points.periods import chinese_date
from supermarket.models import Outlet, Product, Reservation
from supermarket.reports.counter_page import (
    Season,
    by_category,
    left_at,
    season,
    standing_reservations,
    taken_in,
)

EXAMPLES: Final = 4
"""Of what the points buy, on the card's first page."""


@dataclass(frozen=True, slots=True)
class CardOffer:
    """A product (`priced_on` the day): `left` units by counter (nothing for a service), `allowed`
    units of its limit (None: no limit), how many points are `short` of one unit; `reserved` when
    the household has it put by."""

    product: Any
    left: list[tuple[Outlet, int]]
    allowed: int | None
    short: int
    reserved: bool

    @property
    def is_service(self) -> bool:
        return self.product.merchant_id is not None

    @property
    def there(self) -> bool:
        """Whether there is one for this household, its points aside."""
        return self.allowed != 0 and (self.is_service or bool(self.left))

    @property
    def reservable(self) -> bool:
        """Whether one unit could be put by for this household."""
        return self.there and not (self.is_service or self.reserved or self.short)

    @property
    def told(self) -> str:
        """Where it is to be had and what bounds it, in words."""
        unit = self.product.unit
        if self.is_service:
            where = str(self.product.merchant)
        else:
            where = "，".join(f"{outlet}余{units}{unit}" for outlet, units in self.left)
        if self.allowed is None:
            return where or "已兑完"
        limit = f"本季还可兑{self.allowed}{unit}" if self.allowed else "本季已兑满"
        return f"{where or '已兑完'}，{limit}"


@dataclass(frozen=True, slots=True)
class CardMarket:
    """`balance` points, of which reservations hold some; `offers` by number."""

    season: Season
    shops: list[Outlet]
    balance: int
    reservations: list[Reservation]
    offers: list[CardOffer]

    @property
    def held(self) -> int:
        return sum(each.points for each in self.reservations)

    @property
    def free(self) -> int:
        """Points that neither a reservation holds nor a deduction has taken; below zero none."""
        return self.balance - self.held

    @property
    def when(self) -> str:
        return when_to_exchange(self.season, self.shops)

    @property
    def shelves(self) -> list[tuple[str, list[CardOffer]]]:
        return by_category(self.offers)

    @property
    def examples(self) -> list[CardOffer]:
        """What the free points buy, the dearest first; without such a thing, what is nearest."""
        there = [each for each in self.offers if each.there and not each.reserved]
        bought = sorted(
            (each for each in there if not each.short), key=lambda each: -each.product.points
        )
        return bought[:EXAMPLES] or sorted(there, key=attrgetter("short"))[:1]

    def why_not(self, offer: CardOffer) -> str:
        """Why one unit of `offer` can't be reserved now; empty when it can."""
        if not self.season.reserving:
            return self.when
        if offer.is_service:
            return "服务不用预约，请在兑换期内到柜台兑换。"
        if offer.reserved:
            return "这一种已经预约了。要改数量，请先取消原来的预约。"
        if not offer.there:
            return f"{offer.told}，现在不能预约。"
        return f"您的积分还差{offer.short}分。" if offer.short else ""


def when_to_exchange(now: Season, shops: Sequence[Outlet]) -> str:
    """On which days points are exchanged at `shops`, and what may be done today."""
    window = now.window
    if window is None:
        return now.told
    if now.reserving:
        last = chinese_date(window.opens_on - timedelta(days=1))
        return f"{now.told}商品现在可以先预约，{last}截止。"
    where = "、".join(str(shop) for shop in shops)
    return f"现在可以兑换，到{chinese_date(window.closes_on)}为止。请带积分卡到{where}。"


def card_market(household: Household, day: date) -> CardMarket:
    """The supermarket for one household on `day`. A constant number of queries, at most nine."""
    now = season(household.community, day)
    account = Account.objects.filter(household=household).first()
    outlets = Outlet.objects.filter(community=household.community_id).shops()
    shops = list(outlets.select_related("place").order_by("place__code"))
    reservations = standing_reservations(household)
    balance = account.balance if account else 0
    free = balance - sum(each.points for each in reservations)
    reserved = {each.product_id for each in reservations}
    products: Any = Product.objects.filter(community=household.community_id).on_offer()
    priced = products.priced_on(day).filter(points__isnull=False).select_related("merchant__place")
    left, taken = left_at(shops, day), taken_in(now.window, household)
    offers = []
    for product in priced.order_by("number"):
        limit = product.limit_per_quarter
        stocks = ((shop, left.get((shop.pk, product.pk), 0)) for shop in shops)
        offers.append(
            CardOffer(
                product=product,
                left=[(shop, units) for shop, units in stocks if units > 0],
                allowed=None if limit is None else max(0, limit - taken.get(product.pk, 0)),
                short=max(0, product.points - free),
                reserved=product.pk in reserved,
            )
        )
    return CardMarket(now, shops, balance, reservations, offers)
