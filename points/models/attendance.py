"""报名 and 签到签退: who of which household wants to come to an activity, and who really came."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.hours import counted_minutes
from points.models.record import BY_CARD, new_ref


class SignUpQuerySet(ScopedQuerySet["SignUp"]):
    def standing(self) -> Self:
        """Those not withdrawn, in the order they came: the first as many as are wanted have a
        place, the others wait for one."""
        return self.filter(withdrawn_at__isnull=True).order_by("pk")


class SignUp(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    activity = models.ForeignKey("points.Activity", models.PROTECT, related_name="sign_ups")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="农户"
    )
    person = models.CharField("姓名", max_length=60)
    by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by_card = models.ForeignKey(
        "households.Card", models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(settable=("withdrawn_at", "withdrawn_by", "withdrawn_by_card"))

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("activity", "household", "person"),
                condition=Q(withdrawn_at__isnull=True),
                name="sign_up_once_while_it_stands",
            ),
            models.CheckConstraint(
                name="sign_up_names_somebody_and_is_made_by_a_person_or_a_card",
                condition=~Q(person="")
                & (
                    Q(by__isnull=False, by_card__isnull=True)
                    | Q(by__isnull=True, by_card__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="sign_up_is_withdrawn_by_a_person_or_a_card",
                condition=Q(
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                    withdrawn_by_card__isnull=True,
                )
                | (
                    Q(withdrawn_at__isnull=False)
                    & (
                        Q(withdrawn_by__isnull=False, withdrawn_by_card__isnull=True)
                        | Q(withdrawn_by__isnull=True, withdrawn_by_card__isnull=False)
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.household} {self.person}"

    @property
    def author(self) -> str:
        """Who wrote it down, as pages name him."""
        return BY_CARD if self.by is None else self.by.name


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    def standing(self) -> Self:
        """Those that have not been voided."""
        return self.filter(voided_at__isnull=True)

    def still_there(self) -> Self:
        """Those signed in and not out."""
        return self.standing().filter(left__isnull=True)


class Attendance(models.Model):
    """One person's coming and going at one activity, by the clock of its day."""

    class How(models.TextChoices):
        CODE = "code", "户编号"
        SCAN = "scan", "扫卡"
        LIST = "list", "纸质签到表"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    activity = models.ForeignKey("points.Activity", models.PROTECT, related_name="attendances")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="农户"
    )
    person = models.CharField("姓名", max_length=60)
    how = models.CharField("怎么签的", max_length=10, choices=How.choices)
    came = models.TimeField("签到时间")
    noted_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    left = models.TimeField("签退时间", null=True, blank=True)
    left_noted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_noted_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = AttendanceQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(
        settable=("left_noted_at", "left_noted_by", "left"),
        voids=("voided_at", "voided_by", "void_reason"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "签到签退"
        ordering = ("came", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("activity", "household", "person"),
                condition=Q(voided_at__isnull=True),
                name="attendance_once_per_person_while_it_stands",
            ),
            models.CheckConstraint(
                name="attendance_names_somebody_who_leaves_after_coming",
                condition=~Q(person="")
                & (
                    Q(left__isnull=True, left_noted_by__isnull=True, left_noted_at__isnull=True)
                    | Q(
                        left__isnull=False,
                        left_noted_by__isnull=False,
                        left_noted_at__isnull=False,
                        left__gt=F("came"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="attendance_void_has_author_day_and_reason",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.household} {self.person}"

    def counted(self, most_hours: int) -> int:
        """Minutes that count, no more than `most_hours`; 0 until somebody has left."""
        if self.left is None:
            return 0
        return counted_minutes(self.came, self.left, most_hours)
