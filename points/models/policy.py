"""What a community decides for itself: the notice period, masking, telephones, wording, paper."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.scope import ScopedQuerySet
from points.barred import SHIPPED

DEFAULT_BARRED = "\n".join(SHIPPED)
DEFAULT_LEAD_NOTICE_FIRST = (
    "按照《家庭诚信积分实施方案》，经群众自评、村小组评分、议事评审委员会评议、社区“两委”审核，"
    "现将本月积分情况予以公示。公示期满无异议的，提交村民代表大会审定后计入可兑积分。"
)
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

    class YearEnd(models.TextChoices):
        CARRY = "carry", "结转下年"
        CLEAR = "clear", "按公告的日期清零"

    class Ratification(models.TextChoices):
        BEFORE_NOTICE = "before", "先审定，后公示"
        AFTER_NOTICE = "after", "先公示，后审定"

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

    ratification = models.CharField(
        "审定与公示的先后",
        max_length=6,
        choices=Ratification.choices,
        default=Ratification.BEFORE_NOTICE,
        help_text="从改动之后新开的积分表起执行。",
    )
    committee_quorum = models.PositiveSmallIntegerField(
        "评议通过票数",
        null=True,
        blank=True,
        help_text="评审委员会通过一张表要几位委员同意；空着表示超过应到委员的半数。",
    )
    answer_days = models.PositiveSmallIntegerField(
        "陈述期限（天）", default=3, help_text="扣分告知后，农户可以陈述的天数。"
    )
    yearly_month = models.PositiveSmallIntegerField(
        "年度项目核查月",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="从这个月起，村小组评分时向每一户建议当年的年度核查项目（计分单位是年、佐证写明"
        "核查的加分项，如不私搭乱建），每户每年一次。",
    )
    patrol_outsiders = models.BooleanField(
        "巡查员不巡查自己的组",
        default=True,
        help_text="选了的，家住本组的、在本组任职的，都不能巡查本组。",
    )
    accept_days = models.PositiveSmallIntegerField(
        "异议受理期限（工作日）", default=3, help_text="周六、周日不算；法定节假日仍计。"
    )
    reply_days = models.PositiveSmallIntegerField(
        "异议答复期限（工作日）", default=7, help_text="从收到异议起算，不少于受理期限。"
    )
    comment_first = models.BooleanField(
        "通过标准前须先征求意见",
        default=False,
        help_text="选了的，草案要先公示征求意见，期满之后才能办理通过；"
        "征求意见之后又改动的，要重新征求。",
    )
    barred_words = models.TextField(
        "标准里不许有的词",
        default=DEFAULT_BARRED,
        blank=True,
        max_length=1000,
        help_text="一行一个。积分标准里有这些词的，不能征求意见，也不能通过。",
    )
    year_end = models.CharField(
        "年末可兑积分",
        max_length=5,
        choices=YearEnd.choices,
        default=YearEnd.CARRY,
        help_text="选清零的，每年先发公告，到日子再办；荣誉积分和排名不受影响。",
    )
    clears_debts = models.BooleanField(
        "负数余额一并归零", default=False, help_text="不选的，欠的积分结转下年。"
    )
    exchange_examples = models.TextField(
        "积分能换什么",
        blank=True,
        max_length=400,
        help_text="户卡页上给村民看的例子，一行一个，如：20分可换大米一袋。",
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
            models.CheckConstraint(
                name="policy_committee_decides_by_at_least_one",
                condition=Q(committee_quorum__isnull=True)
                | Q(committee_quorum__isnull=False, committee_quorum__gte=1),
                violation_error_message="评议通过票数至少为1，或者空着。",
            ),
            models.CheckConstraint(
                name="policy_checks_the_year_in_one_of_its_months",
                condition=Q(yearly_month__gte=1, yearly_month__lte=12),
                violation_error_message="年度项目核查月应在1至12之间，请改正。",
            ),
            models.CheckConstraint(
                name="policy_clocks_run_forward",
                condition=Q(answer_days__gte=1, answer_days__lte=30)
                & Q(accept_days__gte=1, reply_days__gte=F("accept_days"), reply_days__lte=60),
                violation_error_message=(
                    "陈述期限应为1至30天，受理期限至少1个工作日，答复期限不少于受理期限、不超过60个工作日。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}设置"

    @property
    def basis_of_names(self) -> str:
        """On what resolution a notice shows full names; empty where it masks them."""
        return "" if self.masks_names else self.unmasking_basis

    @property
    def office_name(self) -> str:
        """Whose paper it is, as it stands under it: the office, or the community without one."""
        return self.office or self.community.name

    @property
    def notice_first(self) -> bool:
        return self.ratification == self.Ratification.AFTER_NOTICE

    def lead_of(self, *, notice_first: bool) -> str:
        """The lead of a notice; the shipped words follow its order of ratification and notice."""
        shipped = self.lead == DEFAULT_LEAD
        return DEFAULT_LEAD_NOTICE_FIRST if shipped and notice_first else self.lead
