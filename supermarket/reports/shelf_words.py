"""The shelf in a few words, for the card and the letter: what points buy, where, on which days."""

from datetime import date
from typing import Any, Final

from households.models import Place
from points.periods import chinese_date
from points.reports.shelf import Shelf
from supermarket.models import Outlet, Product, Window
from supermarket.reports.counter_page import left_at

EXAMPLES: Final = 4


def shelf_words(community: Place, day: date) -> Shelf:
    """The shelf of `community` on `day`. A constant number of queries, at most five."""
    outlets = Outlet.objects.filter(community=community).shops()
    shops = list(outlets.select_related("place").order_by("place__code"))
    return Shelf(
        examples=_examples(community, shops, day),
        counters=[_told(shop) for shop in shops],
        days=_days(community, day),
    )


def _examples(community: Place, shops: list[Outlet], day: date) -> list[str]:
    """The cheapest thing that is there of each category, those of the first numbers first."""
    there = {product for (_, product), units in left_at(shops, day).items() if units > 0}
    products: Any = Product.objects.filter(community=community).on_offer()
    cheapest: dict[str, Any] = {}
    for product in products.priced_on(day).filter(points__isnull=False).order_by("number"):
        if product.merchant_id is None and product.pk not in there:
            continue
        known = cheapest.setdefault(product.category, product)
        if product.points < known.points:
            cheapest[product.category] = product
    return [
        f"{each.points}分可换{each.name}一{each.unit}"
        for each in list(cheapest.values())[:EXAMPLES]
    ]


def _told(shop: Outlet) -> str:
    parts = [part for part in (shop.hours, shop.phone) if part]
    return f"{shop}（{'，'.join(parts)}）" if parts else str(shop)


def _days(community: Place, day: date) -> str:
    standing = Window.objects.filter(community=community)
    window = standing.open_on(day).first() or standing.coming_on(day).first()
    if window is None:
        return ""
    opens, closes = chinese_date(window.opens_on), chinese_date(window.closes_on)
    return f"{window.period.label}的兑换期是{opens}至{closes}。"
