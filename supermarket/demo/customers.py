"""The demo's households at the counter: what they reserve, what they take, who collects it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from households.demo_names import names
from households.models import Card
from households.services.days import moment_of
from points.models import Account
from supermarket.demo.goods import RICE
from supermarket.demo.market import Market, Stall
from supermarket.models import Redemption, Reservation, Window
from supermarket.services import reservations
from supermarket.services.exchange import Collected, exchange
from supermarket.services.offers import Pick
from supermarket.services.shelf import lock

_points = attrgetter("points", "number")
MOST_LINES: Final = 3
"""On a slip of the demo."""
MINUTES: Final = 2
"""From one household to the next, on each of the days."""
RESERVE_RICE: Final = 5
"""Households beside the one with the card."""


def serve(market: Market, days: Sequence[date], slips: int, now: datetime) -> list[Redemption]:
    """Households come to the counters, each once on one of the `days`, and take what they can.

    Who has reserved something comes another time. At most so many `slips`.
    """
    products = market.priced_on(days[0])
    left = {stall.outlet.pk: _left(market, stall, days[0]) for stall in market.stalls}
    made: list[Redemption] = []
    for account in _with_points(market, min(each.points for each in products)):
        if len(made) == slips:
            break
        stall = market.stalls[len(made) % 4 == 3]
        there = left[stall.outlet.pk]
        basket = _basket(market, products, there, account.balance)
        if not basket:
            continue
        for pick in basket:
            there[pick.product.pk] = there.get(pick.product.pk, 0) - pick.quantity
        minutes = MINUTES * (len(made) // len(days))
        at = moment_of(days[len(made) % len(days)], 9) + timedelta(minutes=minutes)
        who = _collector(market, account)
        household, keeper = account.household, stall.keeper
        made.append(exchange(stall.outlet, household, basket, who, keeper, min(at, now)))
    return made


def reserve(market: Market, window: Window, card: Card, at: datetime) -> None:
    """The household of `card` reserves something for at most half of its points, from its phone; a
    few others have rice put by at the counter."""
    stall, day = market.stalls[0], at.date()
    left = _left(market, stall, day)
    goods = {each.pk: each for each in market.priced_on(day) if left.get(each.pk)}
    accounts = Account.objects.filter(community=market.world.community)
    balance = accounts.get(household=card.household_id).balance
    able = [each for each in goods.values() if each.points <= balance // 2]
    if able:
        mine = max(able, key=_points)
        reservations.reserve(window, stall.outlet, card.household, mine, 1, card, at)
    rice = goods[market.products[RICE].pk]
    others = accounts.filter(balance__gte=rice.points).exclude(household=card.household_id)
    for account in others.select_related("household").order_by("pk")[:RESERVE_RICE]:
        household, keeper = account.household, stall.keeper
        reservations.reserve(window, stall.outlet, household, rice, 1, keeper, at)


def _with_points(market: Market, least: int) -> list[Account]:
    reserved = Reservation.objects.filter(ended_at__isnull=True).values("household")
    able = Account.objects.filter(community=market.world.community, balance__gte=least)
    found = list(able.exclude(household__in=reserved).select_related("household").order_by("pk"))
    market.chance.shuffle(found)
    return found


def _left(market: Market, stall: Stall, day: date) -> dict[int, int]:
    """Units to be had on `day`, by product (primary key)."""
    keys = [product.pk for product in market.products.values()]
    shelf = lock(stall.outlet, keys)
    return {key: shelf.available(key, day) for key in keys}


def _basket(
    market: Market, products: Sequence[Any], left: dict[int, int], balance: int
) -> list[Pick]:
    """One to three different things for the points there are, of what is left: every third time
    the dearest."""
    basket: list[Pick] = []
    for _ in range(market.chance.randint(1, MOST_LINES)):
        chosen = {pick.product.pk for pick in basket}
        able = [
            each
            for each in products
            if each.points <= balance
            and each.pk not in chosen
            and (each.merchant_id is not None or left.get(each.pk))
        ]
        if not able:
            break
        dearest = market.chance.randrange(3) == 0
        product = max(able, key=_points) if dearest else market.chance.choice(able)
        basket.append(Pick(product, 1, product.points))
        balance -= product.points
    return basket


def _collector(market: Market, account: Account) -> Collected:
    """Mostly the head; of ten households one sends its son or daughter, one a neighbour."""
    drawn = market.chance.randrange(10)
    if drawn > 1:
        return Collected()
    (name,) = names(f"collector-{account.pk}", 1)
    if drawn:
        return Collected(Redemption.Collector.MEMBER, name)
    return Collected(Redemption.Collector.OTHER, name, "邻居")
