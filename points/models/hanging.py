"""张贴记录: from when to when a notice really hung in one village, by whose hand, with photos."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.photo import Photo
from points.models.record import new_ref


class HangingReceiptQuerySet(ScopedQuerySet["HangingReceipt"]):
    def standing(self) -> Self:
        """Those that have not been voided: only they count for anything."""
        return self.filter(voided_at__isnull=True)

    def full_by(self, day: date) -> Self:
        """Those standing that on `day` have hung their whole time, their last day included."""
        to_the_end = Q(taken_on__isnull=True) | Q(taken_on__gte=F("hangs_until"))
        return self.standing().filter(to_the_end, hangs_until__lt=day)

    def waiting_on(self, day: date) -> Self:
        """Those standing of a notice in a village where, on `day`, none has hung its whole time."""
        full = HangingReceipt.objects.full_by(day)
        return self.standing().exclude(
            Exists(full.filter(notice=OuterRef("notice"), village=OuterRef("village")))
        )

    def of_sheet(self) -> Self:
        """Those of the notice and village of an outer `Sheet`."""
        return self.filter(notice=OuterRef("notice"), village=OuterRef("group__parent"))

    def of_line(self) -> Self:
        """Those of the notice and village of an outer `SheetLine`."""
        return self.filter(
            notice=OuterRef("sheet__notice"), village=OuterRef("sheet__group__parent")
        )


class HangingReceipt(models.Model):
    """One hanging of a notice's paper in one village.

    `hangs_until` is the last day it has to hang: the notice's, or later where it was hung late or
    hung again. What a paper says on its lines, somebody types in; `taken_…` once, when it is down.
    One typed in wrongly is voided, with a reason, and typed in anew.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="hangings")
    village = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="hangings", verbose_name="自然村"
    )
    hung_on = models.DateField("张贴日期")
    hung_by = models.CharField("张贴人", max_length=60)
    hangs_until = models.DateField("张贴到", help_text="最后一天")
    noted_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    taken_on = models.DateField("撤下日期", null=True, blank=True)
    taken_by = models.CharField("撤下人", max_length=60, blank=True)
    taken_reason = models.CharField("提前撤下的原因", max_length=100, blank=True)
    taken_noted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # None of what was noted before it was kept.
    taken_appointment = models.ForeignKey(
        "households.Appointment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_noted_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = HangingReceiptQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly(
        settable=(
            "taken_noted_at",
            "taken_noted_by",
            "taken_appointment",
            "taken_on",
            "taken_by",
            "taken_reason",
        ),
        voids=("voided_at", "voided_by", "void_reason"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "张贴记录"
        ordering = ("notice", "village", "pk")
        default_permissions = ()
        permissions = [("note_hanging", "登记张贴和撤下")]
        constraints = [
            models.UniqueConstraint(
                fields=("notice", "village"),
                condition=Q(taken_on__isnull=True, voided_at__isnull=True),
                name="hanging_once_at_a_time_in_a_village",
            ),
            models.CheckConstraint(
                name="hanging_names_who_hung_it_and_hangs_some_days",
                condition=~Q(hung_by="") & Q(hangs_until__gt=F("hung_on")),
            ),
            models.CheckConstraint(
                name="hanging_taken_down_early_says_by_whom_and_why",
                condition=Q(
                    taken_on__isnull=True,
                    taken_noted_by__isnull=True,
                    taken_appointment__isnull=True,
                    taken_noted_at__isnull=True,
                    taken_by="",
                    taken_reason="",
                )
                | (
                    Q(
                        taken_on__isnull=False,
                        taken_noted_by__isnull=False,
                        taken_noted_at__isnull=False,
                        taken_on__gte=F("hung_on"),
                    )
                    & ~Q(taken_by="")
                    & (Q(taken_on__gte=F("hangs_until")) | ~Q(taken_reason=""))
                ),
            ),
            models.CheckConstraint(
                name="hanging_void_has_author_day_and_reason",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.village}"

    @property
    def is_short(self) -> bool:
        """Whether it was taken down before its last day."""
        return self.taken_on is not None and self.taken_on < self.hangs_until


class HangingPhoto(Photo):
    """The paper on its board."""

    hanging = models.ForeignKey(HangingReceipt, models.PROTECT, related_name="photos")

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "张贴照片"
