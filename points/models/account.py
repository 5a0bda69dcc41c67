"""积分账: a household's running total. Its row is the lock of everything that moves its points."""

from django.db import models

from households.scope import ScopedQuerySet


class Account(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    household = models.OneToOneField(
        "households.Household", models.PROTECT, related_name="account", verbose_name="户"
    )
    balance = models.IntegerField("可兑积分", default=0)
    last_number = models.PositiveIntegerField("末笔序号", default=0)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "household__group"

    class Meta:
        verbose_name = verbose_name_plural = "积分账"

    def __str__(self) -> str:
        return f"{self.household} {self.balance}"
