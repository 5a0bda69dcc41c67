"""公示: numbered without gaps, content frozen, each digest built on the one before."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.canonical import check_code
from points.models.hanging import HangingReceipt
from points.models.objection import Objection
from points.models.sheet import SheetLine
from points.periods import Month, Quarter, Year


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    def not_closed(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def hung_by(self, day: date) -> Self:
        """Notices whose first day has come by `day`; before it only the office sees them."""
        return self.filter(opens_on__lte=day)

    def of_months(self) -> Self:
        """Notices of a month's points, whose lines households may object to."""
        return self.filter(kind=Notice.Kind.MONTHLY)

    def over_on(self, day: date) -> Self:
        """Notices whose last day has passed on `day`."""
        return self.filter(closes_on__lt=day)

    def to_post_on(self, day: date) -> Self:
        """Notices that are over on `day` and have a ratified line that nobody disputes, that has
        hung its whole time in its village, and that is not posted, or nothing left to wait for."""
        short = HangingReceipt.objects.waiting_on(day)
        unposted = SheetLine.objects.filter(posting__isnull=True, sheet__notice=OuterRef("pk"))
        ratified = unposted.filter(~Exists(short.of_line()), sheet__ratified_at__isnull=False)
        disputed = Objection.objects.open().values("line")
        nothing_left = ~Exists(unposted) & ~Exists(short.filter(notice=OuterRef("pk")))
        return (
            self.not_closed()
            .over_on(day)
            .filter(Exists(ratified.exclude(pk__in=disputed)) | nothing_left)
        )


class Notice(models.Model):
    class Kind(models.TextChoices):
        MONTHLY = "monthly", "月度积分公示"
        EXCHANGE = "exchange", "季度兑换公示"
        COMMENT = "comment", "标准征求意见"
        STARS = "stars", "星级家庭公示"
        CLEARING = "clearing", "年末清零公告"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField("期号")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月", null=True, blank=True)
    quarter = models.PositiveSmallIntegerField("季度", null=True, blank=True)
    title = models.CharField("标题", max_length=80)
    opens_on = models.DateField("公示起")
    closes_on = models.DateField("公示止", help_text="最后一天")
    period_days = models.PositiveSmallIntegerField("公示天数")
    content = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    previous_digest = models.CharField(max_length=64)
    published_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly(settable=("closed_at", "closed_by"))

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("-number",)
        permissions = [
            ("publish_notice", "发布公示"),
            ("close_notice", "公示期满入账"),
            ("print_notice", "打印公示"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("community", "number"), name="notice_number_once_in_community"
            ),
            models.UniqueConstraint(
                fields=("community", "previous_digest"), name="notice_chain_never_forks"
            ),
            models.UniqueConstraint(
                fields=("community", "year", "quarter"), name="notice_of_a_quarter_once"
            ),
            models.CheckConstraint(
                name="notice_is_of_a_month_or_of_an_exchange_quarter",
                condition=Q(
                    kind__in=("monthly", "comment"), month__isnull=False, quarter__isnull=True
                )
                | Q(kind="exchange", month__isnull=True, quarter__isnull=False)
                | Q(kind__in=("stars", "clearing"), month__isnull=True, quarter__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_hangs_at_least_five_days",
                condition=Q(period_days__gte=5, number__gte=1) & Q(closes_on__gt=F("opens_on")),
            ),
            models.CheckConstraint(
                name="notice_closing_has_its_time",
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}期 {self.title}"

    @property
    def period(self) -> Month | Quarter | Year:
        """What it tells of: a month, a quarter, a year; of a draft the month it is to start in."""
        if self.quarter is not None:
            return Quarter(self.year, self.quarter)
        return Year(self.year) if self.month is None else Month(self.year, self.month)

    @property
    def check_code(self) -> str:
        return _code_of(self.digest)

    @property
    def previous_check_code(self) -> str:
        return _code_of(self.previous_digest)


def _code_of(stored: str) -> str:
    """The check code of a stored digest. Where somebody put something else in its place, the pages
    that tell so still have to open."""
    try:
        return check_code(stored)
    except ValueError:
        return "不成校验码"
