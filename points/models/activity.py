"""志愿活动: a call for volunteers, from the day it goes out until it is closed before witnesses."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.guards import FrozenBy
from households.scope import ScopedQuerySet
from points.models.record import new_ref
from points.periods import Month

MOST_HOURS = 12
"""That one activity may count for a person, whatever its call says."""


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def open(self) -> Self:
        """Called or running: neither closed nor cancelled."""
        return self.filter(ended_at__isnull=True)


class Activity(models.Model):
    """It is held on one day; what goes on for several is called once for each.

    `place` is whom it is for: a community, a village or a group, the households of which may sign
    up; of them the members of `team` alone where it names one. `item_code` is what it counts under
    in the standard in force on its day.
    """

    class State(models.TextChoices):
        CALLED = "called", "招募中"
        RUNNING = "running", "进行中"
        CLOSED = "closed", "已结束"
        CANCELLED = "cancelled", "已取消"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    title = models.CharField("活动名称", max_length=60)
    place = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="+", verbose_name="面向"
    )
    team = models.ForeignKey(
        "points.Team", models.PROTECT, null=True, blank=True, related_name="activities"
    )
    spot = models.CharField("集合地点", max_length=60)
    held_on = models.DateField("日期")
    starts = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    wanted = models.PositiveSmallIntegerField("招募人数", null=True, blank=True)
    item_code = models.CharField("计入的评分项", max_length=10)
    most_hours = models.PositiveSmallIntegerField(
        "每人最多计几小时", validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    organiser = models.CharField("组织者", max_length=60)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CALLED)
    called_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    started_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    witness = models.CharField("见证人", max_length=60, blank=True)
    witness_household = models.ForeignKey(
        "households.Household", models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_witness = models.CharField("第二见证人", max_length=60, blank=True)
    second_witness_household = models.ForeignKey(
        "households.Household", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField("取消原因", max_length=100, blank=True)

    objects = ActivityQuerySet.as_manager()
    shared_lookup = "community"
    guard = FrozenBy(own="ended_at")

    class Meta:
        verbose_name = verbose_name_plural = "志愿活动"
        ordering = ("held_on", "starts", "pk")
        default_permissions = ()
        permissions = [("view_activity", "查看志愿活动"), ("organise_activity", "组织志愿活动")]
        indexes = [models.Index(fields=("community", "held_on"), name="activity_by_day")]
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_starts", condition=Q(ends__gt=F("starts"))
            ),
            models.CheckConstraint(
                name="activity_wants_somebody_for_some_hours",
                condition=(Q(wanted__isnull=True) | Q(wanted__isnull=False, wanted__gte=1))
                & Q(most_hours__gte=1, most_hours__lte=MOST_HOURS),
            ),
            models.CheckConstraint(
                name="activity_state_is_what_has_happened",
                condition=(
                    Q(ended_at__isnull=True, ended_by__isnull=True, cancel_reason="")
                    & (
                        Q(state="called", started_at__isnull=True, started_by__isnull=True)
                        | Q(state="running", started_at__isnull=False, started_by__isnull=False)
                    )
                )
                | Q(
                    state="closed",
                    started_at__isnull=False,
                    started_by__isnull=False,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    cancel_reason="",
                )
                | (
                    Q(state="cancelled", ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(cancel_reason="")
                ),
            ),
            models.CheckConstraint(
                name="activity_is_closed_before_two_witnesses_and_only_then",
                condition=(
                    Q(
                        witness="",
                        second_witness="",
                        witness_household__isnull=True,
                        second_witness_household__isnull=True,
                    )
                    & ~Q(state="closed")
                )
                | (
                    Q(state="closed")
                    & ~Q(witness="")
                    & ~Q(second_witness="")
                    & ~Q(witness=F("second_witness"))
                    & (
                        Q(witness_household__isnull=True)
                        | Q(second_witness_household__isnull=True)
                        | Q(
                            ~Q(witness_household=F("second_witness_household")),
                            witness_household__isnull=False,
                            second_witness_household__isnull=False,
                        )
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def month(self) -> Month:
        """The month it counts in."""
        return Month.of(self.held_on)

    @property
    def is_called(self) -> bool:
        return self.state == self.State.CALLED

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
