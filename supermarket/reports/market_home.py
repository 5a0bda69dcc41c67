"""The home of the supermarket: its windows, its shelves with what has to be looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from households.models import User
from supermarket.models import Outlet, Window
from supermarket.reports.stock_report import StockRow, stock_rows
from supermarket.reports.window_list import WindowRow, window_rows
from supermarket.services.market_policies import policy_of


@dataclass(frozen=True, slots=True)
class ShelfSummary:
    """A counter, how many kinds of goods it has, and the rows that carry a warning."""

    outlet: Outlet
    kinds: int
    warned: list[StockRow]


@dataclass(frozen=True, slots=True)
class MarketHome:
    """`windows` are those not closed, the earliest first; `shelves` those the person sees."""

    windows: list[WindowRow]
    shelves: list[ShelfSummary]


def market_home(user: User, day: date) -> MarketHome:
    """What `user` sees of the supermarket on `day`. A constant number of queries."""
    standing = Window.objects.visible_to(user, day).filter(closed_at__isnull=True)
    windows = window_rows(standing.order_by("opens_on"), day)
    visible = Outlet.objects.visible_to(user, day).shops().select_related("place")
    shops = list(visible.order_by("place__code"))
    rows = stock_rows(shops, day, policy_of(user.community).expiry_warning_days)
    return MarketHome(windows, _shelves(shops, rows))


def _shelves(shops: Sequence[Outlet], rows: Sequence[StockRow]) -> list[ShelfSummary]:
    return [
        ShelfSummary(
            shop,
            sum(row.stock.outlet_id == shop.pk and row.stock.quantity > 0 for row in rows),
            [row for row in rows if row.stock.outlet_id == shop.pk and row.warnings],
        )
        for shop in shops
    ]
