"""商品与服务: what points buy, and its dated prices."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from households.guards import AppendOnly
from households.names import search_keys
from households.scope import ScopedQuerySet


class ProductQuerySet(ScopedQuerySet["Product"]):
    def on_offer(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def priced_on(self, day: date) -> Self:
        """Adds `points` and `cost_fen` of one unit on `day`; None before the first price."""
        prices = Price.objects.filter(product=OuterRef("pk"), from_on__lte=day)
        latest = prices.order_by("-from_on", "-pk")
        return self.annotate(
            points=Subquery(latest.values("points")[:1]),
            cost_fen=Subquery(latest.values("cost_fen")[:1]),
        )


class Product(models.Model):
    class Kind(models.TextChoices):
        GOODS = "goods", "商品"
        SERVICE = "service", "服务"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("编号", help_text="柜台上输入的号码。")
    name = models.CharField("名称", max_length=40)
    pinyin = models.CharField("拼音", max_length=400, editable=False)
    initials = models.CharField("拼音首字母", max_length=120, editable=False)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    category = models.CharField("类别", max_length=20, help_text="如粮油、蔬果、日用品、便民服务。")
    unit = models.CharField("单位", max_length=10)
    merchant = models.ForeignKey(
        "supermarket.Outlet", models.PROTECT, null=True, blank=True, related_name="services",
        verbose_name="商家",
    )  # fmt: skip
    limit_per_quarter = models.PositiveSmallIntegerField(
        "每户每季限兑", null=True, blank=True, help_text="空着表示不限。"
    )
    low_stock = models.PositiveIntegerField(
        "库存提醒", null=True, blank=True, help_text="库存少于这个数时提醒补货。"
    )
    picture = models.FileField("图片", upload_to="products", blank=True, max_length=120)
    retired_at = models.DateTimeField("下架时间", null=True, blank=True, editable=False)

    objects = ProductQuerySet.as_manager()
    shared_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "商品与服务"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=("community", "number"),
                name="product_number_once_in_community",
                violation_error_message="本社区已有这个商品编号，请换一个。",
            ),
            models.CheckConstraint(
                name="product_service_has_a_merchant_and_goods_have_none",
                condition=Q(kind="service", merchant__isnull=False)
                | Q(kind="goods", merchant__isnull=True),
                violation_error_message="服务须选商家，商品不选商家。",
            ),
            models.CheckConstraint(
                name="product_limit_leaves_something",
                condition=Q(limit_per_quarter__isnull=True)
                | Q(limit_per_quarter__isnull=False, limit_per_quarter__gte=1),
                violation_error_message="每户每季限兑至少为1，不限就空着。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def index_name(self) -> None:
        """Fills the search keys from the name; the services call it before they write."""
        keys = search_keys(self.name)
        self.pinyin, self.initials = keys.full, keys.initials


class Price(models.Model):
    """What one unit is from a day on: points for the household, cost in 分 for the office."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    points = models.PositiveSmallIntegerField("积分")
    cost_fen = models.PositiveIntegerField("成本（分）")
    from_on = models.DateField("起用日期")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "价格"
        ordering = ("product", "-from_on", "-pk")
        constraints = [
            models.CheckConstraint(name="price_takes_points", condition=Q(points__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.points}分"
