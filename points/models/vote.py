"""表决: how one member of the review committee votes on one sheet as it stood."""

from django.db import models

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class CommitteeVote(models.Model):
    """A vote is on a version: once the sheet's content changes, everybody looks and votes anew."""

    class Choice(models.TextChoices):
        AGREE = "agree", "同意"
        AGAINST = "against", "不同意"
        ABSTAIN = "abstain", "弃权"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    sheet = models.ForeignKey("points.Sheet", models.PROTECT, related_name="votes")
    round = models.PositiveSmallIntegerField("轮次")
    version = models.PositiveIntegerField()
    choice = models.CharField("表决", max_length=10, choices=Choice.choices)
    remark = models.CharField("意见", max_length=200, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "评议表决"
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("sheet", "round", "version", "by"), name="vote_once_per_member_and_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.by} {self.get_choice_display()}"
