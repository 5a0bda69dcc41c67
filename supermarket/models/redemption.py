"""兑换单: points given for goods and services, once; and its cancellation."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class RedemptionQuerySet(ScopedQuerySet["Redemption"]):
    def standing(self) -> Self:
        """Slips that have not been cancelled."""
        return self.filter(cancellation__isnull=True)


class Redemption(models.Model):
    class Collector(models.TextChoices):
        HEAD = "head", "户主本人"
        MEMBER = "member", "家庭成员"
        OTHER = "other", "他人代领"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    window = models.ForeignKey("supermarket.Window", models.PROTECT, related_name="redemptions")
    outlet = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="redemptions")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="redemptions", verbose_name="户"
    )
    collector = models.CharField("领取人", max_length=10, choices=Collector.choices)
    collector_name = models.CharField("领取人姓名", max_length=60, blank=True)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    points = models.PositiveIntegerField("合计积分")
    entry = models.OneToOneField("points.Entry", models.PROTECT, related_name="redemption")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RedemptionQuerySet.as_manager()
    place_lookup = "outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "兑换单"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(name="redemption_takes_points", condition=Q(points__gte=1)),
            models.CheckConstraint(
                name="redemption_names_who_collects_for_the_head",
                condition=Q(collector="head")
                | (Q(collector="member") & ~Q(collector_name=""))
                | (Q(collector="other") & ~Q(collector_name="") & ~Q(relation="")),
            ),
        ]
        indexes = [
            models.Index(fields=("household", "window"), name="redemption_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.slip_number} {self.household}"

    @property
    def slip_number(self) -> str:
        """编号 on the slip: the household's code and the number of its entry."""
        return f"{self.household.code}-{self.entry.number}"


class RedemptionLineQuerySet(ScopedQuerySet["RedemptionLine"]):
    def kept(self) -> QuerySet[Any, Any]:
        """The lines of which something was not given back, with `kept`: their units without the
        vouchers that lapsed."""
        lapsed = Count("vouchers", filter=Q(vouchers__lapsed_at__isnull=False))
        counted = RedemptionLine.objects.filter(pk=OuterRef("pk")).annotate(lapsed=lapsed)
        units = Subquery(counted.values("lapsed"), output_field=models.IntegerField())
        lines: QuerySet[Any, Any] = self.annotate(kept=F("quantity") - units)
        return lines.filter(kept__gt=0)


class RedemptionLine(models.Model):
    """One product of a slip, at the price of that moment."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    redemption = models.ForeignKey(Redemption, models.PROTECT, related_name="lines")
    product = models.ForeignKey("supermarket.Product", models.PROTECT, related_name="lines")
    name = models.CharField("名称", max_length=40)
    unit = models.CharField("单位", max_length=10)
    quantity = models.PositiveSmallIntegerField("数量")
    points_each = models.PositiveSmallIntegerField("单价（积分）")
    cost_fen_each = models.PositiveIntegerField("单位成本（分）")

    objects = RedemptionLineQuerySet.as_manager()
    place_lookup = "redemption__outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "兑换明细"
        ordering = ("redemption", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("redemption", "product"), name="line_once_per_slip_and_product"
            ),
            models.CheckConstraint(
                name="line_takes_points_for_something",
                condition=Q(quantity__gte=1, points_each__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ×{self.quantity}"

    @property
    def points(self) -> int:
        return self.quantity * self.points_each


class Cancellation(models.Model):
    """撤销: a whole slip taken back, once; its points and goods are back."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    redemption = models.OneToOneField(Redemption, models.PROTECT, related_name="cancellation")
    reason = models.CharField("撤销原因", max_length=100)
    entry = models.OneToOneField("points.Entry", models.PROTECT, related_name="cancellation")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "redemption__outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "兑换撤销"
        constraints = [
            models.CheckConstraint(name="cancellation_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.redemption} 撤销"


class Reservation(models.Model):
    """预约: goods and points held until the window, claimed by a slip or released."""

    class End(models.TextChoices):
        CLAIMED = "claimed", "已兑换"
        WITHDRAWN = "withdrawn", "已取消"
        RELEASED = "released", "逾期未领"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    window = models.ForeignKey("supermarket.Window", models.PROTECT, related_name="reservations")
    outlet = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="reservations")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="reservations"
    )
    product = models.ForeignKey("supermarket.Product", models.PROTECT, related_name="reservations")
    quantity = models.PositiveSmallIntegerField("数量")
    points = models.PositiveIntegerField("预留积分")
    by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, choices=End.choices, blank=True)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "outlet__place"
    guard = AppendOnly(settable=("ended_at", "ended_how"))

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("window", "household", "product"),
                condition=Q(ended_at__isnull=True),
                name="reservation_once_per_household_and_product_while_it_stands",
            ),
            models.CheckConstraint(
                name="reservation_holds_something",
                condition=Q(quantity__gte=1, points__gte=F("quantity")),
            ),
            models.CheckConstraint(
                name="reservation_is_made_by_a_person_or_a_card",
                condition=Q(by__isnull=False, by_card__isnull=True)
                | Q(by__isnull=True, by_card__isnull=False),
            ),
            models.CheckConstraint(
                name="reservation_end_has_time_and_kind",
                condition=Q(ended_at__isnull=True, ended_how="")
                | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} 预约 {self.product} ×{self.quantity}"
