"""The shelf of one outlet under its lock, and the only writer of its stock, lots and movements.

For `supermarket.services.stock`, which says what may move and why.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from households.compiled import Compiled, param
from households.models import User
from households.refusals import Refused
from households.rows import insert_rows, update_rows
from supermarket.models import Lot, Outlet, Stock, StockMovement

Drawn = tuple[Lot, int]
"""A lot and how many units of it, without sign."""

_LOCKED = Compiled(
    lambda among: (
        Stock.objects.select_for_update()
        .filter(outlet=param("outlet"), product__pk__in=among)
        .order_by("pk")
    )
)
_LOTS = Compiled(lambda among: Lot.objects.filter(stock__pk__in=among).oldest_first())


class Shelf:
    """What stands at one outlet of some products, by their primary keys.

    Read after the lock; the lots in the order in which they go out.
    """

    def __init__(self, stocks: Iterable[Stock], lots: Iterable[Lot]) -> None:
        self.stocks = {stock.product_id: stock for stock in stocks}
        self._lots: defaultdict[int, list[Lot]] = defaultdict(list)
        for lot in lots:
            self._lots[lot.stock_id].append(lot)

    def available(self, product: int, day: date, claimed: int = 0) -> int:
        """Units that may go out on `day`: neither reserved, but for those `claimed`, nor past their
        best-before day. Where less is good than is reserved, whoever claims first is served."""
        stock = self.stocks.get(product)
        if stock is None:
            return 0
        good = sum(lot.quantity for lot in self._lots[stock.pk] if not lot.expired_on(day))
        return max(0, good - stock.held + claimed, min(good, claimed))

    def draw(
        self, stock: Stock, quantity: int, may_go: Callable[[Lot], bool] = lambda _: True
    ) -> list[Drawn]:
        """Out of which lots that `may_go` the `quantity` units come, oldest first. Raises Refused
        when there are not so many."""
        chosen = [lot for lot in self._lots[stock.pk] if may_go(lot)]
        there = sum(lot.quantity for lot in chosen)
        if there < quantity:
            product = stock.product
            raise Refused(f"{product.name}只有 {there} {product.unit}，不够 {quantity}，请改数量。")
        drawn: list[Drawn] = []
        for lot in chosen:
            units = min(quantity, lot.quantity)
            if units:
                drawn.append((lot, units))
                quantity -= units
        return drawn


def lock(outlet: Outlet, products: Iterable[int]) -> Shelf:
    """Locks the stock of `products` (primary keys) at `outlet`, in one query and one order.

    For use within a transaction, after the household's account. Two queries.
    """
    stocks = _LOCKED.objects(list(products), outlet=outlet.pk)
    # In a query of its own: what came with the lock may be older than the wait for it.
    return Shelf(stocks, _LOTS.objects([stock.pk for stock in stocks]))


def lock_all(outlet: Outlet, products: Collection[int]) -> Shelf:
    """As `lock`; opens the rows that are missing."""
    here = Stock.objects.filter(outlet=outlet, product__in=products)
    missing = set(products) - set(here.values_list("product", flat=True))
    # Two first receipts may meet here: the unique key keeps one row, both go on with it.
    Stock.objects.bulk_create(
        (
            Stock(community_id=outlet.community_id, outlet=outlet, product_id=product)
            for product in sorted(missing)
        ),
        ignore_conflicts=True,
    )
    return lock(outlet, products)


def lock_everywhere(product: int) -> None:
    """Locks the stock of `product` (primary key) at all outlets, in one query; for use within a
    transaction."""
    here = Stock.objects.select_for_update().filter(product=product).order_by("pk")
    list(here.values_list("pk"))


def write_held(stocks: Sequence[Stock]) -> None:
    """Stores how many units of locked rows are reserved."""
    update_rows(Stock, ["held"], stocks)


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to come, still empty."""

    stock: Stock
    received_on: date
    best_before: date | None = None
    unit_cost_fen: int | None = None


def open_lots(new: Iterable[NewLot]) -> list[Lot]:
    """Lots of locked rows, for what is going to be moved into them."""
    return Lot.objects.bulk_create(
        Lot(
            community_id=each.stock.community_id,
            stock=each.stock,
            received_on=each.received_on,
            best_before=each.best_before,
            unit_cost_fen=each.unit_cost_fen,
            quantity=0,
        )
        for each in new
    )


def last_lots(stocks: Sequence[Stock], day: date) -> dict[int, Lot]:
    """For each stock (by primary key) the lot that came in last, of those good on `day` if there is
    one; an empty one of `day` where there never was any."""
    known = Lot.objects.filter(stock__in=stocks).order_by("received_on", "pk")
    last = {lot.stock_id: lot for lot in sorted(known, key=lambda lot: not lot.expired_on(day))}
    new = open_lots(NewLot(stock, day) for stock in stocks if stock.pk not in last)
    return last | {lot.stock_id: lot for lot in new}


class Book:
    """Movements on their way, numbered as they come, written at once."""

    def __init__(self, by: User, at: datetime, day: date) -> None:
        self.by, self.at, self.day = by, at, day
        self.movements: list[StockMovement] = []
        self.stocks: dict[int, Stock] = {}
        self.lots: dict[int, Lot] = {}

    def move(
        self, stock: Stock, lot: Lot, units: int, kind: str, reason: str = "", **paper: Any
    ) -> None:
        """Notes `units`, with sign, of one lot; `paper` is what the movement comes from."""
        stock.quantity += units
        stock.last_number += 1
        lot.quantity += units
        self.stocks[stock.pk], self.lots[lot.pk] = stock, lot
        self.movements.append(
            StockMovement(
                community_id=stock.community_id,
                stock=stock,
                number=stock.last_number,
                lot=lot,
                kind=kind,
                quantity=units,
                balance_after=stock.quantity,
                moved_on=self.day,
                reason=reason,
                by=self.by,
                at=self.at,
                **paper,
            )
        )

    def write(self) -> None:
        """Stores the movements with what they make of rows and lots; nothing for none. Raises
        Refused where less would be left than is reserved."""
        for stock in self.stocks.values():
            if stock.quantity < stock.held:
                product, unit = stock.product, stock.product.unit
                raise Refused(
                    f"{product}有 {stock.held} {unit}已被预约，只剩 {stock.quantity} {unit}不够。"
                    "请先取消兑现不了的预约，或核对数量。"
                )
        insert_rows(StockMovement, self.movements)
        update_rows(Stock, ["quantity", "held", "last_number"], self.stocks.values())
        update_rows(Lot, ["quantity"], self.lots.values())
