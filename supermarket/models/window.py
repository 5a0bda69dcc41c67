"""兑换期: the days of a quarter on which points are exchanged."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.scope import ScopedQuerySet
from households.services.days import day_of
from points.periods import Quarter


class WindowQuerySet(ScopedQuerySet["Window"]):
    def open_on(self, day: date) -> Self:
        return self.filter(opens_on__lte=day, closes_on__gte=day, closed_at__isnull=True)

    def reservable_on(self, day: date) -> Self:
        """Windows for which goods may be reserved on `day`, before their first day."""
        return self.filter(
            reserve_from__isnull=False,
            reserve_from__lte=day,
            opens_on__gt=day,
            closed_at__isnull=True,
        )

    def coming_on(self, day: date) -> Self:
        return self.filter(opens_on__gt=day, closed_at__isnull=True).order_by("opens_on")


class Window(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="windows")
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    reserve_from = models.DateField(
        "预约开始", null=True, blank=True, help_text="空着表示不开预约。"
    )
    opens_on = models.DateField("兑换开始")
    closes_on = models.DateField("兑换结束", help_text="最后一天")
    opened_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("结束办理时间", null=True, blank=True)
    notice = models.OneToOneField(
        "points.Notice", models.PROTECT, null=True, blank=True, related_name="window",
        verbose_name="公示",
    )  # fmt: skip

    objects = WindowQuerySet.as_manager()
    shared_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "兑换期"
        ordering = ("-year", "-quarter")
        constraints = [
            models.UniqueConstraint(
                fields=("community", "year", "quarter"), name="window_once_a_quarter"
            ),
            models.CheckConstraint(
                name="window_days_stand_in_order",
                condition=Q(closes_on__gte=F("opens_on"))
                & (
                    Q(reserve_from__isnull=True)
                    | Q(reserve_from__isnull=False, reserve_from__lt=F("opens_on"))
                ),
            ),
            models.CheckConstraint(
                name="window_closing_has_author_and_time",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="window_is_closed_before_its_notice",
                condition=Q(notice__isnull=True) | Q(notice__isnull=False, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}兑换期"

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def last_day(self) -> date:
        """The last day on which something may have been exchanged: it may be closed before its
        days end."""
        if self.closed_at is None:
            return self.closes_on
        return min(self.closes_on, day_of(self.closed_at))
