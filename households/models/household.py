"""A household: the unit that earns and spends points."""

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.models.place import Place
from households.names import search_keys
from households.scope import ScopedQuerySet


def new_salt() -> str:
    """A random salt of 128 bits; forgetting it cuts a household off from published digests."""
    return secrets.token_hex(16)


class HouseholdQuerySet(ScopedQuerySet["Household"]):
    def living_here(self) -> "HouseholdQuerySet":
        return self.filter(left_on__isnull=True)

    def living_in(self, group: Place) -> "HouseholdQuerySet":
        """Those that live in a villager group, by code, with group and village at hand."""
        living = self.living_here().filter(group=group)
        return living.select_related("group__parent").order_by("code")

    def living_here_in(self, first_day: date) -> "HouseholdQuerySet":
        """Households that lived here on `first_day` of a month, or have come since."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=first_day))


class Household(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="households", verbose_name="村民小组"
    )
    code = models.CharField("户编号", max_length=20)
    head = models.CharField("户主", max_length=60)
    pinyin = models.CharField("户主拼音", max_length=400, editable=False)
    initials = models.CharField("户主拼音首字母", max_length=120, editable=False)
    people = models.PositiveSmallIntegerField("人口", null=True, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    house_number = models.CharField("门牌号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    left_on = models.DateField("迁出日期", null=True, blank=True)

    objects = HouseholdQuerySet.as_manager()
    place_lookup = "group"

    class Meta:
        verbose_name = verbose_name_plural = "农户"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=("community", "code"),
                name="household_code_once_in_community",
                violation_error_message="本社区已有这个户编号，请核对。",
            ),
        ]
        indexes = [models.Index(fields=("group", "code"), name="household_by_group")]

    def __str__(self) -> str:
        return f"{self.code} {self.head}"

    def index_name(self) -> None:
        """Fills the search keys from the head's name; the services call it before they write."""
        keys = search_keys(self.head)
        self.pinyin, self.initials = keys.full, keys.initials


class HouseholdMove(models.Model):
    """A household moved from one villager group to another; its points go with it."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="moves")
    from_group = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    to_group = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=100)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "迁组"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="move_changes_the_group", condition=~Q(from_group=F("to_group"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.from_group} → {self.to_group}"
