"""更正: what an upheld objection makes of a line, and adjustments of an account after posting."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Correction(models.Model):
    """A line's new score after an upheld objection, in points.

    A line that was posted already has its entry reversed (`reversal`) and a new one written
    (`entry`), unless its total stayed the same; a line that was not posted is posted with the new
    total.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    reply = models.OneToOneField("points.ObjectionReply", models.PROTECT, related_name="correction")
    line = models.ForeignKey("points.SheetLine", models.PROTECT, related_name="corrections")
    total_before = models.IntegerField("原分")
    total_after = models.IntegerField("更正后")
    by_area = models.JSONField("各方面")
    reversal = models.OneToOneField(
        "points.Entry", models.PROTECT, null=True, blank=True, related_name="reversal_of"
    )
    entry = models.OneToOneField(
        "points.Entry", models.PROTECT, null=True, blank=True, related_name="correction"
    )
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "异议更正"
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="correction_reverses_and_enters_together",
                condition=Q(reversal__isnull=True, entry__isnull=True)
                | Q(reversal__isnull=False, entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.total_before:+d} → {self.total_after:+d}"


class RecordCorrection(models.Model):
    """What a record counts after its line was corrected; the year's caps build on it."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    correction = models.ForeignKey(Correction, models.PROTECT, related_name="records")
    record = models.ForeignKey("points.Record", models.PROTECT, related_name="corrections")
    counted_before = models.SmallIntegerField("原计分")
    counted_after = models.SmallIntegerField("更正后计分")
    explanation = models.CharField("说明", max_length=200)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "记录更正"
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("correction", "record"), name="record_corrected_once_per_correction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.counted_before:+d} → {self.counted_after:+d}"


class Adjustment(models.Model):
    """入账后更正: points given or taken on an account, proposed by one person."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="adjustments", verbose_name="户"
    )
    points = models.IntegerField("加减分")
    year = models.PositiveSmallIntegerField("荣誉年度")
    reason = models.CharField("更正原因", max_length=200)
    paper = models.CharField("依据", max_length=100)
    proposed_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "入账后更正"
        ordering = ("-proposed_at", "-pk")
        default_permissions = ("add", "view")
        permissions = [("decide_adjustment", "复核入账后更正")]
        constraints = [
            models.CheckConstraint(
                name="adjustment_moves_points_with_reason_and_paper",
                condition=~Q(points=0) & ~Q(reason="") & ~Q(paper=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} 更正 {self.points:+d}"


class AdjustmentDecision(models.Model):
    """The second person's word on an adjustment; approved, it has become an entry."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    adjustment = models.OneToOneField(Adjustment, models.PROTECT, related_name="decision")
    approved = models.BooleanField("同意")
    comment = models.CharField("意见", max_length=200, blank=True)
    entry = models.OneToOneField(
        "points.Entry", models.PROTECT, null=True, blank=True, related_name="adjustment_decision"
    )
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "adjustment__household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "更正复核"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="adjustment_approved_has_its_entry_and_refused_its_reason",
                condition=Q(approved=True, entry__isnull=False)
                | (Q(approved=False, entry__isnull=True) & ~Q(comment="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adjustment} {'同意' if self.approved else '不同意'}"


class NoticeCorrection(models.Model):
    """Ties a correction or an adjustment to the one notice that tells of it."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="corrections")
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="told_in"
    )
    adjustment = models.OneToOneField(
        Adjustment, models.PROTECT, null=True, blank=True, related_name="told_in"
    )

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "公示的更正"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="notice_tells_of_a_correction_or_an_adjustment",
                condition=Q(correction__isnull=False, adjustment__isnull=True)
                | Q(correction__isnull=True, adjustment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.correction or self.adjustment}"
