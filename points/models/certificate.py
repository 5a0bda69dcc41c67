"""积分证明: asked for by an adult of the household, who says whom it is for and what for; given on
that consent alone; a bank's offer, as the certificate prints it for information."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.bank_offer import Offer
from points.models.record import BY_CARD, new_ref


class RequestQuerySet(ScopedQuerySet["CertificateRequest"]):
    def waiting(self) -> Self:
        """Requests the office has not answered, nobody has taken back."""
        return self.filter(certificate__isnull=True, ended_at__isnull=True)


class CertificateRequest(models.Model):
    """申请与同意: who of the household asked, for whom and what for; refusing or taking it back
    costs no points."""

    class Relation(models.TextChoices):
        HEAD = "head", "户主本人"
        SPOUSE = "spouse", "户主的配偶"
        CHILD = "child", "户主的子女"
        PARENT = "parent", "户主的父母"
        OTHER = "other", "其他成年家庭成员"

    class For(models.TextChoices):
        BANK = "bank", "银行"
        EMPLOYER = "employer", "用人单位"
        OTHER = "other", "其他单位"

    class How(models.TextChoices):
        CARD = "card", "积分卡"
        PAPER = "paper", "纸质申请"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="certificates", verbose_name="户"
    )
    year = models.PositiveSmallIntegerField("荣誉年度")
    applicant = models.CharField("申请人", max_length=60)
    relation = models.CharField("与户主的关系", max_length=10, choices=Relation.choices)
    recipient_kind = models.CharField("给谁", max_length=10, choices=For.choices)
    recipient = models.CharField("接收单位", max_length=60)
    purpose = models.CharField("用途", max_length=100)
    how = models.CharField("申请方式", max_length=10, choices=How.choices)
    paper = models.CharField("申请书", max_length=100, blank=True)
    consented_on = models.DateField("同意日期")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=100, blank=True)

    objects = RequestQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(settable=("ended_at", "ended_by", "end_reason"))

    class Meta:
        verbose_name = verbose_name_plural = "积分证明申请"
        ordering = ("-at", "-pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="certificate_is_asked_for_by_card_or_on_paper",
                condition=Q(by_card__isnull=False, typed_by__isnull=True, how="card", paper="")
                | Q(by_card__isnull=True, typed_by__isnull=False, how="paper") & ~Q(paper=""),
            ),
            models.CheckConstraint(
                name="certificate_consent_names_applicant_recipient_and_purpose",
                condition=~Q(applicant="") & ~Q(recipient="") & ~Q(purpose=""),
            ),
            models.CheckConstraint(
                name="certificate_request_ends_with_time_and_reason",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} 给{self.recipient}"

    @property
    def author(self) -> str:
        """Who wrote it down, as pages name him."""
        return BY_CARD if self.typed_by is None else f"{self.typed_by.name}代录"


class Certificate(models.Model):
    """What was given: positive facts of one year, in points and months.

    `code` is random: it says nothing, and only whoever holds the paper knows it. `stars` is None
    while the year's ranking is not settled.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    request = models.OneToOneField(
        CertificateRequest, models.PROTECT, related_name="certificate", verbose_name="申请"
    )
    code = models.CharField("校验码", max_length=19, unique=True)
    honour = models.PositiveIntegerField("荣誉积分")
    months = models.PositiveSmallIntegerField("计分月数")
    stars = models.PositiveSmallIntegerField("星级", null=True, blank=True)
    issued_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    issued_on = models.DateField("开具日期")
    valid_until = models.DateField("有效期至", help_text="最后一天")
    issued_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoke_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "request__household__group"
    guard = AppendOnly(settable=("revoked_at", "revoked_by", "revoke_reason"))

    class Meta:
        verbose_name = verbose_name_plural = "积分证明"
        ordering = ("-issued_at", "-pk")
        default_permissions = ("view",)
        permissions = [("issue_certificate", "开具和作废积分证明")]
        constraints = [
            models.CheckConstraint(
                name="certificate_is_valid_for_a_time",
                condition=Q(valid_until__gt=F("issued_on")),
            ),
            models.CheckConstraint(
                name="certificate_holds_positive_facts",
                condition=Q(honour__gte=1, months__gte=1)
                & (Q(stars__isnull=True) | Q(stars__isnull=False, stars__lte=5)),
            ),
            models.CheckConstraint(
                name="certificate_revocation_has_time_and_reason",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request.household}的积分证明"

    def valid_on(self, day: date) -> bool:
        """Whether it holds on `day`; its last day counts."""
        return self.revoked_at is None and self.issued_on <= day <= self.valid_until


class BankOffer(models.Model):
    """What a bank said it offers. Each version stays; the last one is printed, if it `stands`."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("版次")
    stands = models.BooleanField("印在证明上", default=True)
    bank = models.CharField("银行", max_length=60)
    basis = models.CharField("依据", max_length=100)
    per_points = models.PositiveSmallIntegerField("每多少分")
    step = models.PositiveSmallIntegerField("优惠", help_text="百分之一个百分点")
    bound = models.PositiveSmallIntegerField("最多", help_text="百分之一个百分点")
    under_age = models.PositiveSmallIntegerField("未满多少周岁")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "银行优惠"
        ordering = ("-number",)
        default_permissions = ("add",)
        constraints = [
            models.UniqueConstraint(
                fields=("community", "number"), name="bank_offer_number_once_in_community"
            ),
            models.CheckConstraint(
                name="bank_offer_goes_up_in_steps_to_its_bound",
                condition=Q(per_points__gte=1, step__gte=1, step__lte=F("bound"), bound__lte=500)
                & Q(under_age__gte=18, under_age__lte=60),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank}的优惠（第{self.number}版）"

    def is_of(self, recipient: str) -> bool:
        """Whether it is the offer of `recipient`, as typed: the bank, or a branch of it."""
        return recipient.strip().startswith(self.bank)

    @property
    def offer(self) -> Offer:
        return Offer(self.per_points, self.step, self.bound)
