"""A shelf for tests: slips without the counter's own checks, and what must always add up."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from points.models import Entry
from points.services import ledger
from supermarket.models import (
    Lot,
    Product,
    Redemption,
    RedemptionLine,
    Stock,
    StockMovement,
    Window,
)
from supermarket.services import stock
from tests.factory import NOON
from tests.supermarket.factory import Market, make_window

Lots = list[tuple[date | None, int]]


def slip(market: Market, at: datetime = NOON, **quantities: int) -> Redemption:
    """A slip of `market` for goods by their attribute there (`rice=2`), its goods taken."""
    window = Window.objects.first() or make_window(market.community, by=market.clerk)
    goods = {getattr(market, name): quantity for name, quantity in quantities.items()}
    with transaction.atomic():
        shelf = stock.lock(market.shop, [product.pk for product in goods])
        move = ledger.Movement(market.household.pk, -1, Entry.Kind.EXCHANGE, at.year, "兑换")
        (entry,) = ledger.write(market.community.pk, [move], at.date(), market.storekeeper, at)
        redemption = Redemption.objects.create(
            community=market.community,
            window=window,
            outlet=market.shop,
            household=market.household,
            collector=Redemption.Collector.HEAD,
            points=1,
            entry=entry,
            by=market.storekeeper,
            appointment=market.storekeeper.appointments.get(),
            at=at,
        )
        lines = RedemptionLine.objects.bulk_create(
            RedemptionLine(
                community=market.community,
                redemption=redemption,
                product=product,
                name=product.name,
                unit=product.unit,
                quantity=quantity,
                points_each=1,
                cost_fen_each=1,
            )
            for product, quantity in goods.items()
        )
        stock.take(shelf, lines, market.storekeeper, at)
    return redemption


def lots_of(market: Market, product: Product) -> Lots:
    """What is left of each lot, by best-before day, in the order in which it goes out."""
    lots = Lot.objects.filter(stock__outlet=market.shop, stock__product=product).oldest_first()
    return list(lots.values_list("best_before", "quantity"))


def adds_up(row: Stock) -> bool:
    """Whether a stock equals the sum of its movements and of its lots, its movements are numbered
    without gaps, and no running total is below zero."""
    row.refresh_from_db()
    moves = list(
        row.movements.order_by("number").values_list("number", "quantity", "balance_after")
    )
    total, good = 0, True
    for number, (written, quantity, after) in enumerate(moves, 1):
        total += quantity
        good = good and (written, after) == (number, total) and total >= 0
    lots = row.lots.aggregate(sum=Sum("quantity"))["sum"] or 0
    by_lot = StockMovement.objects.filter(stock=row).values("lot").annotate(sum=Sum("quantity"))
    of_each = {each["lot"]: each["sum"] for each in by_lot.order_by()}
    return (
        good
        and row.quantity == total == lots
        and row.last_number == len(moves)
        and 0 <= row.held <= row.quantity
        and all(of_each.get(lot.pk, 0) == lot.quantity for lot in row.lots.all())
    )


def rice(market: Market) -> Stock:
    return Stock.objects.get(outlet=market.shop, product=market.rice)


def moves(row: Stock, kind: str) -> list[int]:
    """Units with sign of the movements of one kind, in their order."""
    found = StockMovement.objects.filter(stock=row, kind=kind).order_by("number")
    return list(found.values_list("quantity", flat=True))
