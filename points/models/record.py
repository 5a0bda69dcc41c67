"""事项记录 (一事一记录): what a household did, on which day, and who wrote it down."""

import secrets

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet

BY_CARD = "本户（积分卡）"
"""How pages name a household that acts with its card."""


def new_ref() -> str:
    """A random public reference of 72 bits, so that addresses never count rows."""
    return secrets.token_urlsafe(9)


class RecordQuerySet(ScopedQuerySet["Record"]):
    def standing(self) -> "RecordQuerySet":
        """Records that have not been voided."""
        return self.filter(voided_at__isnull=True)


class Record(models.Model):
    class Origin(models.TextChoices):
        SELF = "self", "本户自评"
        GROUP = "group", "小组记录"
        PATROL = "patrol", "巡查"
        ACTIVITY = "activity", "活动"
        OFFICE = "office", "积分办"
        YEARLY = "yearly", "年度核查"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField("记录号", max_length=12, unique=True, default=new_ref, editable=False)
    line = models.ForeignKey("points.SheetLine", models.PROTECT, related_name="records")
    item = models.ForeignKey(
        "points.Item", models.PROTECT, related_name="records", verbose_name="评分项"
    )
    occurred_on = models.DateField("日期")
    quantity = models.PositiveSmallIntegerField("数量", default=1)
    amount = models.PositiveIntegerField("金额（元）", null=True, blank=True)
    points = models.SmallIntegerField("分值")
    event = models.CharField("事件", max_length=20, blank=True)
    decided_by = models.CharField("议定的会议", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    late = models.BooleanField("补录", default=False)
    once_a_month = models.BooleanField(editable=False)
    version = models.PositiveIntegerField(editable=False)
    recorded_by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_by_card = models.ForeignKey(
        "households.Card", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    voided_in_version = models.PositiveIntegerField(null=True, blank=True)

    objects = RecordQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly(
        settable=("voided_at", "voided_by", "voided_by_card", "void_reason", "voided_in_version")
    )

    class Meta:
        verbose_name = verbose_name_plural = "事项记录"
        ordering = ("occurred_on", "pk")
        permissions = [
            ("void_record", "作废记录"),
            ("revise_record", "改分"),
            ("import_record", "导入记录"),
        ]
        constraints = [
            models.CheckConstraint(
                name="record_void_has_author_day_and_reason",
                condition=Q(
                    voided_at__isnull=True,
                    voided_by__isnull=True,
                    voided_by_card__isnull=True,
                    voided_in_version__isnull=True,
                    void_reason="",
                )
                | (
                    Q(voided_at__isnull=False, voided_in_version__isnull=False)
                    & (
                        Q(voided_by__isnull=False, voided_by_card__isnull=True)
                        | Q(voided_by__isnull=True, voided_by_card__isnull=False)
                    )
                    & ~Q(void_reason="")
                ),
            ),
            models.CheckConstraint(
                name="record_is_written_by_a_person_or_claimed_by_a_card",
                condition=Q(recorded_by__isnull=False, by_card__isnull=True)
                | Q(recorded_by__isnull=True, by_card__isnull=False, origin="self"),
            ),
            models.CheckConstraint(
                name="record_counts_something", condition=Q(quantity__gte=1) & ~Q(points=0)
            ),
            models.CheckConstraint(
                name="record_amount_is_at_least_one_yuan",
                condition=Q(amount__isnull=True) | Q(amount__isnull=False, amount__gte=1),
            ),
            models.UniqueConstraint(
                fields=("line", "item"),
                condition=Q(voided_at__isnull=True, once_a_month=True),
                name="record_once_a_month_while_it_stands",
                violation_error_message="这一户本月已有这一项的记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.household} {self.item} {self.points:+d}"

    @property
    def author(self) -> str:
        """Who wrote it down, as pages name him."""
        return BY_CARD if self.recorded_by is None else self.recorded_by.name

    @property
    def voided_by_whom(self) -> str:
        """Who voided it; empty while it stands."""
        if self.voided_at is None:
            return ""
        return BY_CARD if self.voided_by is None else self.voided_by.name

    @property
    def source(self) -> str:
        """Where it comes from; a claim typed in from paper is told from one made by card."""
        if self.origin == self.Origin.SELF and self.by_card_id is None:
            return "本户自评（纸质）"
        return self.get_origin_display()
