"""佐证: photos and scans on a record."""

from django.db import models

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.photo import Photo

MOST_PER_RECORD = 6


class Evidence(Photo):
    record = models.ForeignKey("points.Record", models.PROTECT, related_name="evidence")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "佐证照片"
        permissions = [("attach_evidence", "附佐证照片")]
        indexes = [
            models.Index(fields=("community", "digest"), name="evidence_by_digest"),
            models.Index(fields=("community", "look"), name="evidence_by_look"),
        ]


class MeetingScan(Photo):
    """A page of the minutes of an assembly that ratified."""

    meeting = models.ForeignKey("points.Meeting", models.PROTECT, related_name="scans")

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "会议纪要扫描件"


class AdjustmentScan(Photo):
    """A page of the paper that a correction after posting rests on."""

    adjustment = models.ForeignKey("points.Adjustment", models.PROTECT, related_name="scans")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "adjustment__household__group"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "更正依据扫描件"
