"""The demo's outlets, who is behind them, what they offer, and how goods come in."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from households.demo_names import names
from households.models import User
from households.roles import Role
from households.services.days import moment_of
from points.demo.world import World, officer
from points.periods import Month
from supermarket.demo.goods import (
    CATEGORY,
    COUNTERS,
    EGGS,
    GOODS,
    MERCHANTS,
    RICE,
    SATCHEL,
    SERVICES,
    WASHING_POWDER,
    Goods,
)
from supermarket.models import Outlet, Product, Receipt, Stock
from supermarket.services import catalogue, market_policies, outlets, stock
from supermarket.services.catalogue import NewProduct, Particulars
from supermarket.services.stock import Item

YEARS_BUDGET: Final = 36_000_00
"""分."""
VOUCHER_DAYS: Final = 60
SUPPLIER: Final = "县城供销商行"
DONOR: Final = "返乡青年助农联谊会"
SHARE_OF_BRANCH: Final = 3
"""The smaller counter gets one unit for so many at the larger one."""


@dataclass
class Stall:
    """A counter with its storekeeper."""

    outlet: Outlet
    keeper: User


@dataclass
class Market:
    """The demo's supermarket while it is made."""

    world: World
    chance: random.Random
    stalls: list[Stall] = field(default_factory=list)
    merchants: dict[str, tuple[Outlet, User]] = field(default_factory=dict)
    """Login name → the merchant and its person."""
    products: dict[int, Product] = field(default_factory=dict)
    """By number."""

    def priced_on(self, day: date) -> list[Any]:
        """What is on offer, with its points on `day`."""
        products: Any = Product.objects.filter(community=self.world.community)
        return list(products.on_offer().priced_on(day))


def set_up(world: World, first_month: Month, seed: int) -> Market:
    """The counters, the merchants and what they offer from the first month on; no stock yet."""
    market = Market(world, random.Random(f"{seed}-market"))
    at = moment_of(first_month.first_day, 8)
    policy = market_policies.policy_of(world.community)
    policy.voucher_days, policy.budget_fen = VOUCHER_DAYS, YEARS_BUDGET
    market_policies.save(policy, world.clerk, at)
    _open_outlets(market, date(first_month.year, 1, 1), seed, at)
    _offer(market, at)
    return market


def _open_outlets(market: Market, since: date, seed: int, at: datetime) -> None:
    called = iter(names(seed + 3, len(COUNTERS) + len(MERCHANTS)))
    world = market.world

    def opened(login: str, about: tuple[str, str, str, str], kind: str) -> tuple[Outlet, User]:
        code, name, phone, hours = about
        made = outlets.create(world.community, code, name, kind, world.clerk, at, phone, hours)
        role = Role.STOREKEEPER if kind == Outlet.Kind.SHOP else Role.MERCHANT
        return made, officer(world, login, next(called), role, made.place, since)

    for login, about in COUNTERS.items():
        market.stalls.append(Stall(*opened(login, about, Outlet.Kind.SHOP)))
    for login, about in MERCHANTS.items():
        market.merchants[login] = opened(login, about, Outlet.Kind.MERCHANT)


def _offer(market: Market, at: datetime) -> None:
    new = [
        NewProduct(
            each.number,
            Product.Kind.GOODS,
            Particulars(each.name, each.category, each.unit, None, each.limit, each.low),
            each.points,
            each.fen,
        )
        for each in GOODS
    ]
    for each in SERVICES:
        merchant, _ = market.merchants[each.merchant]
        about = Particulars(each.name, CATEGORY, each.unit, merchant, each.limit)
        new.append(NewProduct(each.number, Product.Kind.SERVICE, about, each.points, each.fen))
    world = market.world
    made = catalogue.create_products(world.community, new, at.date(), world.clerk, at)
    market.products = {product.number: product for product in made}


def stock_up(market: Market, day: date) -> None:
    """What has run down is bought for both counters, but for the satchels that are running out."""
    for place, stall in enumerate(market.stalls):
        share = SHARE_OF_BRANCH if place else 1
        known = Stock.objects.filter(outlet=stall.outlet)
        left = dict(known.values_list("product__number", "quantity"))
        bought = []
        for goods in GOODS:
            wanted, there = goods.units // share, left.get(goods.number, 0)
            if there * 2 < wanted and not (goods.number == SATCHEL and goods.number in left):
                bought.append(_item(market, goods, wanted - there, day))
        _receive(market, stall, Receipt.Kind.PURCHASE, SUPPLIER, bought, day)


def be_given(market: Market, day: date, soon: date) -> None:
    """A donation to the larger counter; its eggs are good until `soon` only."""
    given = [Item(market.products[EGGS], 12, soon), Item(market.products[RICE], 20)]
    _receive(market, market.stalls[0], Receipt.Kind.DONATION, DONOR, given, day)


def raise_price(market: Market, day: date) -> None:
    """Washing powder has become dearer."""
    powder, clerk = market.products[WASHING_POWDER], market.world.clerk
    catalogue.price(powder, 6, 860, day, clerk, moment_of(day, 9))


def _item(market: Market, goods: Goods, units: int, day: date) -> Item:
    until = day + timedelta(days=goods.days) if goods.days else None
    return Item(market.products[goods.number], units, until, goods.fen)


def _receive(
    market: Market, stall: Stall, kind: str, source: str, items: Iterable[Item], day: date
) -> None:
    witness = market.world.auditor.name
    paper = f"{day:%m%d}" if kind == Receipt.Kind.PURCHASE else ""
    stock.receive(
        stall.outlet,
        kind,
        source,
        list(items),
        day,
        stall.keeper,
        moment_of(day, 9),
        paper,
        witness,
    )
