"""A form sent in: its token answers a second sending with the first one's result."""

from django.db import models

from households.guards import AppendOnly


class Submission(models.Model):
    token = models.UUIDField(unique=True)
    user = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    result = models.JSONField(null=True)
    at = models.DateTimeField()

    guard = AppendOnly(settable=("result",))

    class Meta:
        verbose_name = verbose_name_plural = "提交"

    def __str__(self) -> str:
        return f"{self.purpose} {self.token}"
