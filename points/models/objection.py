"""异议: somebody says a published line is wrong, and the office answers within its clock."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import BY_CARD, new_ref


class ObjectionQuerySet(ScopedQuerySet["Objection"]):
    def open(self) -> Self:
        """Objections without a reply; each holds its line back from posting."""
        return self.filter(reply__isnull=True)

    def overdue_on(self, day: date) -> Self:
        """Open objections whose acceptance or reply is late on `day`."""
        return self.open().filter(
            Q(reply_by__lt=day) | Q(accepted_at__isnull=True, accept_by__lt=day)
        )


class Objection(models.Model):
    class How(models.TextChoices):
        CARD = "card", "积分卡"
        ORAL = "oral", "口头"
        WRITTEN = "written", "书面"
        PHONE = "phone", "电话"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="objections")
    line = models.ForeignKey("points.SheetLine", models.PROTECT, related_name="objections")
    objector = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出异议的户",
    )
    objector_name = models.CharField("提出人", max_length=60, blank=True)
    how = models.CharField("提出方式", max_length=10, choices=How.choices)
    text = models.CharField("异议内容", max_length=400)
    received_on = models.DateField("收到日期")
    accept_by = models.DateField("受理期限", help_text="最后一天")
    reply_by = models.DateField("答复期限", help_text="最后一天")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()
    place_lookup = "line__sheet__group"
    guard = AppendOnly(settable=("accepted_at", "accepted_by"))

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("at", "pk")
        default_permissions = ("add", "view")
        permissions = [("handle_objection", "受理和答复异议")]
        constraints = [
            models.CheckConstraint(
                name="objection_comes_by_card_or_is_typed_in",
                condition=Q(
                    by_card__isnull=False,
                    typed_by__isnull=True,
                    how="card",
                    objector__isnull=False,
                )
                | (Q(by_card__isnull=True, typed_by__isnull=False) & ~Q(how="card")),
            ),
            models.CheckConstraint(
                name="objection_names_who_raised_it_and_why",
                condition=~Q(text="")
                & (Q(objector__isnull=False) | (Q(objector__isnull=True) & ~Q(objector_name=""))),
            ),
            models.CheckConstraint(
                name="objection_is_accepted_before_it_is_due_to_be_answered",
                condition=Q(accept_by__gte=F("received_on"), reply_by__gte=F("accept_by")),
            ),
            models.CheckConstraint(
                name="objection_acceptance_has_author_and_time",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} 异议"

    @property
    def author(self) -> str:
        """Who wrote it down, as pages name him."""
        return BY_CARD if self.typed_by is None else f"{self.typed_by.name}代录"


class ObjectionReply(models.Model):
    """异议答复: the written end of an objection."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "异议成立"
        REFUSED = "refused", "异议不成立"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    objection = models.OneToOneField(Objection, models.PROTECT, related_name="reply")
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices)
    text = models.CharField("答复", max_length=400)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "objection__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "异议答复"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="reply_says_why", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.objection} {self.get_outcome_display()}"

    @property
    def upheld(self) -> bool:
        return self.outcome == self.Outcome.UPHELD
