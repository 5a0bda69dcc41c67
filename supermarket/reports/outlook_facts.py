"""What the outlook is worked out from, read in a fixed number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from households.models import Place
from points.models import Account, Sheet
from points.periods import Quarter
from points.services.standings import settled_scores
from supermarket.models import (
    Lot,
    MarketPolicy,
    Product,
    RedemptionLine,
    Settlement,
    Stock,
    StockMovement,
    Voucher,
    Window,
)
from supermarket.outlook import WINDOWS_A_YEAR, Means

UNITS = Cast(F("quantity"), BigIntegerField())
"""So that a product of small columns does not run over."""


@dataclass(frozen=True, slots=True)
class Windows:
    """`past`: those the outlook looks back on, the earliest first; `running`: the one open today;
    `coming`: the next one whose days are set."""

    past: list[Window]
    running: Window | None
    coming: Window | None

    def since(self, day: date | None) -> int:
        """How many of `past` had days from `day` on; none for goods that never came."""
        return 0 if day is None else sum(window.last_day >= day for window in self.past)


def windows_of(community: Place, day: date) -> Windows:
    """The last four windows that are over on `day`, none older than a year and a quarter; while
    there are none, the one that is open. One that was closed before its first day counts nowhere.
    One query."""
    start = Quarter.of(date(day.year - 1, day.month, 1)).first_day
    known = Window.objects.filter(community=community, opens_on__gte=start).order_by("opens_on")
    had_days = [window for window in known if window.last_day >= window.opens_on]
    over = [each for each in had_days if each.closed_at is not None or each.closes_on < day]
    rest = [each for each in had_days if each not in over]
    running = next((each for each in rest if each.opens_on <= day), None)
    coming = next((each for each in rest if each.opens_on > day), None)
    return Windows(over[-WINDOWS_A_YEAR:] or ([running] if running else []), running, coming)


class Sold(NamedTuple):
    """What went of one product: units, points, 分, to how many households."""

    units: int = 0
    points: int = 0
    cost_fen: int = 0
    households: int = 0


def sold_in(windows: Sequence[Window]) -> dict[int, Sold]:
    """By product (primary key), what was exchanged and neither cancelled nor given back for a
    voucher that lapsed. One query."""
    made = RedemptionLine.objects.filter(
        redemption__window__in=windows, redemption__cancellation__isnull=True
    )
    lines, kept = made.kept(), Cast(F("kept"), BigIntegerField())
    rows = (
        lines.order_by()
        .values("product")
        .annotate(
            units=Sum("kept"),
            paid=Sum(kept * F("points_each")),
            cost=Sum(kept * F("cost_fen_each")),
            households=Count("redemption__household", distinct=True),
        )
        .values_list("product", "units", "paid", "cost", "households")
    )
    return {product: Sold(*sums) for product, *sums in rows}


def products_of(community: Place, day: date) -> QuerySet[Any, Any]:
    """All products with their price on `day`, `paid_fen` of one unit when last bought, and the day
    on which the first one `arrived`; None where there is none."""
    lots = Lot.objects.filter(stock__product=OuterRef("pk"))
    bought = lots.filter(movements__kind=StockMovement.Kind.PURCHASE)
    return (
        Product.objects.filter(community=community)
        .priced_on(day)
        .annotate(
            paid_fen=Subquery(bought.order_by("-received_on", "-pk").values("unit_cost_fen")[:1]),
            arrived=Subquery(lots.order_by("received_on").values("received_on")[:1]),
        )
    )


class Left(NamedTuple):
    """Some units of one product in lots of one kind."""

    best_before: date | None
    unit_cost_fen: int | None
    units: int

    def good_on(self, day: date) -> bool:
        """The best-before day itself is good."""
        return self.best_before is None or self.best_before >= day


def left_of(community: Place) -> dict[int, list[Left]]:
    """By product, what lies on all shelves. One query."""
    lots = Lot.objects.filter(community=community, quantity__gt=0).order_by()
    rows = lots.values_list("stock__product", "best_before", "unit_cost_fen")
    found: dict[int, list[Left]] = {}
    for product, best_before, cost, units in rows.annotate(units=Sum("quantity")):
        found.setdefault(product, []).append(Left(best_before, cost, units))
    return found


def held_of(community: Place) -> dict[int, int]:
    """By product, how many units are reserved. One query."""
    stocks = Stock.objects.filter(community=community, held__gt=0).order_by()
    return dict(stocks.values_list("product").annotate(Sum("held")))


@dataclass(frozen=True, slots=True)
class Purses:
    """Points by household: of those who live here, of those who `left`, and what is published but
    not posted (`waiting`, with sign)."""

    here: dict[int, int]
    left: dict[int, int]
    waiting: dict[int, int]

    @property
    def soon(self) -> Counter[int]:
        """How many households will have each balance once what is published is posted."""
        return Counter(
            self.here.get(household, 0) + self.waiting.get(household, 0)
            for household in {*self.here, *self.waiting} - set(self.left)
        )


def purses_of(community: Place) -> Purses:
    """Two queries."""
    here: dict[int, int] = {}
    left: dict[int, int] = {}
    accounts = Account.objects.filter(community=community)
    for household, balance, left_on in accounts.values_list(
        "household", "balance", "household__left_on"
    ):
        (here if left_on is None else left)[household] = balance
    published = settled_scores().filter(
        line__community=community,
        line__sheet__state=Sheet.State.PUBLISHED,
        line__posting__isnull=True,
    )
    waiting = published.order_by().values_list("line__household").annotate(points=Sum("final"))
    return Purses(here, left, {household: points for household, points in waiting if points})


class Vouchers(NamedTuple):
    """Vouchers that merchants will still be paid for, and what they cost in 分."""

    number: int
    cost_fen: int


def vouchers_owed(community: Place, day: date) -> Vouchers:
    """Those used and not settled, and those that can still be used on `day`. One query."""
    open_ones = Voucher.objects.filter(
        Q(used_at__isnull=False) | Q(expires_on__gte=day),
        community=community,
        settled__isnull=True,
        line__redemption__cancellation__isnull=True,
    )
    sums = open_ones.aggregate(number=Count("pk"), fen=Sum("line__cost_fen_each", default=0))
    return Vouchers(sums["number"], sums["fen"])


def means_of(policy: MarketPolicy, stock_fen: int, day: date) -> Means:
    """What the year of `day` has been charged with: goods bought in it, and the settlements of its
    quarters, paid or not. Two queries."""
    bought = StockMovement.objects.filter(
        community=policy.community,
        kind=StockMovement.Kind.PURCHASE,
        moved_on__range=(date(day.year, 1, 1), day),
    )
    settled = Settlement.objects.filter(community=policy.community, year=day.year)
    return Means(
        stock_fen,
        policy.budget_fen,
        bought.aggregate(fen=Sum(UNITS * F("lot__unit_cost_fen"), default=0))["fen"],
        settled.aggregate(fen=Sum("amount_fen", default=0))["fen"],
    )
