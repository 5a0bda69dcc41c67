"""The items (评分项) of a standard: what a matter is worth, how often and how far it counts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from households.guards import FrozenBy
from households.scope import ScopedQuerySet
from points.models.standard import POINTS, Rule, Standard


class Item(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="items")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="items", verbose_name="条")
    code = models.CharField("评分项编号", max_length=10)
    position = models.PositiveSmallIntegerField("次序", editable=False)
    title = models.CharField("评分项", max_length=80)
    points_min = models.SmallIntegerField("最低分", validators=POINTS)
    points_max = models.SmallIntegerField(
        "最高分", validators=POINTS, help_text="与最低分相同即为固定分值。"
    )
    unit = models.CharField("计分单位", max_length=10, help_text="如：次、月、季、年、人次。")
    monthly_cap = models.SmallIntegerField("每月上限", null=True, blank=True, validators=POINTS)
    yearly_cap = models.SmallIntegerField("每年上限", null=True, blank=True, validators=POINTS)
    exclusive_group = models.CharField(
        "互斥组", max_length=20, blank=True, help_text="同组各项，一户一月只计最高的一项。"
    )
    evidence = models.CharField("佐证", max_length=40, blank=True)
    proposers = models.CharField("可申报人", max_length=40, blank=True)
    sensitive = models.BooleanField(
        "敏感事由", default=False, help_text="这一项的加分不列入公示的事项清单。"
    )
    veto = models.BooleanField("一票否决", default=False)
    basis = models.CharField("依据", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "standard__community"
    guard = FrozenBy(parent="standard", column="adopted_at")

    # One value per household and month; everything else is an event that may happen several times.
    ONCE_A_MONTH = frozenset({"月", "季", "年"})

    class Meta:
        verbose_name = verbose_name_plural = "评分项"
        ordering = ("standard", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "code"),
                name="item_code_once_in_standard",
                violation_error_message="两个评分项的编号相同，请改成不同的编号。",
            ),
            models.CheckConstraint(
                name="item_awards_or_deducts",
                condition=Q(points_min__gt=0) | Q(points_max__lt=0),
                violation_error_message="分值不能为0，也不能又加又扣，请分成两个评分项。",
            ),
            models.CheckConstraint(
                name="item_range_is_in_order",
                condition=Q(points_min__lte=F("points_max")),
                violation_error_message="最低分不能高于最高分。",
            ),
            models.CheckConstraint(
                name="item_monthly_cap_has_the_sign_of_its_points",
                condition=Q(monthly_cap__isnull=True)
                | Q(monthly_cap__isnull=False, monthly_cap__gt=0, points_min__gt=0)
                | Q(monthly_cap__isnull=False, monthly_cap__lt=0, points_max__lt=0),
                violation_error_message="每月上限的正负号要和分值一致。",
            ),
            models.CheckConstraint(
                name="item_yearly_cap_has_the_sign_of_its_points",
                condition=Q(yearly_cap__isnull=True)
                | Q(yearly_cap__isnull=False, yearly_cap__gt=0, points_min__gt=0)
                | Q(yearly_cap__isnull=False, yearly_cap__lt=0, points_max__lt=0),
                violation_error_message="每年上限的正负号要和分值一致。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        """Refuses a rule of another standard, and points and caps that contradict each other."""
        wrong = self._wrong_points()
        if self.rule_id and self.standard_id and self.rule.standard_id != self.standard_id:
            wrong["rule"] = "这一条不属于本标准，请改选。"
        if wrong:
            raise ValidationError(wrong)

    def _wrong_points(self) -> dict[str, str]:
        """What is wrong with points and caps, by field; a form may have left some of them unset."""
        low: Any
        high: Any
        low, high = self.points_min, self.points_max
        if low is None or high is None:
            return {}
        if low > high:
            return {"points_max": "最高分不能低于最低分，请改正。"}
        if low <= 0 <= high:
            return {"points_min": "分值不能为0，也不能又加又扣，请分成两个评分项。"}
        return {
            field: "上限要与分值同为正数或同为负数，请改正；没有上限就空着。"
            for field, cap in (("monthly_cap", self.monthly_cap), ("yearly_cap", self.yearly_cap))
            if cap is not None and cap * low <= 0
        }

    @property
    def is_deduction(self) -> bool:
        return self.points_max < 0

    @property
    def has_range(self) -> bool:
        return self.points_min != self.points_max

    @property
    def once_a_month(self) -> bool:
        return self.unit in self.ONCE_A_MONTH
