"""复评: households of a published month drawn by lot, and scored a second time, blind."""

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Reinspection(models.Model):
    """The drawing: once for a notice of a month, by the check code (`seed`) of what was then the
    last notice of the chain."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    notice = models.OneToOneField(
        "points.Notice", models.PROTECT, related_name="reinspection", verbose_name="公示"
    )
    seed_of = models.ForeignKey("points.Notice", models.PROTECT, related_name="+")
    seed = models.CharField("抽签校验码", max_length=19)
    number = models.PositiveSmallIntegerField("抽取户数")
    among = models.PositiveIntegerField("公示户数")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "复评抽签"
        ordering = ("-at", "-pk")
        default_permissions = ()
        permissions = [
            ("view_fairness", "看评分情况"),
            ("draw_reinspection", "复评抽签"),
            ("score_reinspection", "复评打分"),
        ]
        constraints = [
            models.CheckConstraint(
                name="reinspection_draws_some_of_all",
                condition=Q(number__gte=1, number__lte=F("among")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice.period.label}复评"


class ReinspectedHousehold(models.Model):
    """One that was drawn, in the order of the lots, and its line of the month."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    reinspection = models.ForeignKey(Reinspection, models.PROTECT, related_name="households")
    place = models.PositiveSmallIntegerField("签号")
    line = models.ForeignKey("points.SheetLine", models.PROTECT, related_name="reinspections")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "抽中的户"
        ordering = ("reinspection", "place")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("reinspection", "place"), name="lot_place_once_in_a_drawing"
            ),
            models.UniqueConstraint(
                fields=("reinspection", "line"), name="lot_line_once_in_a_drawing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.line.household}"


class SecondScore(models.Model):
    """What somebody who had no part in the first score gives the household's month, in points."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    household = models.OneToOneField(
        ReinspectedHousehold, models.PROTECT, related_name="second_score"
    )
    points = models.SmallIntegerField("复评得分")
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "household__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "复评得分"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.household} {self.points:+d}"
