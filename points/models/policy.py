"""What a community decides for itself: the notice period, masking, telephones, wording, paper."""

from django.db import models
from django.db.models import Q

from households.scope import ScopedQuerySet

DEFAULT_LEAD = (
    "按照《家庭诚信积分实施方案》，经群众自评、村小组评分、议事评审委员会评议、社区“两委”审核、"
    "村民代表大会审定，现将本月积分情况予以公示。"
)


class Policy(models.Model):
    class Paper(models.TextChoices):
        A3 = "A3", "A3 横向"
        A4 = "A4", "A4 横向"

    class Order(models.TextChoices):
        BY_CODE = "code", "按户编号"
        BY_POINTS = "points", "按本月积分从高到低"

    community = models.OneToOneField(
        "households.Place", models.PROTECT, related_name="policy", verbose_name="社区"
    )
    period_days = models.PositiveSmallIntegerField(
        "公示天数", default=7, help_text="首尾两天都算，不少于5天。"
    )
    masks_names = models.BooleanField("公示时隐去部分姓名", default=True)
    unmasking_basis = models.CharField(
        "公布全名的依据",
        max_length=100,
        blank=True,
        help_text="公布户主全名时必填：决议名称和日期。",
    )
    office = models.CharField("落款单位", max_length=60, blank=True, help_text="空着则用社区名称。")
    office_phone = models.CharField("积分办电话", max_length=20, blank=True)
    supervision_phone = models.CharField("监督委员会电话", max_length=20, blank=True)
    township_phone = models.CharField("街道电话", max_length=20, blank=True)
    lead = models.TextField("公示引言", default=DEFAULT_LEAD, max_length=400)
    paper = models.CharField("公示纸张", max_length=2, choices=Paper.choices, default=Paper.A3)
    sort_by = models.CharField(
        "公示排序", max_length=6, choices=Order.choices, default=Order.BY_CODE
    )

    objects = ScopedQuerySet.as_manager()
    place_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "社区设置"
        constraints = [
            models.CheckConstraint(
                name="policy_period_at_least_five_days",
                condition=Q(period_days__gte=5, period_days__lte=60),
                violation_error_message="公示天数应在5至60天之间，请改正。",
            ),
            models.CheckConstraint(
                name="policy_full_names_need_a_basis",
                condition=Q(masks_names=True) | (Q(masks_names=False) & ~Q(unmasking_basis="")),
                violation_error_message="公布户主全名须填写依据(决议名称和日期)。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}设置"
