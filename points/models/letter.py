"""一封信: the letter to every household. Each version stays, with who wrote it and when."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class Letter(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=40)
    text = models.TextField("正文", max_length=1500)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField("写定时间")

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "一封信"
        ordering = ("-number",)
        default_permissions = ()
        permissions = [("write_letter", "写和打印一封信")]
        constraints = [
            models.UniqueConstraint(
                fields=("community", "number"), name="letter_number_once_in_community"
            ),
            models.CheckConstraint(
                name="letter_has_title_and_text", condition=~Q(title="") & ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}一封信第{self.number}版"
