"""A form sent in: its token answers a second sending with the first one's result."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly


class Submission(models.Model):
    token = models.UUIDField(unique=True)
    user = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=40)
    result = models.JSONField(null=True)
    at = models.DateTimeField()

    guard = AppendOnly(settable=("result",))

    class Meta:
        verbose_name = verbose_name_plural = "提交"
        constraints = [
            models.CheckConstraint(
                name="submission_is_of_a_person_or_a_card",
                condition=Q(user__isnull=False, card__isnull=True)
                | Q(user__isnull=True, card__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.token}"
