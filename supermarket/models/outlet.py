"""网点: a counter of the love supermarket, or a merchant who serves for vouchers."""

from typing import Self

from django.db import models

from households.scope import ScopedQuerySet


class OutletQuerySet(ScopedQuerySet["Outlet"]):
    def shops(self) -> Self:
        return self.filter(kind=Outlet.Kind.SHOP)

    def merchants(self) -> Self:
        return self.filter(kind=Outlet.Kind.MERCHANT)


class Outlet(models.Model):
    """What a place of kind outlet is for; its code and name are the place's."""

    class Kind(models.TextChoices):
        SHOP = "shop", "爱心超市"
        MERCHANT = "merchant", "商家"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    place = models.OneToOneField(
        "households.Place", models.PROTECT, related_name="outlet", verbose_name="网点"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    phone = models.CharField("电话", max_length=20, blank=True)
    hours = models.CharField("营业时间", max_length=60, blank=True)

    objects = OutletQuerySet.as_manager()
    place_lookup = "place"

    class Meta:
        verbose_name = verbose_name_plural = "超市与商家"
        ordering = ("place__code",)

    def __str__(self) -> str:
        return self.place.name
