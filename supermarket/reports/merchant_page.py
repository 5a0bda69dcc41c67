"""What a merchant sees: the service of a voucher, and what the office owes for those he has used.
Of a household nothing but its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F

from households.services.days import moment_of
from points.periods import Quarter
from supermarket.models import Outlet, Voucher
from supermarket.money import yuan


@dataclass(frozen=True, slots=True)
class UsedRow:
    """A voucher that was used: when, for what, of which household (its code), for how much."""

    used_at: datetime
    service: str
    household: str
    merchant: str
    fen: int

    @property
    def owed(self) -> str:
        return yuan(self.fen)


@dataclass(frozen=True, slots=True)
class MerchantPage:
    """The vouchers used in a quarter, the latest first."""

    quarter: Quarter
    rows: list[UsedRow]

    @property
    def owed(self) -> str:
        """What the office owes for them, in 元."""
        return yuan(sum(row.fen for row in self.rows))


def merchant_page(merchants: Sequence[Outlet], day: date) -> MerchantPage:
    """What was used at `merchants` in the quarter of `day`. One query."""
    quarter = Quarter.of(day)
    begins, ends = moment_of(quarter.first_day), moment_of(quarter.last_day + timedelta(days=1))
    used: Any = Voucher.objects.filter(
        merchant__in=merchants, used_at__gte=begins, used_at__lt=ends
    ).order_by("-used_at", "-pk")
    rows = used.values_list(
        "used_at",
        "line__name",
        "line__redemption__household__code",
        "merchant__place__name",
        F("line__cost_fen_each"),
    )
    return MerchantPage(quarter, [UsedRow(*row) for row in rows])
