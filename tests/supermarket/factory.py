"""Plain makers of what the supermarket's tests need; the numbers and names are invented."""

from datetime import date, datetime
from itertools import count

from households.models import Household, Place, User
from households.roles import Role
from points.models import Entry
from points.periods import Quarter
from points.services import ledger
from supermarket.models import Outlet, Product, Receipt, Stock, Window
from supermarket.services import catalogue, outlets, stock, windows
from supermarket.services.catalogue import NewProduct, Particulars
from supermarket.services.stock import Item
from tests.factory import (
    NOON,
    Office,
    checked_by_the_database,
    make_household,
    make_officer,
)

NEW_YEAR = date(2026, 1, 1)
TODAY = date(2026, 11, 20)
"""The day of NOON."""
AUTUMN = Quarter(2026, 4)
"""The quarter of NOON."""

_numbers = count(1001)
"""Products get numbers above those that a test names itself."""


def make_shop(community: Place, name: str = "爱心超市", by: User | None = None) -> Outlet:
    """A counter; made by `by`, otherwise by a new clerk."""
    return _outlet(community, Outlet.Kind.SHOP, name, by)


def make_merchant(community: Place, name: str = "便民理发店", by: User | None = None) -> Outlet:
    return _outlet(community, Outlet.Kind.MERCHANT, name, by)


@checked_by_the_database()
def _outlet(community: Place, kind: str, name: str, by: User | None) -> Outlet:
    by = by or make_officer(Role.CLERK, community)
    return outlets.create(community, f"W{next(_numbers)}", name, kind, by, NOON)


def make_goods(
    community: Place,
    name: str = "大米",
    points: int = 20,
    cost_fen: int = 3200,
    by: User | None = None,
    **more: object,
) -> Product:
    """Goods on offer since the new year; `more` are further `Particulars`, or their number."""
    return _product(community, Product.Kind.GOODS, name, points, cost_fen, by, more)


def make_service(
    merchant: Outlet,
    name: str = "理发",
    points: int = 8,
    cost_fen: int = 1000,
    by: User | None = None,
    **more: object,
) -> Product:
    """A service of `merchant`, on offer since the new year."""
    more = {"category": "便民服务", "unit": "次", "merchant": merchant} | more
    return _product(merchant.community, Product.Kind.SERVICE, name, points, cost_fen, by, more)


@checked_by_the_database()
def _product(
    community: Place,
    kind: str,
    name: str,
    points: int,
    cost_fen: int,
    by: User | None,
    more: dict[str, object],
) -> Product:
    by = by or make_officer(Role.CLERK, community)
    number = more.pop("number", None) or next(_numbers)
    particulars = Particulars(name, **({"category": "粮油", "unit": "袋"} | more))
    new = NewProduct(number, kind, particulars, points, cost_fen)
    return catalogue.create_product(community, new, NEW_YEAR, by, NOON)


def stocked(
    shop: Outlet,
    product: Product,
    quantity: int,
    best_before: date | None = None,
    by: User | None = None,
    at: datetime = NOON,
) -> Stock:
    """The stock of `product` after so many more units were bought, as one lot."""
    by = by or make_officer(Role.CLERK, shop.community)
    items = [Item(product, quantity, best_before, 3000)]
    stock.receive(shop, Receipt.Kind.PURCHASE, "县粮油公司", items, at.date(), by, at)
    return Stock.objects.get(outlet=shop, product=product)


@checked_by_the_database()
def make_window(
    community: Place,
    opens_on: date = TODAY,
    closes_on: date = date(2026, 11, 30),
    reserve_from: date | None = None,
    quarter: Quarter = AUTUMN,
    by: User | None = None,
    at: datetime = NOON,
) -> Window:
    """A window, open at NOON unless its days say otherwise."""
    by = by or make_officer(Role.CLERK, community)
    return windows.open_window(community, quarter, opens_on, closes_on, reserve_from, by, at)


def give_points(household: Household, points: int, at: datetime = NOON) -> Entry:
    """Points as a month brings them."""
    move = ledger.Movement(household.pk, points, Entry.Kind.MONTH, at.year, "月度积分")
    return ledger.write(household.community_id, [move], at.date(), None, at)[0]


class Market(Office):
    """An office with a counter and a merchant, who is behind each, and something to exchange.

    Rice and oil stand at the counter, twenty of each; `household` has 100 points. No window is
    open: `make_window(market.community)` opens one.
    """

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.shop = make_shop(self.community, by=self.clerk)
        self.merchant = make_merchant(self.community, by=self.clerk)
        self.storekeeper = make_officer(Role.STOREKEEPER, self.shop.place)
        self.barber = make_officer(Role.MERCHANT, self.merchant.place)
        self.rice = make_goods(self.community, by=self.clerk)
        self.oil = make_goods(
            self.community, "菜籽油", 15, 2800, by=self.clerk, unit="桶", limit_per_quarter=2
        )
        self.haircut = make_service(self.merchant, by=self.clerk)
        for goods in (self.rice, self.oil):
            stocked(self.shop, goods, 20, by=self.clerk)
        self.household = make_household(self.group)
        give_points(self.household, 100)
