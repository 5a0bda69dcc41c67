"""审定会议: the assembly of villagers' representatives that ratifies sheets."""

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThan, LessThanOrEqual

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Meeting(models.Model):
    """Kept only when it had its quorum (村民委员会组织法 第二十六条); others ratify nothing."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="meetings")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    held_on = models.DateField("会议日期")
    total = models.PositiveSmallIntegerField("代表总数")
    present = models.PositiveSmallIntegerField("实到")
    in_favour = models.PositiveSmallIntegerField("同意")
    against = models.PositiveSmallIntegerField("反对")
    abstained = models.PositiveSmallIntegerField("弃权")
    minutes = models.CharField("会议纪要", max_length=400, blank=True)
    recorded_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "审定会议"
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="meeting_votes_add_up_to_those_present",
                condition=Q(present__lte=F("total"))
                & Q(present=F("in_favour") + F("against") + F("abstained")),
            ),
            models.CheckConstraint(
                name="meeting_has_two_thirds_present",
                condition=LessThanOrEqual(F("total") * 2, F("present") * 3) & Q(total__gt=0),
            ),
            models.CheckConstraint(
                name="meeting_has_more_than_half_in_favour",
                condition=LessThan(F("present"), F("in_favour") * 2),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} 审定会议"
