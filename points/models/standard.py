"""The standard: areas, rules, items; versioned by its first month, frozen once adopted."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from households.guards import FrozenBy
from households.scope import ScopedQuerySet
from points.models.capped import Capped
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
    base_points = models.PositiveSmallIntegerField(
        "每户基础分",
        default=0,
        validators=[MaxValueValidator(9999)],
        help_text="每户年初的荣誉积分，如 100。没有就填 0。",
    )
    base_exchangeable = models.BooleanField(
        "基础分可兑换",
        default=False,
        help_text="一般不能兑换，只计荣誉。选了的，每年第一次入账时一并记入可兑积分。",
    )
    village_items = models.PositiveSmallIntegerField(
        "每村可自定项数",
        default=0,
        validators=[MaxValueValidator(99)],
        help_text="一个自然村最多能加几个自己的评分项；不许自定就填 0。",
    )
    village_points = models.PositiveSmallIntegerField(
        "村自定项分值",
        default=0,
        validators=[MaxValueValidator(9999)],
        help_text="村自定的评分项一次最多加或扣几分；不许自定就填 0。",
    )
    adopted_at = models.DateTimeField("通过时间", null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, editable=False, related_name="+"
    )
    adoption_basis = models.CharField("通过依据", max_length=100, blank=True, editable=False)
    meeting = models.ForeignKey(
        "points.Meeting",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="standards",
        verbose_name="通过的会议",
    )
    comment_notice = models.ForeignKey(
        "points.Notice",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="standards",
        verbose_name="征求意见的公示",
    )

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
                name="standard_base_to_exchange_is_not_nought",
                condition=Q(base_exchangeable=False)
                | Q(base_exchangeable=True, base_points__gte=1),
                violation_error_message="基础分是0，没有可兑换的；请填基础分，或不选“可兑换”。",
            ),
            models.CheckConstraint(
                name="standard_of_village_items_names_number_and_size",
                condition=Q(village_items=0, village_points=0)
                | Q(village_items__gte=1, village_points__gte=1),
                violation_error_message="村自定的项数和分值要一起填；不许自定就都填0。",
            ),
            models.CheckConstraint(
                name="standard_adoption_is_whole",
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True, adoption_basis="")
                | (Q(adopted_at__isnull=False, adopted_by__isnull=False) & ~Q(adoption_basis="")),
            ),
            models.CheckConstraint(
                name="standard_of_a_meeting_is_adopted",
                condition=Q(meeting__isnull=True)
                | Q(meeting__isnull=False, adopted_at__isnull=False),
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


class Area(Capped):
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


class Rule(Capped):
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
