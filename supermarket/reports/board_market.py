"""The supermarket as everybody sees it: on which days, what for how many points, who gave what."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from households.models import Place
from households.names import without_numbers
from supermarket.models import Outlet, Product, Receipt
from supermarket.reports.card_market import when_to_exchange
from supermarket.reports.counter_page import by_category, left_at, season
from supermarket.reports.goods_in import GoodsLine, goods_in


@dataclass(frozen=True, slots=True)
class BoardOffer:
    """A product (`priced_on` the day), and whether there is any of it."""

    product: Any
    is_there: bool

    @property
    def told(self) -> str:
        """Who serves it and what bounds it, in words; empty when nothing does."""
        product = self.product
        parts = []
        if product.merchant is not None:
            parts.append(f"由{product.merchant}提供")
        if product.limit_per_quarter is not None:
            parts.append(f"每户每季最多兑{product.limit_per_quarter}{product.unit}")
        if not self.is_there:
            parts.append("现在没有货")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Gift:
    """What was given at once; `donor` as the office wrote it, without his telephone."""

    donor: str
    day: date
    lines: list[GoodsLine]


@dataclass(frozen=True, slots=True)
class BoardMarket:
    """`when` says on which days; `shelves` are offers by category, `gifts` by year, the latest
    first."""

    when: str
    shops: list[Outlet]
    shelves: list[tuple[str, list[BoardOffer]]]
    gifts: list[tuple[int, list[Gift]]]


def board_market(community: Place, day: date) -> BoardMarket:
    """The supermarket of a community on `day`, with the gifts of this year and the last.

    A constant number of queries, at most nine.
    """
    outlets = Outlet.objects.filter(community=community).shops()
    shops = list(outlets.select_related("place").order_by("place__code"))
    left = left_at(shops, day)
    there = {product for (_, product), units in left.items() if units > 0}
    products: Any = Product.objects.filter(community=community).on_offer()
    priced = products.priced_on(day).filter(points__isnull=False).select_related("merchant__place")
    offers = [
        BoardOffer(product, product.merchant_id is not None or product.pk in there)
        for product in priced.order_by("number")
    ]
    when = when_to_exchange(season(community, day), shops)
    return BoardMarket(when, shops, by_category(offers), _gifts(community, day))


def _gifts(community: Place, day: date) -> list[tuple[int, list[Gift]]]:
    given = Receipt.objects.filter(
        community=community,
        kind=Receipt.Kind.DONATION,
        received_on__range=(date(day.year - 1, 1, 1), day),
    )
    gifts = [
        Gift(without_numbers(each.receipt.source), each.receipt.received_on, each.lines)
        for each in goods_in(given.order_by("-received_on", "-pk"))
    ]
    return [(year, list(found)) for year, found in groupby(gifts, lambda gift: gift.day.year)]
