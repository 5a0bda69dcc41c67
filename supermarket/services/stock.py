"""The one door to the stock: goods come in, are counted, written off, exchanged and reserved.

Rows are locked in one order, read again, then written. What goes out goes out oldest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.models import User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from supermarket.models import (
    Lot,
    Outlet,
    Product,
    Receipt,
    Redemption,
    RedemptionLine,
    Stock,
    StockCount,
    StockCountLine,
    StockMovement,
)
from supermarket.services.shelf import (
    Book,
    NewLot,
    Shelf,
    last_lots,
    lock,
    lock_all,
    open_lots,
    write_held,
)
from supermarket.services.stock_checks import (
    Found,
    Item,
    require_countable,
    require_explained,
    require_receivable,
)

KEEP = "supermarket.keep_stock"
Kind = StockMovement.Kind


@dataclass(frozen=True, slots=True)
class Counted:
    """A count, and those of its lines whose system number is no longer the one that the page
    showed, with the number it showed."""

    count: StockCount
    moved: list[tuple[StockCountLine, int]]


@transaction.atomic
def receive(
    outlet: Outlet,
    kind: str,
    source: str,
    items: Sequence[Item],
    received_on: date,
    by: User,
    at: datetime,
    paper: str = "",
    witness: str = "",
) -> Receipt:
    """Goods bought from `source` (`kind` purchase) or given by it (donation); each item is a lot.

    Raises Refused without a source or items, for a purchase without its cost, for goods past their
    best-before day, retired products and services, a day to come, and without an office.
    """
    offices_for(by, KEEP, [outlet.place], day_of(at))
    require_receivable(outlet, kind, source, items, received_on, day_of(at))
    shelf = lock_all(outlet, {item.product.pk for item in items})
    receipt = Receipt.objects.create(
        community_id=outlet.community_id,
        outlet=outlet,
        kind=kind,
        source=source.strip(),
        paper=paper.strip(),
        received_on=received_on,
        witness=witness.strip(),
        by=by,
        at=at,
    )
    lots = open_lots(
        NewLot(shelf.stocks[item.product.pk], received_on, item.best_before, item.unit_cost_fen)
        for item in items
    )
    book = Book(by, at, received_on)
    for item, lot in zip(items, lots, strict=True):
        book.move(shelf.stocks[item.product.pk], lot, item.quantity, kind, receipt=receipt)
    book.write()
    return receipt


@transaction.atomic
def count(
    outlet: Outlet,
    found: Sequence[Found],
    counted_by: str,
    witness: str,
    by: User,
    at: datetime,
) -> Counted:
    """What was found on the shelf on the day of `at`, all lines in one act.

    The system's number is the one under the lock: where goods moved since the page was opened, the
    result says so. A surplus joins the last lot, of those still good if there is one; a shortage
    goes out oldest first. Raises Refused without lines, without two people, for a difference
    without its reason, for fewer units than are reserved, and without an office.
    """
    day = day_of(at)
    offices_for(by, KEEP, [outlet.place], day)
    require_countable(outlet, found, counted_by, witness)
    shelf = lock_all(outlet, {each.product.pk for each in found})
    counted = [(shelf.stocks[each.product.pk], each) for each in found]
    require_explained(counted)
    made = StockCount.objects.create(
        community_id=outlet.community_id,
        outlet=outlet,
        counted_on=day,
        counted_by=counted_by.strip(),
        witness=witness.strip(),
        by=by,
        at=at,
    )
    lines = StockCountLine.objects.bulk_create(
        StockCountLine(
            community_id=outlet.community_id,
            count=made,
            stock=stock,
            system=stock.quantity,
            found=each.found,
            reason=each.reason.strip(),
        )
        for stock, each in counted
    )
    last = last_lots([line.stock for line in lines if line.difference > 0], day)
    book = Book(by, at, day)
    for line in lines:
        if line.difference > 0:
            lot = last[line.stock_id]
            book.move(line.stock, lot, line.difference, Kind.COUNT, count_line=line)
        for lot, units in shelf.draw(line.stock, max(0, -line.difference)):
            book.move(line.stock, lot, -units, Kind.COUNT, count_line=line)
    book.write()
    moved = [
        (line, each.seen)
        for line, (_, each) in zip(lines, counted, strict=True)
        if each.seen is not None and each.seen != line.system
    ]
    return Counted(made, moved)


@transaction.atomic
def write_off(
    outlet: Outlet,
    product: Product,
    best_before: date | None,
    quantity: int,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Takes spoilt or lost goods off the shelf, of the lots with this best-before day (None: of
    those without one), the one that came in first first.

    Raises Refused without a reason, for more than there is or than is not reserved, and without an
    office.
    """
    offices_for(by, KEEP, [outlet.place], day_of(at))
    if not reason.strip():
        raise Refused({"reason": "请写明报损的原因。"})
    if quantity < 1:
        raise Refused({"quantity": "报损数量至少为 1，请改正。"})
    shelf = lock(outlet, [product.pk])
    stock = shelf.stocks.get(product.pk)
    if stock is None:
        raise Refused(f"{outlet}没有{product}的库存，不能报损。")
    book = Book(by, at, day_of(at))
    for lot, units in shelf.draw(stock, quantity, lambda lot: lot.best_before == best_before):
        book.move(stock, lot, -units, Kind.WRITE_OFF, reason.strip())
    book.write()


def take(
    shelf: Shelf,
    lines: Iterable[RedemptionLine],
    by: User,
    at: datetime,
    claimed: Mapping[int, int] | None = None,
) -> None:
    """Goods go out for the lines of a slip, from a shelf that its transaction has locked.

    `claimed`: units that the household had reserved, by product (primary key); they are held no
    longer. Nothing past its best-before day goes out. Raises Refused when there is not enough.
    Three queries.
    """
    day = day_of(at)
    book = Book(by, at, day)
    for line in lines:
        stock = shelf.stocks.get(line.product_id)
        own = (claimed or {}).get(line.product_id, 0)
        available = shelf.available(line.product_id, day, own)
        if stock is None or available < line.quantity:
            raise Refused(f"{line.name}现在可兑的只有 {available} {line.unit}，请改数量。")
        stock.held -= own
        good = shelf.draw(stock, line.quantity, lambda lot: not lot.expired_on(day))
        for lot, units in good:
            book.move(stock, lot, -units, Kind.EXCHANGE, redemption_line=line)
    book.write()


def give_back(redemption: Redemption, by: User, at: datetime) -> None:
    """The goods of a cancelled slip come back into the lots they came from.

    For use within the transaction that cancels it, after the household's account is locked.
    """
    taken = list(
        StockMovement.objects.filter(redemption_line__redemption=redemption, kind=Kind.EXCHANGE)
        .select_related("redemption_line")
        .order_by("pk")
    )
    lines = {move.redemption_line_id: move.redemption_line for move in taken}
    shelf = lock(redemption.outlet, {line.product_id for line in lines.values() if line})
    stocks = {stock.pk: stock for stock in shelf.stocks.values()}
    lots = Lot.objects.in_bulk([move.lot_id for move in taken])
    book = Book(by, at, day_of(at))
    for move in taken:
        stock, lot = stocks[move.stock_id], lots[move.lot_id]
        line = move.redemption_line
        book.move(stock, lot, -move.quantity, Kind.CANCELLATION, redemption_line=line)
    book.write()


def hold(outlet: Outlet, product: Product, quantity: int, day: date) -> None:
    """Reserves units of goods for a household, within the transaction that writes the reservation.

    Raises Refused when fewer are free on `day`.
    """
    shelf = lock(outlet, [product.pk])
    available = shelf.available(product.pk, day)
    if available < quantity:
        raise Refused(f"{product.name}现在可预约的只有 {available} {product.unit}，请改数量。")
    stock = shelf.stocks[product.pk]
    stock.held += quantity
    write_held([stock])


def release(units: Mapping[tuple[int, int], int]) -> None:
    """Reserved units are free again, by outlet and product (primary keys); within the transaction
    that ends the reservations. Two queries."""
    stocks = (
        Stock.objects.select_for_update()
        .filter(outlet__in={outlet for outlet, _ in units}, product__in={each for _, each in units})
        .order_by("pk")
    )
    changed = []
    for stock in stocks:
        held = units.get((stock.outlet_id, stock.product_id), 0)
        if held:
            stock.held -= held
            changed.append(stock)
    write_held(changed)
