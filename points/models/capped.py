"""Caps of an area or a rule: of its awards and of its deductions, each by month, quarter, year."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from points.spans import Caps, CapsBySign

_SIZE = (MinValueValidator(1), MaxValueValidator(9999))


def _cap(label: str) -> Any:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=_SIZE)


class Capped(models.Model):
    """The most points, without sign, that all items below may give or take; empty: no cap."""

    monthly_cap = _cap("每月加分上限")
    quarterly_cap = _cap("每季加分上限")
    yearly_cap = _cap("每年加分上限")
    monthly_deduction_cap = _cap("每月扣分上限")
    quarterly_deduction_cap = _cap("每季扣分上限")
    yearly_deduction_cap = _cap("每年扣分上限")

    class Meta:
        abstract = True

    @property
    def caps(self) -> CapsBySign:
        return CapsBySign(
            Caps(self.monthly_cap, self.quarterly_cap, self.yearly_cap),
            Caps(
                self.monthly_deduction_cap, self.quarterly_deduction_cap, self.yearly_deduction_cap
            ),
        )
