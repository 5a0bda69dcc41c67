"""服务券 and 结算: a service paid in points, used once at its merchant, settled by the quarter."""

import secrets
from datetime import date
from typing import Final, Self

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet

# Crockford's base 32: no I, L, O or U to be misread from paper.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 16


def new_code() -> str:
    """A random code of 80 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class VoucherQuerySet(ScopedQuerySet["Voucher"]):
    def usable_on(self, day: date) -> Self:
        return self.filter(
            used_at__isnull=True,
            expires_on__gte=day,
            line__redemption__cancellation__isnull=True,
        )

    def over_on(self, day: date) -> Self:
        """Vouchers whose last day has passed unused, their points not yet given back."""
        return self.filter(
            used_at__isnull=True,
            lapsed_at__isnull=True,
            expires_on__lt=day,
            line__redemption__cancellation__isnull=True,
        )


class Voucher(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    line = models.ForeignKey("supermarket.RedemptionLine", models.PROTECT, related_name="vouchers")
    merchant = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="vouchers")
    code = models.CharField("券号", max_length=16, unique=True, default=new_code, editable=False)
    expires_on = models.DateField("有效期至", help_text="最后一天")
    used_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField("核销时间", null=True, blank=True)
    lapsed_at = models.DateTimeField("逾期退分时间", null=True, blank=True)

    objects = VoucherQuerySet.as_manager()
    place_lookup = "merchant__place"
    guard = AppendOnly(settable=("used_at", "used_by", "lapsed_at"), ends=("used_at", "lapsed_at"))

    class Meta:
        verbose_name = verbose_name_plural = "服务券"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="voucher_use_has_author_and_time",
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
            ),
            models.CheckConstraint(
                name="voucher_is_never_both_used_and_lapsed",
                condition=Q(used_at__isnull=True)
                | Q(used_at__isnull=False, lapsed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.name} {self.printed_code}"

    @property
    def printed_code(self) -> str:
        """In groups of four, as it stands on the paper."""
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


class Settlement(models.Model):
    """结算单: what the office owes one merchant for the vouchers used in a quarter, in 分."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    merchant = models.ForeignKey("supermarket.Outlet", models.PROTECT, related_name="settlements")
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    amount_fen = models.PositiveIntegerField("应付（分）")
    made_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    paid_on = models.DateField("付款日期", null=True, blank=True)
    paid_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_paper = models.CharField("付款凭据", max_length=60, blank=True)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "merchant__place"
    guard = AppendOnly(settable=("paid_on", "paid_by", "paid_paper"))

    class Meta:
        verbose_name = verbose_name_plural = "商家结算"
        ordering = ("-year", "-quarter", "merchant")
        constraints = [
            models.UniqueConstraint(
                fields=("merchant", "year", "quarter"),
                name="settlement_once_per_merchant_and_quarter",
            ),
            models.CheckConstraint(
                name="settlement_payment_has_day_author_and_paper",
                condition=Q(paid_on__isnull=True, paid_by__isnull=True, paid_paper="")
                | (Q(paid_on__isnull=False, paid_by__isnull=False) & ~Q(paid_paper="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant} {self.year}年第{self.quarter}季度结算"


class SettlementLine(models.Model):
    """A used voucher settled, once."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="settled")
    cost_fen = models.PositiveIntegerField("应付（分）")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "settlement__merchant__place"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "结算明细"

    def __str__(self) -> str:
        return f"{self.settlement} {self.voucher}"
