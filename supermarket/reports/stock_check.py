"""库存和兑换核对: every stock added up again from its movements and lots, every slip held against
its entries. Each question is one statement."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from households.models import Place
from points.models import Entry
from points.periods import chinese_date
from points.reports.entry_papers import Paper, paper_differences
from points.running import Row, Words, disagreements
from supermarket.models import Lot, Redemption, RedemptionLine, Stock, StockMovement, Voucher

AT_ONCE: Final = 2000

STOCK: Final = Words("", "库存", "出入库", "结存", "")

PAPERS: Final = {
    Entry.Kind.EXCHANGE: Paper("兑换单", ("redemption__household",)),
    Entry.Kind.REFUND: Paper("兑换单", ("reverses__redemption__household",), ("reverses__year",)),
}


def market_differences(community: Place) -> Iterator[str]:
    """What does not agree in the supermarket of `community`, in sentences.

    A constant number of queries.
    """
    yield from _stocks(community)
    yield from _lots(community)
    for kind, paper in PAPERS.items():
        yield from paper_differences(community, kind, paper)
    yield from _slips(community)
    yield from _given_back(community)


def _stocks(community: Place) -> list[str]:
    rows = (
        Stock.objects.filter(community=community)
        .order_by("pk", "movements__number")
        .values_list(
            "pk",
            Concat("outlet__place__name", Value("的"), "product__name"),
            "quantity",
            "last_number",
            "movements__number",
            "movements__quantity",
            "movements__balance_after",
        )
    )
    return disagreements((Row(*row) for row in rows.iterator(chunk_size=AT_ONCE)), STOCK)


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
    slips = _numbered(community).annotate(
        in_lines=Coalesce(Subquery(lines.annotate(spent=Sum(each)).values("spent")), 0)
    )
    wrong = slips.exclude(Q(in_lines=F("points")) & Q(entry__points=-F("points")))
    for number, points, in_lines, entered in wrong.values_list(
        "number", "points", "in_lines", "entry__points"
    ):
        yield f"兑换单{number}写着{points}分，明细相加是{in_lines}分，账上扣了{-entered}分。"


def _given_back(community: Place) -> Iterator[str]:
    """Slips whose refund is not all of a cancelled one, or what its lapsed vouchers cost."""
    lapsed = Voucher.objects.filter(line__redemption=OuterRef("pk"), lapsed_at__isnull=False)
    cost = lapsed.order_by().values("line__redemption").annotate(cost=Sum("line__points_each"))
    slips = _numbered(community).annotate(
        due=Case(
            When(cancellation__isnull=False, then=F("points")),
            default=Coalesce(Subquery(cost.values("cost")), 0),
            output_field=IntegerField(),
        ),
        refunded=Coalesce("entry__reversed_by__points", 0),
    )
    rows = slips.exclude(due=F("refunded")).values_list("number", "cancellation", "due", "refunded")
    for number, cancellation, due, refunded in rows:
        why = "没有撤销，服务券过期" if cancellation is None else "撤销时"
        yield f"兑换单{number}{why}应退{due}分，账上退了{refunded}分。"
    of_another = _numbered(community).exclude(
        Q(cancellation__isnull=True) | Q(cancellation__entry=F("entry__reversed_by"))
    )
    for number in of_another.values_list("number", flat=True):
        yield f"兑换单{number}的撤销写着的账目，不是退这张单的那一笔。"


def _numbered(community: Place) -> QuerySet[Any, Any]:
    """The slips with their `number`, as `slip_number` writes it."""
    number = Concat("household__code", Value("-"), Cast("entry__number", CharField()))
    return Redemption.objects.filter(community=community).annotate(number=number).order_by("pk")
