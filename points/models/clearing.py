"""年末清零: announced on a day, carried out once, reversible as one act on the same day."""

from datetime import date, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref

OPEN_FOR: Final = timedelta(days=7)
"""How long after its day an announced clearing may still be carried out."""


class AnnouncementQuerySet(ScopedQuerySet["ClearingAnnouncement"]):
    def standing(self) -> Self:
        """Announcements that have not been taken back: at most one for a year."""
        return self.filter(withdrawn_at__isnull=True)

    def coming_on(self, day: date) -> Self:
        """Those whose day has not passed on `day`, the next one first, without what was cleared."""
        return self._open().filter(clears_on__gte=day).order_by("clears_on")

    def due_on(self, day: date) -> Self:
        """Those that may be carried out on `day`."""
        return self._open().filter(clears_on__lte=day, clears_on__gte=day - OPEN_FOR)

    def _open(self) -> Self:
        cleared = Clearing.objects.standing().filter(announcement=OuterRef("pk"))
        return self.standing().filter(~Exists(cleared))


class ClearingAnnouncement(models.Model):
    """清零公告: says to everybody on which day the balance left of a year is cleared.

    What it says is frozen in its notice, which hangs before that day.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    notice = models.OneToOneField(
        "points.Notice", models.PROTECT, related_name="announced_clearing", verbose_name="公示"
    )
    year = models.PositiveSmallIntegerField("清零年度")
    clears_on = models.DateField("清零日期")
    announced_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    announced_on = models.DateField("公告日期")
    announced_at = models.DateTimeField("公告时间")
    withdrawn_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdraw_reason = models.CharField("收回原因", max_length=100, blank=True)

    objects = AnnouncementQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly(settable=("withdrawn_at", "withdrawn_by", "withdraw_reason"))

    class Meta:
        verbose_name = verbose_name_plural = "清零公告"
        ordering = ("-announced_at", "-pk")
        default_permissions = ("add",)
        constraints = [
            models.UniqueConstraint(
                fields=("community", "year"),
                condition=Q(withdrawn_at__isnull=True),
                name="announcement_one_standing_for_a_year",
            ),
            models.CheckConstraint(
                name="announcement_is_made_before_its_day",
                condition=Q(clears_on__gt=models.F("announced_on")),
            ),
            models.CheckConstraint(
                name="announcement_withdrawal_has_author_time_and_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                & Q(withdraw_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdraw_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年清零公告（第{self.notice.number}期公示）"

    @property
    def clears_debts(self) -> bool:
        """Whether balances below nought become nought with it, as it was announced."""
        debts: bool = self.notice.content["clears_debts"]
        return debts

    @property
    def last_day(self) -> date:
        """The last day on which it may be carried out."""
        return self.clears_on + OPEN_FOR


class ClearingQuerySet(ScopedQuerySet["Clearing"]):
    def standing(self) -> Self:
        """Clearings that were not reversed: at most one for an announcement."""
        return self.filter(reversed_at__isnull=True)


class Clearing(models.Model):
    """清零: carried out upon its announcement by somebody other than who made that."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    announcement = models.ForeignKey(ClearingAnnouncement, models.PROTECT, related_name="clearings")
    households = models.PositiveIntegerField("户数")
    points = models.IntegerField("清零积分")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reversed_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)
    reverse_reason = models.CharField("撤销原因", max_length=100, blank=True)

    objects = ClearingQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly(settable=("reversed_at", "reversed_by", "reverse_reason"))

    class Meta:
        verbose_name = verbose_name_plural = "年末清零"
        ordering = ("-at", "-pk")
        default_permissions = ("add", "view")
        constraints = [
            models.UniqueConstraint(
                fields=("announcement",),
                condition=Q(reversed_at__isnull=True),
                name="clearing_once_while_it_stands",
            ),
            models.CheckConstraint(
                name="clearing_reversal_has_author_time_and_reason",
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True)
                & Q(reverse_reason="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reverse_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement.year}年清零"


class ClearedBalance(models.Model):
    """What one household lost by a clearing, and its entry."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="balances")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    points = models.IntegerField("清零积分")
    entry = models.OneToOneField("points.Entry", models.PROTECT, related_name="cleared")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "清零明细"
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("clearing", "household"), name="cleared_balance_once_a_household"
            ),
            models.CheckConstraint(name="cleared_balance_is_not_nought", condition=~Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"{self.household} −{self.points}"
