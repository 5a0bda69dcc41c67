"""What a patrol found at a door, and whether what had to be put right was."""

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.patrol import PatrolRound
from points.models.photo import Photo
from points.models.record import new_ref
from points.patrol import FULL_MARKS, INDICATORS, indicator_title
from points.periods import Month

if TYPE_CHECKING:
    from households.models import User

M = TypeVar("M", bound=models.Model)
MOST_PHOTOS = 6


class OfRounds(ScopedQuerySet[M]):
    """Rows that are seen with their round: whoever walks one sees it, wherever his office is."""

    def visible_to(self, user: "User", on: date | None = None) -> Self:
        """Those of the rounds that `user` sees."""
        lookup = self.model.place_lookup.removesuffix("__group")  # type: ignore[attr-defined]
        rounds = PatrolRound.objects.visible_to(user, on).order_by().values("pk")
        return self.filter(**{f"{lookup}__in": rounds})


class PatrolFindingQuerySet(OfRounds["PatrolFinding"]):
    def standing(self) -> Self:
        """Findings that have not been voided."""
        return self.filter(voided_at__isnull=True)

    def problems(self) -> Self:
        """Standing ones that have to be put right by a day."""
        return self.standing().filter(fix_by__isnull=False)


class PatrolFinding(models.Model):
    """Points taken from one household under one indicator.

    `noted_at` is the clock of the phone it was written down on, None for what was typed from paper;
    `version` and `voided_in_version` are those of the round.
    One that came after its round was closed is `late` and says in which month it counts; the others
    count with their round.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(PatrolRound, models.PROTECT, related_name="findings")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="户"
    )
    indicator = models.PositiveSmallIntegerField("指标")
    taken = models.PositiveSmallIntegerField("扣分")
    note = models.CharField("问题", max_length=100, blank=True)
    told_on_the_spot = models.BooleanField("当面告知", default=False)
    fix_by = models.DateField("整改期限", null=True, blank=True)
    late = models.BooleanField("补录", default=False)
    counts_year = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_month = models.PositiveSmallIntegerField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(editable=False)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    voided_in_version = models.PositiveIntegerField(null=True, blank=True)

    objects = PatrolFindingQuerySet.as_manager()
    place_lookup = "round__group"
    guard = AppendOnly(settable=("voided_at", "voided_by", "void_reason", "voided_in_version"))

    class Meta:
        verbose_name = verbose_name_plural = "巡查扣分"
        ordering = ("round", "household__code", "indicator", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="finding_takes_points_under_one_of_the_indicators",
                condition=Q(
                    indicator__gte=1,
                    indicator__lte=len(INDICATORS),
                    taken__gte=1,
                    taken__lte=FULL_MARKS,
                ),
            ),
            models.CheckConstraint(
                name="finding_that_came_late_counts_in_a_month_of_its_own",
                condition=Q(late=False, counts_year__isnull=True, counts_month__isnull=True)
                | Q(
                    late=True,
                    counts_year__isnull=False,
                    counts_month__isnull=False,
                    counts_year__gte=2000,
                    counts_month__gte=1,
                    counts_month__lte=12,
                ),
            ),
            models.CheckConstraint(
                name="finding_void_has_author_day_and_reason",
                condition=Q(
                    voided_at__isnull=True,
                    voided_by__isnull=True,
                    voided_in_version__isnull=True,
                    void_reason="",
                )
                | (
                    Q(
                        voided_at__isnull=False,
                        voided_by__isnull=False,
                        voided_in_version__isnull=False,
                    )
                    & ~Q(void_reason="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=("household", "round"), name="finding_by_household"),
            models.Index(fields=("community", "fix_by"), name="finding_by_day_to_fix"),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.title} −{self.taken}"

    @property
    def title(self) -> str:
        """What the indicator is called."""
        return indicator_title(self.indicator)

    @property
    def counts_in(self) -> Month | None:
        """The month whose scores it is for; None while its round is open."""
        if self.counts_year is None or self.counts_month is None:
            return self.round.counts_in
        return Month(self.counts_year, self.counts_month)


class PatrolCheck(models.Model):
    """复查: somebody looked again whether a problem was put right."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    finding = models.ForeignKey(PatrolFinding, models.PROTECT, related_name="checks")
    checked_on = models.DateField("复查日期")
    fixed = models.BooleanField("已整改")
    note = models.CharField("说明", max_length=100, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfRounds.as_manager()
    place_lookup = "finding__round__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "复查"
        ordering = ("finding", "checked_on", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("finding",), condition=Q(fixed=True), name="check_finds_it_fixed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {'已整改' if self.fixed else '未整改'}"


class PatrolFindingPhoto(Photo):
    finding = models.ForeignKey(PatrolFinding, models.PROTECT, related_name="photos")

    objects = OfRounds.as_manager()
    place_lookup = "finding__round__group"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "巡查照片"


class PatrolCheckPhoto(Photo):
    of_check = models.ForeignKey(PatrolCheck, models.PROTECT, related_name="photos")

    objects = OfRounds.as_manager()
    place_lookup = "of_check__finding__round__group"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "复查照片"
