"""Who holds which office, where, from when until when."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from households.roles import HELD_AT, PlaceKind, Role
from households.scope import ScopedQuerySet


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    def open_on(self, day: date) -> Self:
        """Appointments in force on `day`; the last day counts."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, user__is_active=True
        )


class Appointment(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    user = models.ForeignKey(
        "households.User", models.PROTECT, related_name="appointments", verbose_name="人员"
    )
    role = models.CharField("任职", max_length=20, choices=Role.choices)
    place = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="appointments", verbose_name="地点"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField(
        "结束日期", null=True, blank=True, help_text="最后一天；空着表示仍在任。"
    )
    basis = models.CharField("依据", max_length=100, blank=True, help_text="如：村民会议决议文号。")

    objects = AppointmentQuerySet.as_manager()
    place_lookup = "place"

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ("-starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__isnull=False, ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "place", "starts_on"),
                name="appointment_once_a_day",
                violation_error_message="这项任职已经登记过了。",
            ),
        ]
        indexes = [models.Index(fields=("place", "role"), name="appointment_by_place")]

    def __str__(self) -> str:
        return f"{self.place.label} {self.get_role_display()}"

    def clean(self) -> None:
        """Refuses a place where the role is not held, and a person of another community."""
        if not (self.role and self.place_id and self.user_id):
            return
        allowed = HELD_AT[self.role]
        if self.place.kind not in allowed:
            kinds = "、".join(PlaceKind(kind).label for kind in PlaceKind if kind in allowed)
            told = f"{Role(self.role).label}只能任职于{kinds}，请改选地点。"
            raise ValidationError({"place": told})
        if self.place.home() != self.user.community:
            raise ValidationError({"user": "这位人员不属于这个社区，请先在本社区建立账号。"})
