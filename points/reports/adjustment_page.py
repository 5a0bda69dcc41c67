"""Corrections after posting as pages tell them: where each stands, and one with all it rests on."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from households.models import User
from households.services.days import day_of
from points.models import Adjustment, AdjustmentDecision, AdjustmentScan, NoticeCorrection
from points.periods import chinese_date
from points.services.amounts import signed

TO_DECIDE = "待复核"
ENTERED = "已入账"
NOT_APPROVED = "不同意"
TONES = {TO_DECIDE: "warn", ENTERED: "ok", NOT_APPROVED: "plain"}


@dataclass(frozen=True, slots=True)
class AdjustmentPage:
    """`may_decide` while this person may; `why_not` says what keeps him from it, though his office
    would let him."""

    adjustment: Adjustment
    standing: str
    tone: str
    facts: list[dict[str, Any]]
    decision: AdjustmentDecision | None
    scans: list[AdjustmentScan]
    may_decide: bool
    why_not: str


def listed(adjustments: QuerySet[Adjustment]) -> QuerySet[Adjustment]:
    """`adjustments` with what every list of them shows, those to be decided first."""
    return (
        adjustments.alias(decided=Q(decision__isnull=False))
        .select_related(
            "household__group__parent",
            "proposed_by",
            "appointment__place__parent",
            "decision__by",
            "decision__appointment__place__parent",
            "decision__entry",
        )
        .order_by("decided", "-pk")
    )


def standing(adjustment: Adjustment) -> str:
    """待复核, 已入账 or 不同意; read with its decision."""
    decision = getattr(adjustment, "decision", None)
    if decision is None:
        return TO_DECIDE
    return ENTERED if decision.approved else NOT_APPROVED


def adjustment_page(adjustment: Adjustment, user: User) -> AdjustmentPage:
    """The page of `adjustment` (see `listed`) for `user`."""
    stands = standing(adjustment)
    decides = stands == TO_DECIDE and user.has_perm("points.decide_adjustment", adjustment)
    why_not = _why_not(adjustment, user) if decides else ""
    return AdjustmentPage(
        adjustment=adjustment,
        standing=stands,
        tone=TONES[stands],
        facts=_facts(adjustment),
        decision=getattr(adjustment, "decision", None),
        scans=list(adjustment.scans.all()),
        may_decide=decides and not why_not,
        why_not=why_not,
    )


def _why_not(adjustment: Adjustment, user: User) -> str:
    if adjustment.proposed_by_id == user.pk:
        return "这笔更正是您提出的，须由别人复核。"
    if adjustment.household_id == user.household_id:
        return "这是您自己家的更正，由别人复核。"
    return ""


def _facts(adjustment: Adjustment) -> list[dict[str, Any]]:
    household = adjustment.household
    proposed = f"{adjustment.proposed_by}（{adjustment.appointment}）"
    told = NoticeCorrection.objects.filter(adjustment=adjustment).select_related("notice")
    found = told.defer("notice__content").first()
    number = found.notice.number if found else 0
    named = [
        ("农户", str(household), reverse("household_page", args=[household.code])),
        ("村民小组", household.group.label, ""),
        ("加减分", f"{signed(adjustment.points)} 分", ""),
        ("荣誉年度", f"{adjustment.year}年", ""),
        ("原因", adjustment.reason, ""),
        ("依据", adjustment.paper, ""),
        ("提出", f"{proposed}，{chinese_date(day_of(adjustment.proposed_at))}", ""),
        ("公示", f"第{number}期" if number else "", reverse("notice", args=[number])),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named if text]
