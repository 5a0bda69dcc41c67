"""What stands on the shelves: now, lot by lot with its warnings, and on any day in the past."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from supermarket.models import Lot, Outlet, Product, Stock, StockMovement


@dataclass(frozen=True, slots=True)
class LotRow:
    """What is left of goods that came in together; `standing` is 已过期, 临期 or nothing."""

    lot: Lot
    standing: str


@dataclass(frozen=True, slots=True)
class StockRow:
    """One product at one outlet: its lots as they go out, and how many units are past their day."""

    stock: Stock
    lots: list[LotRow]
    expired: int

    @property
    def available(self) -> int:
        """Units that may go out: neither reserved nor expired."""
        return max(0, self.stock.quantity - self.expired - self.stock.held)

    @property
    def is_low(self) -> bool:
        """Whether so little is left that the office wants to know; never for retired goods."""
        product = self.stock.product
        least = product.low_stock
        return least is not None and product.retired_at is None and self.available < least

    @property
    def is_expiring(self) -> bool:
        """Whether some of it must be given out soon."""
        return any(row.standing == EXPIRING for row in self.lots)

    @property
    def warnings(self) -> list[str]:
        """What the storekeeper has to look after, in the words of the tags."""
        told = ((bool(self.expired), EXPIRED), (self.is_expiring, EXPIRING), (self.is_low, LOW))
        return [label for holds, label in told if holds]


EXPIRED, EXPIRING, LOW = "已过期", "临期", "库存不足"


def stock_rows(outlets: Sequence[Outlet], day: date, warning_days: int) -> list[StockRow]:
    """What `outlets` hold on `day`, which is today, by outlet and number of the product. Goods that
    expire within `warning_days` are told. Retired goods are in it while there are any. Two queries.
    """
    carried = Q(product__retired_at__isnull=True) | Q(quantity__gt=0)
    stocks = list(
        Stock.objects.filter(carried, outlet__in=outlets)
        .select_related("product", "outlet__place")
        .order_by("outlet__place__code", "product__number")
    )
    lots: defaultdict[int, list[LotRow]] = defaultdict(list)
    for lot in Lot.objects.filter(stock__in=stocks).oldest_first():
        lots[lot.stock_id].append(LotRow(lot, _standing(lot, day, warning_days)))
    return [
        StockRow(
            stock,
            lots[stock.pk],
            sum(row.lot.quantity for row in lots[stock.pk] if row.standing == EXPIRED),
        )
        for stock in stocks
    ]


def _standing(lot: Lot, day: date, warning_days: int) -> str:
    if lot.expired_on(day):
        return EXPIRED
    return EXPIRING if lot.expired_on(day + timedelta(days=warning_days + 1)) else ""


def stock_on(outlet: Outlet, day: date) -> dict[int, int]:
    """Units of each product (by primary key) that stood at `outlet` at the end of `day`, by the
    days on which they came and went. One query."""
    moves = StockMovement.objects.filter(stock__outlet=outlet, moved_on__lte=day)
    sums = moves.order_by().values_list("stock__product").annotate(Sum("quantity"))
    return dict(sums)


def past_rows(outlet: Outlet, day: date) -> list[tuple[Product, int]]:
    """The products that stood at `outlet` at the end of `day`, with their units. Two queries."""
    units = {product: left for product, left in stock_on(outlet, day).items() if left}
    products = Product.objects.filter(pk__in=units).order_by("number")
    return [(product, units[product.pk]) for product in products]
