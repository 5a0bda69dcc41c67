"""The decisions of sheets as pages tell them: which stand, who took them, what they scored."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Sum

from households.models import User
from points.models import CommitteeVote, Sheet, StepDecision, StepScore
from points.reports.progress import steps_passed
from points.steps import Step


def decisions_of(sheets: Collection[Sheet]) -> dict[int, list[StepDecision]]:
    """All decisions by sheet, in the order they were taken. One query."""
    found: defaultdict[int, list[StepDecision]] = defaultdict(list)
    rows = (
        StepDecision.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
        .select_related("by", "appointment__place__parent", "meeting")
        .order_by("round", "at", "pk")
    )
    for decision in rows:
        found[decision.sheet_id].append(decision)
    return found


def standing(sheet: Sheet, decisions: Iterable[StepDecision]) -> dict[Step, StepDecision]:
    """The latest pass of every step `sheet` has behind it.

    What a return went behind of does not stand any more, though it is kept.
    """
    behind = steps_passed(sheet.step, ratified=sheet.ratified_at is not None)
    return {
        Step(each.step): each
        for each in decisions
        if each.outcome == StepDecision.Outcome.PASSED and Step(each.step).order <= behind
    }


def sums(decisions: Collection[StepDecision]) -> dict[int, int]:
    """The points of all households together, by decision. One query."""
    rows = (
        StepScore.objects.filter(decision__in=[each.pk for each in decisions])
        .order_by()
        .values_list("decision")
        .annotate(points=Sum("total"))
    )
    return dict(rows)


def voted_on(user: User, sheets: Collection[Sheet]) -> set[int]:
    """Those of `sheets` (by primary key) that `user` has ever voted on in the committee."""
    votes = CommitteeVote.objects.filter(by=user, sheet__in=[sheet.pk for sheet in sheets])
    return set(votes.values_list("sheet_id", flat=True))


def own_part(user: User, decisions: Iterable[StepDecision], step: Step, *, voted: bool) -> str:
    """The part that `user` had in another step than `step`, which keeps him from passing `step`;
    empty without one. `voted`: he has voted on the sheet in the committee."""
    for each in decisions:
        if each.by_id == user.pk and each.outcome == StepDecision.Outcome.PASSED:
            other = Step(each.step)
            if other is not step:
                return f"{other.label}是您通过的"
    return "评审委员会评议您投过票" if voted and step is not Step.COMMITTEE else ""
