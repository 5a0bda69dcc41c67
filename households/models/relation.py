"""亲属关系: the households a person in office is related to, and so has to stay out of."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class RelationQuerySet(ScopedQuerySet["Relation"]):
    def standing(self) -> "RelationQuerySet":
        """Relations that have not been taken back."""
        return self.filter(ended_at__isnull=True)


class Relation(models.Model):
    class Kind(models.TextChoices):
        SPOUSE = "spouse", "配偶家"
        PARENT = "parent", "父母家"
        CHILD = "child", "子女家"
        SIBLING = "sibling", "兄弟姐妹家"
        OTHER = "other", "其他近亲属家"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    user = models.ForeignKey(
        "households.User", models.PROTECT, related_name="relations", verbose_name="人员"
    )
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="亲属所在户"
    )
    kind = models.CharField("关系", max_length=10, choices=Kind.choices)
    declared_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("申报时间")
    ended_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = RelationQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(settable=("ended_at", "ended_by"))

    class Meta:
        verbose_name = verbose_name_plural = "亲属申报"
        ordering = ("user", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "household"),
                condition=Q(ended_at__isnull=True),
                name="relation_once_while_it_stands",
                violation_error_message="这项亲属关系已经申报过了。",
            ),
            models.CheckConstraint(
                name="relation_end_has_author_and_time",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()} {self.household}"
