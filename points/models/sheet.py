"""月度积分表: one villager group's month on its way through 三评两审, a line per household."""

from typing import Self

from django.db import models
from django.db.models import Q

from households.scope import ScopedQuerySet
from points.periods import Month
from points.steps import Step

STEP_CHOICES = [(step.value, step.label) for step in Step]


class SheetQuerySet(ScopedQuerySet["Sheet"]):
    def of_month(self, month: Month) -> Self:
        return self.filter(year=month.year, month=month.month)

    def from_month(self, month: Month) -> Self:
        """Sheets of `month` and later."""
        return self.filter(Q(year__gt=month.year) | Q(year=month.year, month__gte=month.month))

    def taking_records(self) -> Self:
        """Sheets that group scoring has not passed yet."""
        return self.filter(
            state=Sheet.State.REVIEW, step__in=[step for step in Step if step.takes_records]
        )

    def ready(self) -> Self:
        return self.filter(state=Sheet.State.READY)

    def awaiting_ratification(self) -> Self:
        """Sheets that hang, or have hung, before the assembly ratifies them."""
        return self.filter(notice_first=True, state=Sheet.State.PUBLISHED, ratified_at__isnull=True)


class Sheet(models.Model):
    class State(models.TextChoices):
        REVIEW = "review", "评审中"
        READY = "ready", "待公示"
        PUBLISHED = "published", "公示中"
        POSTED = "posted", "已入账"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="sheets", verbose_name="村民小组"
    )
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    standard = models.ForeignKey("points.Standard", models.PROTECT, related_name="sheets")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.REVIEW)
    step = models.CharField("步骤", max_length=10, choices=STEP_CHOICES, default=Step.SELF)
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    notice = models.ForeignKey(
        "points.Notice", models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    notice_first = models.BooleanField("先公示后审定", default=False, editable=False)
    ratified_at = models.DateTimeField("审定时间", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = SheetQuerySet.as_manager()
    place_lookup = "group"

    class Meta:
        verbose_name = verbose_name_plural = "月度积分表"
        ordering = ("-year", "-month", "group__code")
        permissions = [
            ("open_sheet", "开表"),
            ("print_form", "打印填写表"),
            ("print_archive", "打印归档卷"),
            *((f"pass_{step.value}", f"{step.label}通过") for step in Step),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("group", "year", "month"),
                name="sheet_once_per_group_and_month",
                violation_error_message="这个组本月已经开过积分表。",
            ),
            models.CheckConstraint(
                name="sheet_month_is_a_month",
                condition=Q(month__gte=1, month__lte=12, year__gte=2000),
            ),
            models.CheckConstraint(
                name="sheet_leaves_review_only_after_the_last_step",
                condition=Q(state="review") | Q(step="assembly"),
            ),
            models.CheckConstraint(
                name="sheet_has_a_notice_once_published",
                condition=Q(state__in=("review", "ready"), notice__isnull=True)
                | Q(state__in=("published", "posted"), notice__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_is_ratified_before_it_is_posted",
                condition=Q(state="review", ratified_at__isnull=True)
                | Q(state="ready", notice_first=True, ratified_at__isnull=True)
                | Q(state="published", notice_first=True)
                | Q(state__in=("ready", "published"), notice_first=False, ratified_at__isnull=False)
                | Q(state="posted", ratified_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=("community", "year", "month"), name="sheet_by_month")]

    def __str__(self) -> str:
        return f"{self.group.label} {self.period.label}"

    @property
    def period(self) -> Month:
        return Month(self.year, self.month)

    @property
    def in_review(self) -> bool:
        return self.state == self.State.REVIEW

    @property
    def settling_step(self) -> Step:
        """The step whose scores are published: later ones only ratify them."""
        return Step.AUDIT if self.notice_first else Step.ASSEMBLY

    @property
    def awaits_ratification(self) -> bool:
        """Whether it hangs, or has hung, and the assembly has yet to ratify it."""
        return self.notice_first and self.state == self.State.PUBLISHED and not self.ratified_at

    def waits_at(self, step: Step) -> bool:
        """Whether `step` is the one that is to be passed next."""
        return self.step == step and (self.in_review or self.awaits_ratification)

    @property
    def takes_records(self) -> bool:
        """Whether records may still be added or voided: until group scoring has passed."""
        return self.in_review and Step(self.step).takes_records


class SheetLine(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="lines")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="lines", verbose_name="户"
    )
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")

    objects = ScopedQuerySet.as_manager()
    place_lookup = "sheet__group"

    class Meta:
        verbose_name = verbose_name_plural = "一户一行"
        ordering = ("sheet", "household__code")
        constraints = [
            models.UniqueConstraint(
                fields=("sheet", "household"), name="line_once_per_household_and_sheet"
            ),
            # Of whatever group: a household that moves during the month stays where it was.
            models.UniqueConstraint(
                fields=("household", "year", "month"), name="line_once_per_household_and_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.household}"

    @classmethod
    def of(cls, sheet: Sheet, household_id: int) -> "SheetLine":
        """An unsaved line of `sheet`, with its month and community."""
        return cls(
            community_id=sheet.community_id,
            sheet=sheet,
            household_id=household_id,
            year=sheet.year,
            month=sheet.month,
        )
