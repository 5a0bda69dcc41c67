"""The standard: areas, rules, items; versioned by its first month, frozen once adopted."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.guards import FrozenBy
from households.scope import ScopedQuerySet
from points.periods import Month

NUMBERS = (MinValueValidator(1), MaxValueValidator(99))
POINTS = (MinValueValidator(-9999), MaxValueValidator(9999))
"""Beyond them lies a slip of the finger."""


class StandardQuerySet(ScopedQuerySet["Standard"]):
    def adopted(self) -> Self:
        return self.filter(adopted_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(adopted_at__isnull=True)

    def in_force_on_first_day_of(self, month: Month) -> Self:
        """The adopted standards begun by `month`, the one in force first."""
        return (
            self.adopted()
            .filter(
                Q(from_year__lt=month.year) | Q(from_year=month.year, from_month__lte=month.month)
            )
            .order_by("-from_year", "-from_month")
        )


class Standard(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="standards")
    title = models.CharField("名称", max_length=60)
    from_year = models.PositiveSmallIntegerField("起用年")
    from_month = models.PositiveSmallIntegerField("起用月")
    adopted_at = models.DateTimeField("通过时间", null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, editable=False, related_name="+"
    )
    adoption_basis = models.CharField("通过依据", max_length=100, blank=True, editable=False)

    objects = StandardQuerySet.as_manager()
    shared_lookup = "community"
    guard = FrozenBy(own="adopted_at")

    class Meta:
        verbose_name = verbose_name_plural = "积分标准"
        ordering = ("-from_year", "-from_month", "-pk")
        permissions = [("adopt_standard", "通过积分标准")]
        constraints = [
            models.CheckConstraint(
                name="standard_starts_in_a_month",
                condition=Q(from_year__gte=2000, from_month__gte=1, from_month__lte=12),
                violation_error_message="起用月份不对，请填写年份和1至12月。",
            ),
            models.CheckConstraint(
                name="standard_adoption_is_whole",
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True, adoption_basis="")
                | (Q(adopted_at__isnull=False, adopted_by__isnull=False) & ~Q(adoption_basis="")),
            ),
            models.UniqueConstraint(
                fields=("community", "from_year", "from_month"),
                condition=Q(adopted_at__isnull=False),
                name="standard_one_adopted_from_a_month",
                violation_error_message="已有一个标准从这个月起用，请改起用月份。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def starts(self) -> Month:
        return Month(self.from_year, self.from_month)

    @property
    def is_adopted(self) -> bool:
        return self.adopted_at is not None


class Area(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="areas")
    number = models.PositiveSmallIntegerField("序号", validators=NUMBERS)
    name = models.CharField("方面", max_length=20)

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "standard__community"
    guard = FrozenBy(parent="standard", column="adopted_at")

    class Meta:
        verbose_name = verbose_name_plural = "方面"
        ordering = ("standard", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "number"),
                name="area_number_once_in_standard",
                violation_error_message="两个方面的序号相同，请改成不同的序号。",
            ),
            models.UniqueConstraint(
                fields=("standard", "name"),
                name="area_name_once_in_standard",
                violation_error_message="两个方面的名称相同，请改成不同的名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="rules")
    area = models.ForeignKey(Area, models.CASCADE, related_name="rules", verbose_name="方面")
    number = models.PositiveSmallIntegerField("条号", validators=NUMBERS)
    title = models.CharField("条目", max_length=60)
    yearly_cap = models.PositiveSmallIntegerField(
        "每条年上限",
        null=True,
        blank=True,
        validators=POINTS,
        help_text="本条全年加分合计的上限；空着表示不限。",
    )

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "standard__community"
    guard = FrozenBy(parent="standard", column="adopted_at")

    class Meta:
        verbose_name = verbose_name_plural = "条"
        ordering = ("standard", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "number"),
                name="rule_number_once_in_standard",
                violation_error_message="两条的条号相同，请改成不同的条号。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}条 {self.title}"

    def clean(self) -> None:
        """Refuses an area of another standard."""
        if self.area_id and self.standard_id and self.area.standard_id != self.standard_id:
            raise ValidationError({"area": "这个方面不属于本标准，请改选。"})


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
