"""周巡查: a villager group is walked once a week by two people, who confirm what they found."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly, FrozenBy
from households.scope import ScopedQuerySet, held_by
from points.models.record import new_ref
from points.periods import Month, chinese_date

if TYPE_CHECKING:
    from households.models import User


class PatrolRoundQuerySet(ScopedQuerySet["PatrolRound"]):
    def visible_to(self, user: "User", on: date | None = None) -> Self:
        """Those of the places of `user`, and those elsewhere that he is to walk himself."""
        walks = Q(first_walker=user.pk) | Q(second_walker=user.pk)
        mine = self.filter(walks, community__in=held_by(user, on).values("community"))
        return super().visible_to(user, on) | mine

    def standing(self) -> Self:
        """Rounds that have not been called off."""
        return self.filter(voided_at__isnull=True)

    def closed(self) -> Self:
        return self.standing().filter(closed_at__isnull=False)

    def on_time(self) -> Self:
        """Closed ones that count in their own month: the mean of a month is theirs."""
        return self.closed().filter(
            walked_on__year=F("counts_year"), walked_on__month=F("counts_month")
        )

    def of_month(self, month: Month) -> Self:
        """Rounds walked in `month`; those not walked yet by the day they are planned for."""
        days = (month.first_day, month.last_day)
        return self.filter(
            Q(walked_on__range=days) | Q(walked_on__isnull=True, planned_for__range=days)
        )


class PatrolRound(models.Model):
    """One walk through one group in the week that begins on the Monday `week`.

    Planned, walked (`walked_on`), closed (both have confirmed it) and fixed from then on. It
    belongs to the month of its day; `counts_…` say in which it counts: a later one where it was
    closed after that month's sheet took its last record. `version` counts every change of its
    findings and of its day; a confirmation names the version it is of.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="patrols", verbose_name="村民小组"
    )
    week = models.DateField("周一")
    planned_for = models.DateField("计划日期")
    first_walker = models.ForeignKey(
        "households.User", models.PROTECT, related_name="+", verbose_name="巡查员"
    )
    second_walker = models.ForeignKey(
        "households.User", models.PROTECT, related_name="+", verbose_name="巡查员"
    )
    planned_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    walked_on = models.DateField("巡查日期", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counts_year = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_month = models.PositiveSmallIntegerField(null=True, blank=True)
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("取消原因", max_length=100, blank=True)

    objects = PatrolRoundQuerySet.as_manager()
    place_lookup = "group"
    guard = FrozenBy(own="closed_at")

    class Meta:
        verbose_name = verbose_name_plural = "巡查"
        ordering = ("-week", "group__code", "pk")
        default_permissions = ()
        permissions = [
            ("view_patrol", "查看巡查"),
            ("plan_patrol", "安排巡查"),
            ("walk_patrol", "巡查"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("group", "week"),
                condition=Q(voided_at__isnull=True),
                name="patrol_once_per_group_and_week",
            ),
            models.CheckConstraint(
                name="patrol_has_two_different_walkers",
                condition=~Q(first_walker=F("second_walker")),
            ),
            models.CheckConstraint(
                name="patrol_days_lie_not_before_its_week",
                condition=Q(planned_for__gte=F("week"))
                & (
                    Q(walked_on__isnull=True) | Q(walked_on__isnull=False, walked_on__gte=F("week"))
                ),
            ),
            models.CheckConstraint(
                name="patrol_is_closed_once_walked_and_counts_in_a_month",
                condition=Q(
                    closed_at__isnull=True, counts_year__isnull=True, counts_month__isnull=True
                )
                | Q(
                    closed_at__isnull=False,
                    walked_on__isnull=False,
                    counts_year__isnull=False,
                    counts_month__isnull=False,
                    counts_year__gte=2000,
                    counts_month__gte=1,
                    counts_month__lte=12,
                ),
            ),
            models.CheckConstraint(
                name="patrol_void_has_author_day_and_reason_and_is_not_closed",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (
                    Q(voided_at__isnull=False, voided_by__isnull=False, closed_at__isnull=True)
                    & ~Q(void_reason="")
                ),
            ),
        ]
        indexes = [models.Index(fields=("community", "week"), name="patrol_by_week")]

    def __str__(self) -> str:
        return f"{self.group.label} {chinese_date(self.week)}起一周"

    @property
    def last_day(self) -> date:
        """The Sunday of its week."""
        return self.week + timedelta(days=6)

    @property
    def day(self) -> date:
        """When it was walked, or is to be."""
        return self.walked_on or self.planned_for

    @property
    def period(self) -> Month:
        """The month it belongs to."""
        return Month.of(self.day)

    @property
    def counts_in(self) -> Month | None:
        """The month whose scores it is for; None until it is closed."""
        if self.counts_year is None or self.counts_month is None:
            return None
        return Month(self.counts_year, self.counts_month)

    @property
    def is_late(self) -> bool:
        """Whether it counts in a later month than its own."""
        return self.counts_in not in (None, self.period)

    @property
    def is_open(self) -> bool:
        """Whether findings may be entered."""
        return self.voided_at is None and self.closed_at is None

    @property
    def walkers(self) -> "tuple[User, User]":
        return self.first_walker, self.second_walker

    def is_walked_by(self, user: "User") -> bool:
        return user.pk in (self.first_walker_id, self.second_walker_id)


class PatrolConfirmation(models.Model):
    """A walker stands by the findings of one version of a round; `by` somebody else where the
    office has his signature on paper."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    round = models.ForeignKey(PatrolRound, models.PROTECT, related_name="confirmations")
    walker = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "round__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "巡查确认"
        ordering = ("round", "at", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("round", "walker", "version"),
                name="patrol_confirmed_once_by_each_walker_and_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.walker}"

    @property
    def on_paper(self) -> bool:
        return self.by_id != self.walker_id
