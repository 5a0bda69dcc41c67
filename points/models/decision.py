"""What each step decided: pass or return, households' scores, changes of records' points."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.sheet import STEP_CHOICES
from points.steps import Step

UPON_OBJECTION: Final = "objection"
"""The step of a revision that an upheld objection makes, outside the five."""


def is_settling(decision: str = "") -> Q:
    """Whether the decision at the lookup `decision` settled its sheet: nothing returns behind it,
    and what it scored is published and posted.

    Where a community ratifies after the notice, the audit settles; the assembly then ratifies what
    has hung.
    """
    return (
        Q(**{f"{decision}sheet__notice_first": False, f"{decision}step": Step.ASSEMBLY})
        | Q(**{f"{decision}sheet__notice_first": True, f"{decision}step": Step.AUDIT})
    ) & Q(**{f"{decision}outcome": "passed"})


class StepDecision(models.Model):
    class Outcome(models.TextChoices):
        PASSED = "passed", "通过"
        RETURNED = "returned", "退回"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    sheet = models.ForeignKey("points.Sheet", models.PROTECT, related_name="decisions")
    step = models.CharField("步骤", max_length=10, choices=STEP_CHOICES)
    round = models.PositiveSmallIntegerField("轮次")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    returned_to = models.CharField("退回到", max_length=10, choices=STEP_CHOICES, blank=True)
    comment = models.CharField("意见", max_length=200, blank=True)
    version = models.PositiveIntegerField()
    meeting = models.ForeignKey(
        "points.Meeting", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "评审决定"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("sheet", "round", "step"), name="decision_once_per_step_and_round"
            ),
            models.UniqueConstraint(
                fields=("sheet", "round", "by"),
                condition=Q(outcome="passed"),
                name="decision_one_step_per_person_and_round",
            ),
            models.CheckConstraint(
                name="decision_return_names_step_and_reason",
                condition=Q(outcome="passed", returned_to="")
                | (Q(outcome="returned") & ~Q(returned_to="") & ~Q(comment="")),
            ),
            models.CheckConstraint(
                name="decision_meeting_only_at_the_assembly",
                condition=Q(meeting__isnull=False, step="assembly", outcome="passed")
                | (Q(meeting__isnull=True) & ~Q(step="assembly", outcome="passed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.get_step_display()} {self.get_outcome_display()}"


class StepScore(models.Model):
    """A household's score as one step passed it, in points, per area number."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    decision = models.ForeignKey(StepDecision, models.PROTECT, related_name="scores")
    line = models.ForeignKey("points.SheetLine", models.PROTECT, related_name="scores")
    total = models.IntegerField("合计")
    by_area = models.JSONField("各方面")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "各步得分"
        constraints = [
            models.UniqueConstraint(
                fields=("decision", "line"), name="score_once_per_decision_and_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.total:+d}"


class RecordScore(models.Model):
    """What a record counted when its sheet's review ended, and why; the year's caps build on it."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    decision = models.ForeignKey(StepDecision, models.PROTECT, related_name="record_scores")
    record = models.OneToOneField("points.Record", models.PROTECT, related_name="score")
    counted = models.SmallIntegerField("计分")
    explanation = models.CharField("说明", max_length=200)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "记录计分"

    def __str__(self) -> str:
        return f"{self.record} {self.counted:+d}"


class Revision(models.Model):
    """A step changed a record's points; 0 afterwards means it was refused."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    record = models.ForeignKey("points.Record", models.PROTECT, related_name="revisions")
    step = models.CharField(
        "步骤", max_length=10, choices=[*STEP_CHOICES, (UPON_OBJECTION, "异议处理")]
    )
    reply = models.ForeignKey(
        "points.ObjectionReply", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    round = models.PositiveSmallIntegerField("轮次")
    points_before = models.SmallIntegerField("原分")
    points_after = models.SmallIntegerField("改后")
    reason = models.CharField("理由", max_length=200)
    version = models.PositiveIntegerField()
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "改分"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="revision_changes_the_points_with_a_reason",
                condition=~Q(points_before=F("points_after")) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="revision_upon_an_objection_names_its_reply",
                condition=Q(step=UPON_OBJECTION, reply__isnull=False)
                | (~Q(step=UPON_OBJECTION) & Q(reply__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.points_before:+d} → {self.points_after:+d}"

    @property
    def refused(self) -> bool:
        return self.points_after == 0
