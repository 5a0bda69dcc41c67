"""Ledger entries, and the posting that ties a published line to its one entry."""

from typing import Final, Self

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet

NOTE_LENGTH: Final = 100


class EntryQuerySet(ScopedQuerySet["Entry"]):
    def honour(self, year: int) -> Self:
        """The entries that add to the honour points of `year`: all but exchanges, refunds, what
        the year's end clears, and the base, which the year begins with before it is entered."""
        return self.filter(year=year).exclude(kind__in=(*Entry.SPENT, Entry.Kind.BASE))


class Entry(models.Model):
    class Kind(models.TextChoices):
        MONTH = "month", "月度积分"
        EXCHANGE = "exchange", "兑换"
        REFUND = "refund", "兑换撤销"
        REVERSAL = "reversal", "冲销"
        CORRECTION = "correction", "更正"
        BASE = "base", "基础分"
        CLEARING = "clearing", "年末清零"
        RESTORED = "restored", "清零撤销"

    SPENT: Final = (Kind.EXCHANGE, Kind.REFUND, Kind.CLEARING, Kind.RESTORED)
    """What changes the balance alone, and brings or costs no honour."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    account = models.ForeignKey("points.Account", models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    points = models.IntegerField("加减")
    balance_after = models.IntegerField("余额")
    year = models.PositiveSmallIntegerField("荣誉年度")
    effective_on = models.DateField("入账日期")
    note = models.CharField("事由", max_length=NOTE_LENGTH)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()
    place_lookup = "account__household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "账目"
        ordering = ("account", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("account", "number"), name="entry_number_once_in_account"
            ),
            models.UniqueConstraint(
                fields=("account", "year"),
                condition=Q(kind="base"),
                name="entry_base_once_a_year",
            ),
            models.CheckConstraint(
                name="entry_exchange_never_overdraws",
                condition=~Q(kind="exchange") | Q(balance_after__gte=0),
            ),
            models.CheckConstraint(
                name="entry_reversal_names_what_it_reverses",
                condition=Q(kind__in=("reversal", "refund", "restored"), reverses__isnull=False)
                | (~Q(kind__in=("reversal", "refund", "restored")) & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.number}: {self.points:+d}"


class Posting(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    line = models.OneToOneField("points.SheetLine", models.PROTECT, related_name="posting")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="posting")
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="postings")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "入账"

    def __str__(self) -> str:
        return f"{self.line} → {self.entry}"
