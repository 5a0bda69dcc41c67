"""What a community decides for its supermarket: how long vouchers last, the year's budget."""

from django.db import models
from django.db.models import Q

from households.scope import ScopedQuerySet


class MarketPolicy(models.Model):
    community = models.OneToOneField(
        "households.Place", models.PROTECT, related_name="market_policy", verbose_name="社区"
    )
    voucher_days = models.PositiveSmallIntegerField(
        "服务券有效天数", default=90, help_text="从兑换当天起算。"
    )
    expiry_warning_days = models.PositiveSmallIntegerField(
        "临期提醒天数", default=30, help_text="保质期不足这些天时提醒。"
    )
    budget_fen = models.PositiveIntegerField(
        "年度预算（分）", null=True, blank=True, help_text="空着表示没有定预算。"
    )

    objects = ScopedQuerySet.as_manager()
    place_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "超市设置"
        permissions = [("view_outlook", "查看积分兑付")]
        constraints = [
            models.CheckConstraint(
                name="market_policy_vouchers_last_a_while",
                condition=Q(voucher_days__gte=7, voucher_days__lte=366),
                violation_error_message="服务券有效天数应在7至366天之间，请改正。",
            ),
            models.CheckConstraint(
                name="market_policy_warns_within_a_year",
                condition=Q(expiry_warning_days__gte=0, expiry_warning_days__lte=366),
                violation_error_message="临期提醒天数应在0至366天之间，请改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}超市设置"
