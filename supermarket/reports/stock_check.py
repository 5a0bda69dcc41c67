"""库存和兑换核对: every stock added up again from its movements and lots, every slip held against
its entries. Each question is one statement."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from households.models import Place
from points.models import Entry
from points.periods import chinese_date
from supermarket.models import Cancellation, Lot, Redemption, RedemptionLine, Stock, StockMovement

AT_ONCE = 2000


def market_differences(community: Place) -> Iterator[str]:
    """What does not agree in the supermarket of `community`, in sentences."""
    yield from _stocks(community)
    yield from _lots(community)
    yield from _slips(community)


def _stocks(community: Place) -> Iterator[str]:
    rows = (
        StockMovement.objects.filter(community=community)
        .order_by("stock_id", "number")
        .values_list(
            "stock__outlet__place__name",
            "stock__product__name",
            "stock_id",
            "number",
            "quantity",
            "balance_after",
            "stock__quantity",
            "stock__last_number",
        )
        .iterator(chunk_size=AT_ONCE)
    )
    # Read to its end before anything is told: nobody leaves a cursor open.
    wrong = [
        f"{outlet}的{product}{found}。"
        for (outlet, product, _), movements in groupby(rows, key=itemgetter(0, 1, 2))
        if (found := _stock([row[3:] for row in movements]))
    ]
    yield from wrong
    empty = Stock.objects.filter(community=community, movements__isnull=True)
    for stock in empty.exclude(quantity=0, last_number=0).select_related(
        "outlet__place", "product"
    ):
        yield f"{stock.outlet}的{stock.product.name}库存是{stock.quantity}，却没有一笔出入库。"


def _stock(movements: list[tuple[int, ...]]) -> str:
    """What is wrong with one stock, or nothing."""
    running = 0
    for expected, (number, units, after, _, _) in enumerate(movements, start=1):
        if number != expected:
            return f"第{expected}笔出入库不见了，后面接的是第{number}笔"
        running += units
        if after != running:
            return f"第{number}笔出入库写着结存{after}，逐笔相加是{running}"
    *_, quantity, last_number = movements[-1]
    if quantity != running:
        return f"库存是{quantity}，各笔出入库相加是{running}"
    if last_number != len(movements):
        return f"记着有{last_number}笔出入库，实有{len(movements)}笔"
    return ""


def _lots(community: Place) -> Iterator[str]:
    of_lots = Lot.objects.filter(stock=OuterRef("pk")).order_by().values("stock")
    stocks = Stock.objects.filter(community=community).annotate(
        in_lots=Coalesce(Subquery(of_lots.annotate(units=Sum("quantity")).values("units")), 0)
    )
    for stock in stocks.exclude(in_lots=F("quantity")).select_related("outlet__place", "product"):
        yield (
            f"{stock.outlet}的{stock.product.name}库存是{stock.quantity}，"
            f"各批次相加是{stock.in_lots}。"
        )
    moved = StockMovement.objects.filter(lot=OuterRef("pk")).order_by().values("lot")
    lots = Lot.objects.filter(community=community).annotate(
        moved=Coalesce(Subquery(moved.annotate(units=Sum("quantity")).values("units")), 0)
    )
    wrong = lots.exclude(moved=F("quantity")).values_list(
        "stock__outlet__place__name", "stock__product__name", "received_on", "quantity", "moved"
    )
    for outlet, product, day, quantity, units in wrong:
        yield (
            f"{outlet}的{product}（{chinese_date(day)}入库的一批）"
            f"余量是{quantity}，出入库相加是{units}。"
        )


def _slips(community: Place) -> Iterator[str]:
    lines = RedemptionLine.objects.filter(redemption=OuterRef("pk")).order_by().values("redemption")
    # PostgreSQL multiplies two small numbers into a small one, which may be too small.
    each = Cast("quantity", IntegerField()) * F("points_each")
    slips = Redemption.objects.filter(community=community).annotate(
        in_lines=Coalesce(Subquery(lines.annotate(spent=Sum(each)).values("spent")), 0)
    )
    wrong = slips.exclude(
        Q(in_lines=F("points"))
        & Q(entry__points=-F("points"))
        & Q(entry__account__household=F("household"))
    )
    sums = dict(wrong.values_list("pk", "in_lines"))
    for slip in Redemption.objects.filter(pk__in=sums).select_related("household", "entry"):
        yield (
            f"兑换单{slip.slip_number}写着{slip.points}分，"
            f"明细相加是{sums[slip.pk]}分，账上扣了{-slip.entry.points}分。"
        )
    taken_back = Cancellation.objects.filter(community=community)
    for back in taken_back.exclude(entry__points=F("redemption__points")).select_related(
        "redemption__household", "redemption__entry", "entry"
    ):
        yield (
            f"兑换单{back.redemption.slip_number}撤销时应退{back.redemption.points}分，"
            f"账上退了{back.entry.points}分。"
        )
    exchanged = Entry.objects.filter(community=community, kind=Entry.Kind.EXCHANGE)
    for entry in exchanged.filter(redemption__isnull=True).select_related("account__household"):
        code = entry.account.household.code
        yield f"户{code}的第{entry.number}笔账目是兑换，却没有对应的兑换单。"
