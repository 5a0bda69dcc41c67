"""推荐: a family recommended upward, and how it fares from level to level."""

from typing import Final

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Level(models.TextChoices):
    COMMUNITY = "community", "社区"
    SUBDISTRICT = "subdistrict", "街道"
    DISTRICT = "district", "区"
    CITY = "city", "市"


LEVELS: Final = tuple(Level)


class Recommendation(models.Model):
    """One household of a year's ranking; place, points and stars are those it had with all
    corrections when it was recommended."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    ranking = models.ForeignKey(
        "points.AnnualRanking", models.PROTECT, related_name="recommendations"
    )
    line = models.OneToOneField("points.RankingLine", models.PROTECT, related_name="recommendation")
    place = models.PositiveIntegerField("社区名次")
    honour = models.IntegerField("荣誉积分")
    stars = models.PositiveSmallIntegerField("星级")
    reason = models.CharField("推荐的理由", max_length=200, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "推荐"
        ordering = ("ranking", "place", "pk")
        default_permissions = ("add",)

    def __str__(self) -> str:
        return f"{self.line.household} {self.ranking.year}年推荐"


class RecommendationStep(models.Model):
    """What a level did with it, on which day, by which paper; what it was named."""

    class Outcome(models.TextChoices):
        SENT = "sent", "已上报"
        PASSED = "passed", "通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "撤回"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="steps")
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    day = models.DateField("日期")
    paper = models.CharField("材料、文号", max_length=100, blank=True)
    title = models.CharField("称号", max_length=40, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "recommendation__line__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "推荐经过"
        ordering = ("recommendation", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("recommendation", "level", "outcome"),
                name="recommendation_step_once_per_level_and_outcome",
            ),
            models.CheckConstraint(
                name="recommendation_step_names_a_family_only_when_it_passes",
                condition=Q(outcome="passed") | Q(title=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} {self.get_level_display()}{self.get_outcome_display()}"

    @property
    def told(self) -> str:
        """“区通过，区级文明家庭”."""
        title = f"，{self.title}" if self.title else ""
        return f"{self.get_level_display()}{self.get_outcome_display()}{title}"
