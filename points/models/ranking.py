"""年度排名: a year's ranking as its meeting settled it, and what was corrected since."""

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.canonical import check_code
from points.ranking import Rule


class AnnualRanking(models.Model):
    """Frozen by one act. `content` is what `digest` is of (see `services.ranking_content`); the
    lines say the same of each household, for whoever asks about one."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    meeting = models.OneToOneField("points.Meeting", models.PROTECT, related_name="ranking")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField("定名次的时间")
    notice = models.OneToOneField(
        "points.Notice", models.PROTECT, null=True, blank=True, related_name="ranking"
    )

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly(settable=("notice",))

    class Meta:
        verbose_name = verbose_name_plural = "年度排名"
        ordering = ("-year",)
        default_permissions = ("view",)
        permissions = [
            ("freeze_ranking", "定年度排名"),
            ("correct_ranking", "更正年度排名"),
            ("print_honour", "打印星级家庭证书、门牌和推荐表"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("community", "year"), name="ranking_once_in_community_and_year"
            ),
            models.CheckConstraint(
                name="ranking_year_is_a_year", condition=Q(year__gte=2000, year__lte=2100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}{self.year}年排名"

    @property
    def rule(self) -> Rule:
        """How it was ranked."""
        return Rule.read(self.content["rule"])

    @property
    def check_code(self) -> str:
        return check_code(self.digest)


class RankingLine(models.Model):
    """One household in the ranking; places are from 1, points and months of the year."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ranking = models.ForeignKey(AnnualRanking, models.PROTECT, related_name="lines")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="rankings", verbose_name="户"
    )
    group = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=32)
    honour = models.IntegerField("荣誉积分")
    months = models.PositiveSmallIntegerField("计分月数")
    first_month = models.PositiveSmallIntegerField("首个计分月")
    deductions = models.PositiveIntegerField("全年扣分")
    moved = models.BooleanField("年内迁组", default=False)
    late = models.BooleanField("年中参加", default=False)
    vetoed = models.BooleanField("一票否决", default=False)
    place = models.PositiveIntegerField("社区名次", null=True)
    in_village = models.PositiveIntegerField("村名次", null=True)
    in_group = models.PositiveIntegerField("组名次", null=True)
    stars = models.PositiveSmallIntegerField("星级", default=0)

    objects = ScopedQuerySet.as_manager()
    place_lookup = "group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "排名中的户"
        ordering = ("ranking", "place", "household__code")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("ranking", "household"), name="ranking_has_a_household_once"
            ),
            models.CheckConstraint(
                name="ranking_line_has_its_places_unless_it_is_vetoed",
                condition=Q(
                    vetoed=True,
                    place__isnull=True,
                    in_village__isnull=True,
                    in_group__isnull=True,
                    stars=0,
                )
                | Q(
                    vetoed=False,
                    place__isnull=False,
                    in_village__isnull=False,
                    in_group__isnull=False,
                    place__gte=1,
                    in_village__gte=1,
                    in_group__gte=1,
                    stars__lte=5,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking} {self.household}"


class RankingCorrection(models.Model):
    """排名更正: what of a household is otherwise than it was frozen; the frozen line stays.

    Its new points are those of the ledger. A veto that comes after the freezing was told to the
    household on `told_on`; `paper` names what the correction rests on.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ranking = models.ForeignKey(AnnualRanking, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("更正号")
    line = models.ForeignKey(RankingLine, models.PROTECT, related_name="corrections")
    honour_before = models.IntegerField("原荣誉积分")
    honour_after = models.IntegerField("更正后荣誉积分")
    vetoed_before = models.BooleanField("原一票否决")
    vetoed_after = models.BooleanField("更正后一票否决")
    told_on = models.DateField("告知日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=200)
    paper = models.CharField("依据", max_length=100)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    notice = models.ForeignKey(
        "points.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ranking_corrections",
    )

    objects = ScopedQuerySet.as_manager()
    place_lookup = "line__group"
    guard = AppendOnly(settable=("notice",))

    class Meta:
        verbose_name = verbose_name_plural = "排名更正"
        ordering = ("ranking", "number")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("ranking", "number"), name="ranking_correction_number_once"
            ),
            models.CheckConstraint(
                name="ranking_correction_changes_something_with_reason_and_paper",
                condition=(
                    ~Q(honour_before=F("honour_after")) | ~Q(vetoed_before=F("vetoed_after"))
                )
                & ~Q(reason="")
                & ~Q(paper=""),
            ),
            models.CheckConstraint(
                name="ranking_correction_tells_a_household_that_it_is_vetoed",
                condition=Q(vetoed_after=False, told_on__isnull=True)
                | Q(vetoed_before=True, told_on__isnull=True)
                | Q(vetoed_before=False, vetoed_after=True, told_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking}更正{self.number}"
