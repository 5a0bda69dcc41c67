"""The names a notice showed, apart from its frozen content so that one can be erased later."""

from django.db import models

from households.scope import ScopedQuerySet


class NoticeHousehold(models.Model):
    """Ties a salted reference in a notice's content to a code and the name that hung there."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="households")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=32)
    code = models.CharField("户编号", max_length=20)
    shown_as = models.CharField("公示姓名", max_length=60)

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "公示户"
        constraints = [
            models.UniqueConstraint(
                fields=("notice", "household"), name="notice_names_a_household_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.shown_as}"
