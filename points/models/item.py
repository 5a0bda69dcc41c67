"""The items (评分项) of a standard: what a matter is worth, how often and how far it counts."""

from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.guards import FrozenBy
from households.roles import PlaceKind
from households.scope import ScopedQuerySet
from points.models.item_checks import wrong
from points.models.standard import POINTS, Rule, Standard
from points.patrol import MOST, PatrolTerms, indicators_of
from points.spans import SPAN_OF_UNIT, Span
from points.tiers import Tiers

if TYPE_CHECKING:
    from points.models.sheet import Sheet


class ItemQuerySet(ScopedQuerySet["Item"]):
    def of_sheet(self, sheet: "Sheet") -> Self:
        """What may count in `sheet`: the items of its standard, without those that other villages
        have added."""
        own = Q(village__isnull=True) | Q(village__children=sheet.group_id)
        return self.filter(own, standard=sheet.standard_id)


class Item(models.Model):
    class TiersBy(models.TextChoices):
        QUANTITY = "quantity", "数量"
        AMOUNT = "amount", "金额（元）"

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="items")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="items", verbose_name="条")
    code = models.CharField("评分项编号", max_length=10)
    village = models.ForeignKey(
        "households.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="自定的村",
        help_text="由哪个自然村自定，只记这个村的农户；社区统一的空着。",
    )
    position = models.PositiveSmallIntegerField("次序", editable=False)
    title = models.CharField("评分项", max_length=80)
    points_min = models.SmallIntegerField("最低分", validators=POINTS)
    points_max = models.SmallIntegerField(
        "最高分", validators=POINTS, help_text="与最低分相同即为固定分值。"
    )
    tiers = models.CharField(
        "分档",
        max_length=200,
        blank=True,
        help_text="多少不同、分值不同的才填，如 0~100:1；100~1000:2；1000~:3。"
        "起点的数算在本档，终点的数算在下一档，最后一档不写终点。",
    )
    tiers_by = models.CharField("按什么分档", max_length=10, choices=TiersBy.choices, blank=True)
    unit = models.CharField("计分单位", max_length=10, help_text="如：次、月、季、年、人次。")
    once = models.BooleanField(
        "每期只计一次",
        default=False,
        help_text="计分单位是天、周、月、季、年的才能选：一户每天（每周……）最多计一次，计最高的。",
    )
    monthly_cap = models.SmallIntegerField("每月上限", null=True, blank=True, validators=POINTS)
    quarterly_cap = models.SmallIntegerField("每季上限", null=True, blank=True, validators=POINTS)
    yearly_cap = models.SmallIntegerField("每年上限", null=True, blank=True, validators=POINTS)
    exclusive_group = models.CharField(
        "互斥组", max_length=20, blank=True, help_text="同组各项，一户一月只计最高的一项。"
    )
    within_event = models.BooleanField(
        "同一事件只计一项",
        default=False,
        help_text="互斥组按事件算，不按月算。一户同一天的事算一件，写了不同“事件”的分开算。"
        "这样的项没有自己的上限。",
    )
    repeat_days = models.PositiveSmallIntegerField(
        "几日内重复加倍",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="只用于扣分：这么多天之内又扣同一项的，加倍扣，每次都只加一倍。",
    )
    validity_months = models.PositiveSmallIntegerField(
        "有效期（月）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="只用于扣分：从当月算起，满这么多个月之后不再计入荣誉积分和上限；"
        "可兑积分不退回。",
    )
    case_by_case = models.BooleanField(
        "一事一议",
        default=False,
        help_text="分值由会议一件一件议定：记的时候要写明是哪次会议，本户不能自评申报。",
    )
    patrol_from = models.PositiveSmallIntegerField(
        "巡查均分自",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=f"本户一月巡查的平均分（满分{MOST}，小数舍去）到几分才提出本项；不限就空着。",
    )
    patrol_to = models.PositiveSmallIntegerField(
        "巡查均分至",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text="平均分不高于几分才提出本项；不限就空着。",
    )
    patrol_indicators = models.CharField(
        "巡查指标",
        max_length=30,
        blank=True,
        help_text="这些指标一月巡查都没有扣分才提出本项，写编号，如 5 或 5、6；不看就空着。",
    )
    patrol_overdue = models.BooleanField(
        "巡查逾期", default=False, help_text="本户有整改逾期的问题才提出本项。"
    )
    evidence = models.CharField("佐证", max_length=40, blank=True)
    proposers = models.CharField("可申报人", max_length=40, blank=True)
    sensitive = models.BooleanField(
        "敏感事由", default=False, help_text="这一项的加分不列入公示的事项清单。"
    )
    veto = models.BooleanField("一票否决", default=False)
    basis = models.CharField("依据", max_length=100, blank=True)

    objects = ItemQuerySet.as_manager()
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
                name="item_steps_are_by_quantity_or_by_amount",
                condition=Q(tiers="", tiers_by="")
                | (Q(tiers_by__in=("quantity", "amount")) & ~Q(tiers="")),
                violation_error_message="分档和“按什么分档”要一起填，或者都空着。",
            ),
            models.CheckConstraint(
                name="item_counts_once_in_a_span_of_its_unit",
                condition=Q(once=False) | Q(once=True, unit__in=list(SPAN_OF_UNIT)),
                violation_error_message="每期只计一次的，计分单位要填天、周、月、季或年。",
            ),
            models.CheckConstraint(
                name="item_of_an_event_has_a_group_and_no_caps_of_its_own",
                condition=Q(within_event=False)
                | Q(
                    within_event=True,
                    once=False,
                    monthly_cap__isnull=True,
                    quarterly_cap__isnull=True,
                    yearly_cap__isnull=True,
                )
                & ~Q(exclusive_group=""),
                violation_error_message="同一事件只计一项的，要填互斥组，不能有自己的上限，"
                "也不能每期只计一次；要限制的，请用该条的上限。",
            ),
            models.CheckConstraint(
                name="item_doubles_only_deductions",
                condition=Q(repeat_days__isnull=True)
                | Q(repeat_days__isnull=False, repeat_days__gte=1, points_max__lt=0),
                violation_error_message="重复加倍只用于扣分项，请去掉。",
            ),
            models.CheckConstraint(
                name="item_lapses_only_when_it_deducts",
                condition=Q(validity_months__isnull=True)
                | Q(validity_months__isnull=False, validity_months__gte=1, points_max__lt=0),
                violation_error_message="有效期只用于扣分项，请去掉。",
            ),
            models.CheckConstraint(
                name="item_of_a_patrol_begins_within_the_marks",
                condition=Q(patrol_from__isnull=True)
                | Q(patrol_from__isnull=False, patrol_from__gte=1, patrol_from__lte=MOST),
                violation_error_message=f"巡查均分应在1至{MOST}分之间，请改正。",
            ),
            models.CheckConstraint(
                name="item_of_a_patrol_ends_within_the_marks_after_its_beginning",
                condition=Q(patrol_to__isnull=True)
                | Q(
                    patrol_to__isnull=False,
                    patrol_to__gte=1,
                    patrol_to__lte=MOST,
                    patrol_from__isnull=True,
                )
                | Q(
                    patrol_to__isnull=False,
                    patrol_to__lte=MOST,
                    patrol_from__isnull=False,
                    patrol_from__lte=F("patrol_to"),
                ),
                violation_error_message="巡查均分自不能高于巡查均分至，请改正。",
            ),
            models.CheckConstraint(
                name="item_monthly_cap_has_the_sign_of_its_points",
                condition=Q(monthly_cap__isnull=True)
                | Q(monthly_cap__isnull=False, monthly_cap__gt=0, points_min__gt=0)
                | Q(monthly_cap__isnull=False, monthly_cap__lt=0, points_max__lt=0),
                violation_error_message="每月上限的正负号要和分值一致。",
            ),
            models.CheckConstraint(
                name="item_quarterly_cap_has_the_sign_of_its_points",
                condition=Q(quarterly_cap__isnull=True)
                | Q(quarterly_cap__isnull=False, quarterly_cap__gt=0, points_min__gt=0)
                | Q(quarterly_cap__isnull=False, quarterly_cap__lt=0, points_max__lt=0),
                violation_error_message="每季上限的正负号要和分值一致。",
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
        """Refuses a rule of another standard, a village elsewhere, and whatever contradicts itself;
        writes steps that are right as they are kept."""
        found = wrong(self)
        if self.rule_id and self.standard_id and self.rule.standard_id != self.standard_id:
            found["rule"] = "这一条不属于本标准，请改选。"
        if self.village and self.standard_id:
            home = self.standard.community_id
            if (self.village.kind, self.village.community_id) != (PlaceKind.VILLAGE, home):
                found["village"] = "只能选本社区的自然村，请改选。"
        if found:
            raise ValidationError(found)
        if self.tiers:
            self.tiers = str(Tiers.parse(self.tiers))
        self.patrol_indicators = "、".join(map(str, indicators_of(self.patrol_indicators)))

    @property
    def is_deduction(self) -> bool:
        return self.points_max < 0

    @property
    def has_range(self) -> bool:
        """Whether somebody decides on the points between two ends."""
        return self.points_min != self.points_max and not self.tiers

    @property
    def steps(self) -> Tiers | None:
        return Tiers.parse(self.tiers) if self.tiers else None

    @property
    def by_amount(self) -> bool:
        """Whether an amount in 元 makes its points."""
        return self.tiers_by == self.TiersBy.AMOUNT

    @property
    def patrol_terms(self) -> PatrolTerms | None:
        """When a month of patrols proposes it; None for an item that they have nothing to do
        with."""
        terms = PatrolTerms(
            self.patrol_from,
            self.patrol_to,
            indicators_of(self.patrol_indicators),
            self.patrol_overdue,
        )
        return terms if terms.say_something else None

    @property
    def once_in(self) -> Span | None:
        """The span in which it counts once for a household, if the standard says so."""
        return SPAN_OF_UNIT[self.unit] if self.once else None

    @property
    def once_a_month(self) -> bool:
        return self.unit in self.ONCE_A_MONTH
