"""一票否决: a family is taken off the year's list, with a document, told to it, for a time."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.objection import Objection
from points.models.record import BY_CARD, new_ref
from points.models.serving import Serving

HOW_OBJECTED = [
    (each.value, each.label) for each in Objection.How if each is not Objection.How.CARD
]


class VetoQuerySet(ScopedQuerySet["Veto"]):
    def standing(self) -> Self:
        """Those neither voided nor lifted."""
        return self.filter(voided_at__isnull=True, lift__isnull=True)

    def barring(self, year: int) -> Self:
        """Those that keep their household off the list of `year`: in force on its last day."""
        last = date(year, 12, 31)
        return self.standing().filter(starts_on__lte=last, ends_on__gte=last)


class Veto(models.Model):
    """What it is for is told to its household and to the office, and never stands in public.

    `starts_on` and `ends_on` both belong to it. It was told once `told_on` is set; the household
    may object until `object_until`.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="vetoes", verbose_name="户"
    )
    record = models.ForeignKey(
        "points.Record", models.PROTECT, null=True, blank=True, related_name="vetoes"
    )
    matter = models.CharField("事由", max_length=200)
    document = models.CharField("依据的文件", max_length=100)
    document_number = models.CharField("文号", max_length=60, blank=True)
    document_on = models.DateField("文件日期")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", help_text="最后一天")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told_on = models.DateField("告知日期", null=True, blank=True)
    told_how = models.CharField("告知方式", max_length=10, choices=Serving.How.choices, blank=True)
    told_by = models.CharField("告知人", max_length=60, blank=True)
    object_until = models.DateField("异议期限", null=True, blank=True, help_text="最后一天")
    told_noted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_noted_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = VetoQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(
        settable=(
            "told_on",
            "told_how",
            "told_by",
            "object_until",
            "told_noted_by",
            "told_noted_at",
        ),
        voids=("voided_at", "voided_by", "void_reason"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "一票否决"
        ordering = ("-at", "-pk")
        default_permissions = ("add", "view")
        permissions = [("decide_veto", "答复否决异议、提前解除否决")]
        constraints = [
            models.CheckConstraint(
                name="veto_has_its_matter_its_document_and_its_days",
                condition=~Q(matter="") & ~Q(document="") & Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="veto_telling_says_how_by_whom_and_until_when_to_object",
                condition=Q(
                    told_on__isnull=True,
                    told_how="",
                    told_by="",
                    object_until__isnull=True,
                    told_noted_by__isnull=True,
                    told_noted_at__isnull=True,
                )
                | (
                    Q(
                        told_on__isnull=False,
                        object_until__isnull=False,
                        object_until__gte=F("told_on"),
                        told_noted_by__isnull=False,
                        told_noted_at__isnull=False,
                    )
                    & ~Q(told_how="")
                    & ~Q(told_by="")
                ),
            ),
            models.CheckConstraint(
                name="veto_void_has_author_time_and_reason",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} 一票否决"

    @property
    def years(self) -> range:
        """Those on whose last day it is in force, as `barring` finds it."""
        past = self.ends_on + timedelta(days=1)
        return range(self.starts_on.year, past.year)

    @property
    def papers(self) -> str:
        """“《处罚决定书》（青公〔2026〕5号）”."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"{self.document}{number}"


class VetoObjectionQuerySet(ScopedQuerySet["VetoObjection"]):
    def open(self) -> Self:
        """Those without a reply: at most one of a veto."""
        return self.filter(replied_at__isnull=True)


class VetoObjection(models.Model):
    """The household says that it is wrong; the office answers once."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    veto = models.ForeignKey(Veto, models.PROTECT, related_name="objections")
    text = models.CharField("异议内容", max_length=400)
    how = models.CharField("提出方式", max_length=10, choices=Objection.How.choices)
    received_on = models.DateField("收到日期")
    by_card = models.ForeignKey(
        "households.Card", models.PROTECT, null=True, blank=True, related_name="+"
    )
    typed_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    upheld = models.BooleanField("异议成立", null=True, blank=True)
    reply = models.CharField("答复", max_length=400, blank=True)
    replied_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = VetoObjectionQuerySet.as_manager()
    place_lookup = "veto__household__group"
    guard = AppendOnly(settable=("replied_at", "upheld", "reply", "replied_by"))

    class Meta:
        verbose_name = verbose_name_plural = "否决异议"
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("veto",),
                condition=Q(replied_at__isnull=True),
                name="veto_has_one_open_objection",
            ),
            models.CheckConstraint(
                name="veto_objection_is_answered_as_a_whole",
                condition=Q(
                    upheld__isnull=True, replied_by__isnull=True, replied_at__isnull=True, reply=""
                )
                | (
                    Q(upheld__isnull=False, replied_by__isnull=False, replied_at__isnull=False)
                    & ~Q(reply="")
                ),
            ),
            models.CheckConstraint(name="veto_objection_says_why", condition=~Q(text="")),
            models.CheckConstraint(
                name="veto_objection_comes_by_card_or_is_typed_in",
                condition=Q(by_card__isnull=False, typed_by__isnull=True, how="card")
                | (Q(by_card__isnull=True, typed_by__isnull=False) & ~Q(how="card")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.veto} 异议"

    @property
    def author(self) -> str:
        """Who wrote it down, as pages name him."""
        return BY_CARD if self.typed_by is None else f"{self.typed_by.name}代录"


class VetoLift(models.Model):
    """解除: the veto ends before its last day, by a decision or because an objection was right."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    veto = models.OneToOneField(Veto, models.PROTECT, related_name="lift")
    why = models.CharField("解除的理由", max_length=400)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "veto__household__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "否决解除"
        default_permissions = ()
        constraints = [models.CheckConstraint(name="veto_lift_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return f"{self.veto} 解除"
