"""Somebody without a sign-in asked for the line of one household in a notice."""

from django.db import models


class LineCheck(models.Model):
    """One question, kept for as long as it counts. Neither the household nor the answer is kept:
    only how often is counted."""

    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="+")
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "户行核对"
        default_permissions = ()
        indexes = [
            models.Index(fields=("address_hash", "at"), name="line_check_by_address"),
            models.Index(fields=("at",), name="line_check_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.at:%Y-%m-%d %H:%M}"
