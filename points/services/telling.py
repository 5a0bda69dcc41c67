"""How far deductions have been told to their households. Only reads; `servings` writes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, QuerySet

from households.refusals import Refused
from points.models import Answer, Evidence, Record, Serving, Sheet
from points.periods import chinese_date
from points.services.amounts import signed
from points.services.scorebook import PointsNow, with_points_now
from points.steps import Step

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

LAST_TO_TELL: Final = Step.AUDIT
MOST_NAMED: Final = 6
"""More deductions at once are counted instead of named."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a deduction stands with its household.

    `serving` is the latest 告知 of at least its present weight, `answered` whether the household
    has said something since. `outgrown` when it was told, and made heavier afterwards.
    """

    serving: Serving | None = None
    answered: bool = False
    outgrown: bool = False

    def missing(self, day: date) -> str:
        """What the audit has to wait for on `day`; empty when nothing."""
        if self.serving is None:
            if self.outgrown:
                return "告知之后扣分又加重了，请重新告知"
            return "还没有告知本户，请先登记告知"
        if self.answered or day > self.serving.answer_until:
            return ""
        return f"本户可以陈述到{chinese_date(self.serving.answer_until)}，请等本户陈述或过了这一天"


def tellings(deductions: Mapping[int, int]) -> dict[int, Telling]:
    """The tellings of `deductions` (record's primary key → its points now). One query."""
    since = Answer.objects.filter(record=OuterRef("record"), at__gte=OuterRef("at"))
    rows = Serving.objects.filter(record__in=list(deductions)).annotate(answered=Exists(since))
    servings: defaultdict[int, list[Serving]] = defaultdict(list)
    answered: set[int] = set()
    for serving in rows.order_by("pk"):
        servings[serving.record_id].append(serving)
        if serving.answered:
            answered.add(serving.pk)
    found = {}
    for record, points in deductions.items():
        told = servings[record]
        latest = next((each for each in reversed(told) if each.points_told <= points), None)
        found[record] = Telling(
            serving=latest,
            answered=latest is not None and latest.pk in answered,
            outgrown=bool(told) and latest is None,
        )
    return found


def untold(records: QuerySet[Record]) -> "QuerySet[WithAnnotations[Record, PointsNow]]":
    """Those of `records` that stand as deductions, may still be told, and are not, or are heavier
    now than when they were."""
    told = Serving.objects.filter(record=OuterRef("pk"), points_told__lte=OuterRef("points_now"))
    return with_points_now(records).filter(
        ~Exists(told),
        points_now__lt=0,
        voided_at__isnull=True,
        line__sheet__state=Sheet.State.REVIEW,
        line__sheet__step__in=[step for step in Step if step.order <= LAST_TO_TELL.order],
    )


def takes_answers(sheet: Sheet) -> bool:
    """Whether deductions may still be told and answered: until the audit has passed."""
    return sheet.in_review and Step(sheet.step).order <= LAST_TO_TELL.order


def require_told(sheets: Sequence[Sheet], day: date) -> None:
    """Raises Refused, naming each deduction of `sheets` that on `day` is without a photo, untold,
    or neither answered nor past its time to be answered. Two queries."""
    standing = Record.objects.standing().filter(line__sheet__in=[sheet.pk for sheet in sheets])
    deductions = list(
        with_points_now(standing)
        .filter(points_now__lt=0)
        .annotate(shown=Exists(Evidence.objects.filter(record=OuterRef("pk"))))
        .select_related("line__household", "item")
        .order_by("line__household__code", "occurred_on", "pk")
    )
    told = tellings({record.pk: record.points_now for record in deductions})
    reasons = []
    for record in deductions:
        missing = told[record.pk].missing(day)
        if not record.shown:
            missing = "没有佐证照片，请先附照片，再登记告知"
        if missing:
            points = signed(record.points_now)
            reasons.append(f"{record.line.household} {record.item}（{points}分）：{missing}。")
    if len(reasons) > MOST_NAMED:
        more = len(reasons) - MOST_NAMED
        reasons[MOST_NAMED:] = [f"另有{more}项扣分的佐证、告知或陈述也没有办完。"]
    if reasons:
        raise Refused(reasons)
