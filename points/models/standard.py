"""The standard: areas, rules and items, versioned by the month it starts in, frozen once adopted."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from households.guards import FrozenBy
from households.scope import ScopedQuerySet
from points.periods import Month


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
                | (
                    Q(adopted_at__isnull=False, adopted_by__isnull=False) & ~Q(adoption_basis="")
                ),
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
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("方面", max_length=20)

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "standard__community"
    guard = FrozenBy(parent="standard", column="adopted_at")

    class Meta:
        verbose_name = verbose_name_plural = "方面"
        ordering = ("standard", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "number"), name="area_number_once_in_standard"
            ),
            models.UniqueConstraint(fields=("standard", "name"), name="area_name_once_in_standard"),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="rules")
    area = models.ForeignKey(Area, models.CASCADE, related_name="rules", verbose_name="方面")
    number = models.PositiveSmallIntegerField("条号")
    title = models.CharField("条目", max_length=60)
    yearly_cap = models.PositiveSmallIntegerField(
        "每条年上限", null=True, blank=True, help_text="本条全年加分合计的上限；空着表示不限。"
    )

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "standard__community"
    guard = FrozenBy(parent="standard", column="adopted_at")

    class Meta:
        verbose_name = verbose_name_plural = "条"
        ordering = ("standard", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("standard", "number"), name="rule_number_once_in_standard"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}条 {self.title}"


class Item(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="items")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="items", verbose_name="条")
    code = models.CharField("评分项编号", max_length=10)
    position = models.PositiveSmallIntegerField("次序", editable=False)
    title = models.CharField("评分项", max_length=80)
    points_min = models.SmallIntegerField("最低分")
    points_max = models.SmallIntegerField("最高分", help_text="与最低分相同即为固定分值。")
    unit = models.CharField("计分单位", max_length=10, help_text="如：次、月、季、年、人次。")
    monthly_cap = models.SmallIntegerField("每月上限", null=True, blank=True)
    yearly_cap = models.SmallIntegerField("每年上限", null=True, blank=True)
    exclusive_group = models.CharField(
        "互斥组", max_length=20, blank=True, help_text="同组各项，一户一月只计最高的一项。"
    )
    evidence = models.CharField("佐证", max_length=40, blank=True)
    proposers = models.CharField("可申报人", max_length=40, blank=True)
    sensitive = models.BooleanField("敏感事由", default=False)
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
            models.UniqueConstraint(fields=("standard", "code"), name="item_code_once_in_standard"),
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
        """Refuses a rule of another standard."""
        if self.rule_id and self.standard_id and self.rule.standard_id != self.standard_id:
            raise ValidationError({"rule": "这一条不属于本标准，请改选。"})

    @property
    def is_deduction(self) -> bool:
        return self.points_max < 0

    @property
    def has_range(self) -> bool:
        return self.points_min != self.points_max

    @property
    def once_a_month(self) -> bool:
        return self.unit in self.ONCE_A_MONTH
