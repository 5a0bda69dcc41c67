"""A quarter's books: what each of them holds, for the page that leads to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from households.models import Place, User
from points.models import Notice
from points.periods import Quarter
from supermarket.models import Outlet, Redemption, StockCount, Voucher
from supermarket.reports.count_paper import counts_of
from supermarket.reports.goods_in import GoodsIn, goods_in, known_sum, received_in
from supermarket.reports.merchant_statement import Standing, standings


@dataclass(frozen=True, slots=True)
class DaySlips:
    """A day's standing slips at a counter, the points spent on them (not those given back for a
    voucher that lapsed), and its cancelled slips."""

    on: date
    standing: int
    cancelled: int
    points: int


@dataclass(frozen=True, slots=True)
class ShopBooks:
    """A counter of a quarter: the days of its slips, what came in, what was counted."""

    outlet: Outlet
    days: list[DaySlips]
    receipts: list[GoodsIn]
    counts: list[StockCount]

    @property
    def standing(self) -> int:
        return sum(day.standing for day in self.days)

    @property
    def cancelled(self) -> int:
        return sum(day.cancelled for day in self.days)

    @property
    def points(self) -> int:
        """What was spent on the standing slips."""
        return sum(day.points for day in self.days)

    @property
    def received_fen(self) -> int | None:
        """What came in is worth, as far as it is known; None where nothing of it is."""
        return known_sum(book.fen for book in self.receipts)


@dataclass(frozen=True, slots=True)
class QuarterBooks:
    """The books of the counters that a person sees; `merchants` only for who may see what they are
    owed, otherwise empty."""

    quarter: Quarter
    shops: list[ShopBooks]
    merchants: list[Standing]

    @property
    def owed_fen(self) -> int:
        """What all the merchants are or will be owed, in 分."""
        return sum(each.fen for each in self.merchants)

    @property
    def donors(self) -> int:
        """How many people and firms gave something at these counters."""
        books = (book for shop in self.shops for book in shop.receipts)
        return len({book.receipt.source for book in books if book.is_donation})


def quarter_books(user: User, quarter: Quarter, day: date, with_merchants: bool) -> QuarterBooks:
    """What `user` sees of a quarter on `day`. A constant number of queries."""
    visible = list(
        Outlet.objects.visible_to(user, day).select_related("place").order_by("place__code")
    )
    merchants = [each for each in visible if each.kind == Outlet.Kind.MERCHANT]
    shops = [each for each in visible if each.kind == Outlet.Kind.SHOP]
    owed = standings(merchants, quarter, day) if with_merchants else []
    return QuarterBooks(quarter, _shops(shops, quarter), owed)


def notice_of(community: Place, quarter: Quarter) -> Notice | None:
    """That of the quarter's exchange, without its content; None while there is none. One query."""
    told = Notice.objects.filter(
        window__community=community, window__year=quarter.year, window__quarter=quarter.quarter
    )
    return told.defer("content").first()


def _shops(shops: Sequence[Outlet], quarter: Quarter) -> list[ShopBooks]:
    made: Any = Redemption.objects.filter(
        outlet__in=shops, window__year=quarter.year, window__quarter=quarter.quarter
    )
    stands = Q(cancellation__isnull=True)
    sums = (
        made.order_by("entry__effective_on")
        .values_list("outlet", "entry__effective_on")
        .annotate(
            standing=Count("pk", filter=stands),
            cancelled=Count("cancellation"),
            taken=Sum("points", filter=stands, default=0),
        )
    )
    lapsed = Voucher.objects.filter(lapsed_at__isnull=False, line__redemption__in=made).order_by()
    by_day = lapsed.values_list("line__redemption__outlet", "line__redemption__entry__effective_on")
    given_back = {
        (outlet, on): sum_ for outlet, on, sum_ in by_day.annotate(Sum("line__points_each"))
    }
    days: defaultdict[int, list[DaySlips]] = defaultdict(list)
    for outlet, on, standing, cancelled, taken in sums:
        spent = taken - given_back.get((outlet, on), 0)
        days[outlet].append(DaySlips(on, standing, cancelled, spent))
    receipts: defaultdict[int, list[GoodsIn]] = defaultdict(list)
    for book in goods_in(received_in(quarter).filter(outlet__in=shops)):
        receipts[book.receipt.outlet_id].append(book)
    counts: defaultdict[int, list[StockCount]] = defaultdict(list)
    for count in counts_of(quarter).filter(outlet__in=shops):
        counts[count.outlet_id].append(count)
    return [ShopBooks(shop, days[shop.pk], receipts[shop.pk], counts[shop.pk]) for shop in shops]
