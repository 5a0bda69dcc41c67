"""What a community decides for the honours of a year: ties, stars, how many are recommended."""

from itertools import combinations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual

from households.scope import ScopedQuerySet
from points.ranking import Rule, TieBreak
from points.star_shares import Shares
from points.stars import NAMES, Stars

WORDS = {5: "five", 4: "four", 3: "three", 2: "two", 1: "one"}


def _points(stars: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        f"{NAMES[stars]}的起点（分）", default=0, validators=[MaxValueValidator(9999)]
    )


def _share(stars: int, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        f"{NAMES[stars]}的比例（%）", default=default, validators=[MaxValueValidator(100)]
    )


class HonourPolicy(models.Model):
    class StarsBy(models.TextChoices):
        SHARES = "shares", "按各村比例"
        THRESHOLDS = "thresholds", "按荣誉积分"

    community = models.OneToOneField(
        "households.Place", models.PROTECT, related_name="honour_policy", verbose_name="社区"
    )
    tie_break = models.CharField(
        "积分相同时",
        max_length=10,
        choices=[
            (TieBreak.NONE.value, "名次并列"),
            (TieBreak.MONTHS.value, "计分月数多的在前"),
            (TieBreak.DEDUCTIONS.value, "全年扣分少的在前"),
        ],
        default=TieBreak.NONE,
        help_text="仍相同的名次并列，并列占用的名次空出。写在排名和公示上。",
    )
    stars_by = models.CharField(
        "星级怎么评", max_length=10, choices=StarsBy.choices, default=StarsBy.SHARES
    )
    five_share = _share(5, 10)
    four_share = _share(4, 20)
    three_share = _share(3, 30)
    two_share = _share(2, 0)
    one_share = _share(1, 0)
    five_points = _points(5)
    four_points = _points(4)
    three_points = _points(3)
    two_points = _points(2)
    one_points = _points(1)
    recommended = models.PositiveSmallIntegerField(
        "向上推荐几户",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text="按全社区的名次。",
    )

    objects = ScopedQuerySet.as_manager()
    place_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "年度评优设置"
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(
                name="honour_policy_shares_make_no_more_than_the_whole",
                condition=LessThanOrEqual(
                    F("five_share")
                    + F("four_share")
                    + F("three_share")
                    + F("two_share")
                    + F("one_share"),
                    100,
                ),
                violation_error_message="各级星级户的比例合计不能超过100%%，请改小。",
            ),
            *(
                models.CheckConstraint(
                    name=f"honour_policy_{high}_stars_need_more_than_{low}",
                    condition=Q(**{f"{high}_points": 0})
                    | Q(**{f"{low}_points": 0})
                    | Q(**{f"{high}_points__gt": F(f"{low}_points")}),
                    violation_error_message="星级越高，起点应越高，请改正。",
                )
                for high, low in combinations(WORDS.values(), 2)
            ),
            models.CheckConstraint(
                name="honour_policy_recommends_somebody",
                condition=Q(recommended__gte=1, recommended__lte=500),
                violation_error_message="向上推荐的户数应在1至500之间，请改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}年度评优设置"

    def clean(self) -> None:
        """Says politely which shares or thresholds do not go together, and that stars by points
        need points."""
        try:
            rule = self.rule
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if self.stars_by == self.StarsBy.THRESHOLDS and not rule.stars.levels:
            raise ValidationError("按荣誉积分评星的，请至少填一个星级的起点。")

    @property
    def rule(self) -> Rule:
        """How the community ranks now; 0 leaves a level out. Raises ValueError (Chinese)."""
        by_shares = self.stars_by == self.StarsBy.SHARES
        unit = "share" if by_shares else "points"
        typed = ((stars, getattr(self, f"{word}_{unit}")) for stars, word in WORDS.items())
        levels = tuple((stars, number) for stars, number in typed if number)
        return Rule(TieBreak(self.tie_break), Shares(levels) if by_shares else Stars(levels))
