"""库存: a running total per outlet and product, its lots, and every movement that made it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Stock(models.Model):
    """Goods at one outlet. Its row is the lock of everything that moves them.

    `held` of the `quantity` are reserved. The total equals the sum of its movements and of its
    lots.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    outlet = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="stock")
    product = models.ForeignKey("supermarket.Product", models.PROTECT, related_name="stock")
    quantity = models.PositiveIntegerField("库存", default=0)
    held = models.PositiveIntegerField("预留", default=0)
    last_number = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "outlet__place"

    class Meta:
        verbose_name = verbose_name_plural = "库存"
        constraints = [
            models.UniqueConstraint(
                fields=("outlet", "product"), name="stock_once_per_outlet_and_product"
            ),
            models.CheckConstraint(
                name="stock_never_below_what_is_held",
                condition=Q(quantity__gte=F("held"), held__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.product} {self.quantity}"


class LotQuerySet(ScopedQuerySet["Lot"]):
    def oldest_first(self) -> Self:
        """What goes out first: the earliest best-before day, then what came in first."""
        return self.filter(quantity__gt=0).order_by(
            F("best_before").asc(nulls_last=True), "received_on", "pk"
        )


class Lot(models.Model):
    """批次: goods that came in together."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="lots")
    received_on = models.DateField("入库日期")
    best_before = models.DateField("保质期至", null=True, blank=True)
    unit_cost_fen = models.PositiveIntegerField("单价（分）", null=True, blank=True)
    quantity = models.PositiveIntegerField("余量")

    objects = LotQuerySet.as_manager()
    place_lookup = "stock__outlet__place"

    class Meta:
        verbose_name = verbose_name_plural = "批次"
        constraints = [
            models.CheckConstraint(name="lot_never_below_zero", condition=Q(quantity__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.stock} {self.received_on}"

    def expired_on(self, day: date) -> bool:
        """Whether its best-before day has passed; the day itself is good."""
        return self.best_before is not None and self.best_before < day


class Receipt(models.Model):
    """入库单: goods bought or given, and by whom."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", "采购"
        DONATION = "donation", "捐赠"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    outlet = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="receipts")
    kind = models.CharField("来源", max_length=10, choices=Kind.choices)
    source = models.CharField("供货商或捐赠人", max_length=60)
    paper = models.CharField("票据号", max_length=60, blank=True)
    received_on = models.DateField("入库日期")
    witness = models.CharField("监督人", max_length=60, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "入库单"
        ordering = ("-received_on", "-pk")
        constraints = [
            models.CheckConstraint(name="receipt_names_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source}"


class StockCount(models.Model):
    """盘点单: what was found on the shelf on one day."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    outlet = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="counts")
    counted_on = models.DateField("盘点日期")
    counted_by = models.CharField("盘点人", max_length=60)
    witness = models.CharField("监盘人", max_length=60)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "盘点单"
        ordering = ("-counted_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="count_names_who_counted_and_who_watched",
                condition=~Q(counted_by="") & ~Q(witness=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.counted_on} 盘点"


class StockCountLine(models.Model):
    """One product of a count; a difference has its reason."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="counted")
    system = models.PositiveIntegerField("系统数")
    found = models.PositiveIntegerField("实盘数")
    reason = models.CharField("原因", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "count__outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "盘点"
        constraints = [
            models.UniqueConstraint(fields=("count", "stock"), name="counted_once_per_count"),
            models.CheckConstraint(
                name="count_difference_has_a_reason",
                condition=Q(found=F("system")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stock} {self.system} → {self.found}"

    @property
    def difference(self) -> int:
        return self.found - self.system


class StockMovement(models.Model):
    """出入库: every change of a stock, in units with sign, by lot."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", "采购入库"
        DONATION = "donation", "捐赠入库"
        EXCHANGE = "exchange", "兑换出库"
        CANCELLATION = "cancellation", "兑换撤销"
        COUNT = "count", "盘点差异"
        WRITE_OFF = "write_off", "报损"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField("序号")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements")
    kind = models.CharField("种类", max_length=15, choices=Kind.choices)
    quantity = models.IntegerField("数量")
    balance_after = models.PositiveIntegerField("结存")
    moved_on = models.DateField("日期")
    reason = models.CharField("原因", max_length=100, blank=True)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    count_line = models.ForeignKey(
        StockCountLine, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    redemption_line = models.ForeignKey(
        "supermarket.RedemptionLine", models.PROTECT, null=True, blank=True,
        related_name="movements",
    )  # fmt: skip
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "stock__outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "出入库"
        ordering = ("stock", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("stock", "number"), name="movement_number_once_in_stock"
            ),
            models.UniqueConstraint(
                fields=("redemption_line", "lot", "kind"),
                condition=Q(redemption_line__isnull=False),
                name="movement_once_out_and_once_back_per_line_and_lot",
            ),
            models.CheckConstraint(
                name="movement_never_below_zero_and_never_nothing",
                condition=Q(balance_after__gte=0) & ~Q(quantity=0),
            ),
            models.CheckConstraint(
                name="movement_points_at_the_paper_it_comes_from",
                condition=Q(
                    kind__in=("purchase", "donation"), receipt__isnull=False,
                    count_line__isnull=True, redemption_line__isnull=True, quantity__gt=0,
                )
                | Q(
                    kind="count", receipt__isnull=True, count_line__isnull=False,
                    redemption_line__isnull=True,
                )
                | Q(
                    kind="exchange", receipt__isnull=True, count_line__isnull=True,
                    redemption_line__isnull=False, quantity__lt=0,
                )
                | Q(
                    kind="cancellation", receipt__isnull=True, count_line__isnull=True,
                    redemption_line__isnull=False, quantity__gt=0,
                )
                | (
                    Q(
                        kind="write_off", receipt__isnull=True, count_line__isnull=True,
                        redemption_line__isnull=True, quantity__lt=0,
                    )
                    & ~Q(reason="")
                ),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("stock", "moved_on"), name="movement_by_day")]

    def __str__(self) -> str:
        return f"{self.stock} {self.quantity:+d}"
