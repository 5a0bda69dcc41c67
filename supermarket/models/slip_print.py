"""打印: every time a slip, or its vouchers, were sent to paper. All but the first are 重印."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class SlipPrint(models.Model):
    class Sheet(models.TextChoices):
        SLIP = "slip", "兑换单"
        VOUCHERS = "vouchers", "服务券"

    class Paper(models.TextChoices):
        A6 = "A6", "A6"
        ROLL = "80mm", "80毫米小票"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    redemption = models.ForeignKey(
        "supermarket.Redemption", models.PROTECT, related_name="prints", verbose_name="兑换单"
    )
    sheet = models.CharField("打印内容", max_length=10, choices=Sheet.choices)
    number = models.PositiveSmallIntegerField("第几次")
    paper = models.CharField("纸张", max_length=10, choices=Paper.choices)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "redemption__outlet__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "兑换单打印"
        ordering = ("redemption", "sheet", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("redemption", "sheet", "number"),
                name="print_number_once_per_slip_and_sheet",
            ),
            models.CheckConstraint(name="print_numbers_begin_with_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.redemption} {self.get_sheet_display()}第{self.number}次打印"

    @property
    def again(self) -> bool:
        """Whether the sheet was sent to paper before, so that this one says 重印."""
        return self.number > 1
