"""What narrows the list of products."""

from typing import Any

import django_filters

from households.filters import NarrowingFilter
from households.http import Request
from supermarket.models import Product
from supermarket.models.product import ProductQuerySet
from supermarket.search import search

STANDINGS = (("retired", "已下架"), ("all", "全部"))


def categories(request: Request) -> list[tuple[str, str]]:
    """Choices: the categories of the products that the person asking sees."""
    visible = Product.objects.visible_to(request.user).order_by("category")
    return [(name, name) for name in visible.values_list("category", flat=True).distinct()]


class ProductFilter(NarrowingFilter):
    """Words typed, kind, category; what is on offer, unless something else is asked for."""

    q = django_filters.CharFilter(label="编号、名称、拼音", method="by_words")
    kind = django_filters.ChoiceFilter(
        label="种类",
        choices=Product.Kind.choices,
        empty_label="全部",
        error_messages={"invalid_choice": "请重新选择种类。"},
    )
    category = django_filters.ChoiceFilter(
        label="类别",
        empty_label="全部",
        error_messages={"invalid_choice": "没有这个类别，请重新选择。"},
    )
    standing = django_filters.ChoiceFilter(
        label="状态",
        choices=STANDINGS,
        method="by_standing",
        empty_label="在架",
        error_messages={"invalid_choice": "请重新选择状态。"},
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = categories(self.request)

    @property
    def qs(self) -> ProductQuerySet:
        """What was asked for; retired products only where the address says so."""
        found: ProductQuerySet = super().qs
        return found if self.data.get("standing") in dict(STANDINGS) else found.on_offer()

    def by_words(self, products: ProductQuerySet, name: str, typed: str) -> ProductQuerySet:
        return search(products, typed)

    def by_standing(self, products: ProductQuerySet, name: str, typed: str) -> ProductQuerySet:
        return products if typed == "all" else products.filter(retired_at__isnull=False)
