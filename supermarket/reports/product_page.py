"""One product as a page tells it: what it is, what it costs and did cost, where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from households.models import User
from supermarket.models import Price, Product, Stock
from supermarket.money import yuan

NOW, COMING, PAST = "现价", "未起用", "以前"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price and where it stands on the day the page is looked at."""

    price: Price
    standing: str

    @property
    def cost(self) -> str:
        return yuan(self.price.cost_fen)


def facts(product: Any, user: User) -> list[dict[str, Any]]:
    """What is known about `product`, which is `priced_on` the day; stock at the outlets `user`
    sees. One query."""
    limit = product.limit_per_quarter
    named: list[tuple[str, str, str]] = [
        ("编号", str(product.number), ""),
        ("种类", f"{product.get_kind_display()} · {product.category}", ""),
        ("现在的积分", f"{product.points}分" if product.points else "还没有起用的价格", ""),
        ("成本", f"{yuan(product.cost_fen)}元" if product.cost_fen is not None else "", ""),
        ("单位", product.unit, ""),
        ("每户每季限兑", f"{limit}{product.unit}" if limit else "不限", ""),
    ]
    if product.merchant is not None:
        named.append(("商家", str(product.merchant), ""))
    else:
        low = product.low_stock
        named.append(("库存提醒", f"少于{low}{product.unit}时提醒" if low else "不提醒", ""))
        named += [
            (
                f"{stock.outlet}库存",
                f"{stock.quantity}{product.unit}",
                reverse("stock", args=[stock.outlet.place.code]),
            )
            for stock in _stocks(product, user)
        ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named]


def _stocks(product: Product, user: User) -> Iterable[Stock]:
    visible = Stock.objects.visible_to(user).filter(product=product)
    return visible.select_related("outlet__place").order_by("outlet__place__code")


def price_rows(product: Product, day: date) -> list[PriceRow]:
    """All prices of `product`, the latest first, with the one in force on `day`. One query."""
    prices = product.prices.select_related("by").order_by("-from_on", "-pk")
    rows: list[PriceRow] = []
    in_force = False
    for price in prices:
        standing = COMING if price.from_on > day else PAST if in_force else NOW
        in_force = in_force or standing == NOW
        rows.append(PriceRow(price, standing))
    return rows
