"""积分卡: what a household proves itself by. Its secrets are stored as hashes alone."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class CardQuerySet(ScopedQuerySet["Card"]):
    def valid(self) -> "CardQuerySet":
        """Cards that have not been withdrawn: at most one a household."""
        return self.filter(withdrawn_at__isnull=True)


class Card(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="cards", verbose_name="户"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    pin_hash = models.CharField(max_length=64, editable=False)
    issued_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发卡时间")
    withdrawn_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdraw_reason = models.CharField("收回原因", max_length=100, blank=True)

    objects = CardQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(settable=("withdrawn_at", "withdrawn_by", "withdraw_reason"))

    class Meta:
        verbose_name = verbose_name_plural = "积分卡"
        ordering = ("-issued_at", "-pk")
        default_permissions = ()
        permissions = [("issue_card", "发放和收回积分卡")]
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(withdrawn_at__isnull=True),
                name="card_one_valid_per_household",
            ),
            models.CheckConstraint(
                name="card_withdrawal_has_author_time_and_reason",
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdraw_reason=""
                )
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdraw_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}的积分卡"


class CardAttempt(models.Model):
    """One try at a PIN. It stands as a failure until it has been found right."""

    card = models.ForeignKey(Card, models.PROTECT, null=True, related_name="attempts")
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)

    guard = AppendOnly(settable=("succeeded_at",))

    class Meta:
        verbose_name = verbose_name_plural = "积分卡密码输入"
        default_permissions = ()
        indexes = [
            models.Index(fields=("card", "at"), name="attempt_by_card"),
            models.Index(fields=("address_hash", "at"), name="attempt_by_address"),
            models.Index(fields=("at",), name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.at:%Y-%m-%d %H:%M}"
