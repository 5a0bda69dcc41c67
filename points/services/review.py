"""三评两审: the only writer of step decisions. A sheet passes a step, or goes back to one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F

from households.models import Appointment, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import CommitteeVote, RecordScore, Sheet, SheetLine, StepDecision, StepScore
from points.services import votes
from points.services.meetings import Assembly, keep_meeting
from points.services.scorebook import score_sheets, scored_together
from points.services.sheet_checks import (
    Seen,
    later_than,
    lock,
    require_at,
    require_earlier_months_settled,
    require_hung,
    require_no_other_step,
    require_seen,
    require_waiting,
)
from points.services.standings import settled_scores
from points.services.telling import require_told
from points.steps import Step, following, may_return_to


@transaction.atomic
def pass_sheets(
    seen: Sequence[Seen],
    step: Step,
    by: User,
    at: datetime,
    comment: str = "",
    assembly: Assembly | None = None,
) -> list[StepDecision]:
    """Passes `step` for all sheets `seen`, or for none; at the committee's step this is the vote
    of one member who agrees, and those sheets pass that enough members agree to now.

    Returns the decisions made. Keeps every household's score as it stands, and at the step that
    settles a sheet what each record counted. Raises AlreadyHandled when a sheet has left the step,
    Changed when its content is not what was seen, Refused without an office, when the person has
    had a part in another step of it, when an earlier month is not settled, when a deduction has
    not been told, when a notice still hangs that is to be ratified, when the person has voted or
    has to stay out, or when the assembly's numbers don't ratify (村民委员会组织法 第二十六条).
    """
    sheets, offices = _looked_at(seen, step, by, at)
    if step is Step.AUDIT:
        require_told(sheets, day_of(at))
    if step is Step.COMMITTEE:
        agree = CommitteeVote.Choice.AGREE
        sheets = votes.cast(sheets, agree, comment, offices, by, at)
    meeting = None
    if step is Step.ASSEMBLY:
        require_hung(sheets, day_of(at))
        meeting = keep_meeting(assembly, sheets, by, at)
    decisions = StepDecision.objects.bulk_create(
        StepDecision(
            community_id=sheet.community_id,
            sheet=sheet,
            step=step,
            round=sheet.round,
            outcome=StepDecision.Outcome.PASSED,
            comment=comment.strip(),
            version=sheet.version,
            meeting=meeting,
            by=by,
            appointment=offices[sheet.group_id],
            at=at,
        )
        for sheet in sheets
    )
    decision_of = {decision.sheet_id: decision for decision in decisions}
    for month_sheets in scored_together(sheets):
        settles = month_sheets[0].settling_step is step
        if settles:
            require_earlier_months_settled(month_sheets)
        if step is Step.ASSEMBLY and not settles:
            _keep_settled_scores(month_sheets, decision_of)
        else:
            _keep_scores(month_sheets, decision_of, step, settles=settles)
        _move_on(month_sheets, step, at)
        if settles:
            _count_change_of_later_months(month_sheets)
    return decisions


@transaction.atomic
def vote(seen: Seen, choice: str, remark: str, by: User, at: datetime) -> StepDecision | None:
    """One member's vote on a sheet before the committee; the decision, if it passes by it.

    Raises as `pass_sheets`, and Refused for a vote that does not agree and says nothing why.
    """
    if choice == CommitteeVote.Choice.AGREE:
        return next(iter(pass_sheets([seen], Step.COMMITTEE, by, at, remark)), None)
    if not remark.strip():
        raise Refused({"remark": "不同意或弃权的，请写一句理由，让其他委员知道要核对什么。"})
    sheets, offices = _looked_at([seen], Step.COMMITTEE, by, at)
    votes.cast(sheets, choice, remark, offices, by, at)
    return None


def _looked_at(
    seen: Sequence[Seen], step: Step, by: User, at: datetime
) -> tuple[list[Sheet], dict[int, Appointment]]:
    """The sheets, locked and found as they were seen, and the office at each of their groups."""
    sheets = lock([each.sheet for each in seen])
    offices = offices_for(by, step.right, [sheet.group for sheet in sheets], day_of(at))
    require_waiting(sheets, step)
    require_seen(sheets, seen)
    require_no_other_step(sheets, step, by)
    return sheets, offices


@transaction.atomic
def return_sheet(
    seen: Seen, step: Step, to: Step, reason: str, by: User, at: datetime
) -> StepDecision:
    """Sends a sheet waiting at `step` back to the earlier step `to`; every attempt's scores stay.

    Raises Refused without a reason, for a step that is not earlier, for a sheet that hangs, and for
    a committee member who has to stay out; otherwise as `pass_sheets`.
    """
    (sheet,) = lock([seen.sheet])
    offices = offices_for(by, step.right, [sheet.group], day_of(at))
    require_at([sheet], step)
    require_seen([sheet], [seen])
    if step is Step.COMMITTEE:
        votes.require_no_relative(sheet, by, day_of(at))
    if to not in may_return_to(step):
        raise Refused({"to": "只能退回到前面的步骤，请另选。"})
    if not reason.strip():
        raise Refused({"reason": "请写明退回的理由，让前面的人知道改什么。"})
    decision = StepDecision.objects.create(
        community_id=sheet.community_id,
        sheet=sheet,
        step=step,
        round=sheet.round,
        outcome=StepDecision.Outcome.RETURNED,
        returned_to=to,
        comment=reason.strip(),
        version=sheet.version,
        by=by,
        appointment=offices[sheet.group_id],
        at=at,
    )
    Sheet.objects.filter(pk=sheet.pk).update(
        step=to, round=F("round") + 1, version=F("version") + 1
    )
    return decision


def _keep_scores(
    sheets: Sequence[Sheet], decision_of: Mapping[int, StepDecision], step: Step, *, settles: bool
) -> None:
    scores: list[StepScore] = []
    counted: list[RecordScore] = []
    for line in score_sheets(sheets, claims_only=step is Step.SELF):
        decision = decision_of[line.sheet_id]
        community_id = decision.community_id
        scores.append(
            StepScore(
                community_id=community_id,
                decision=decision,
                line_id=line.line_id,
                total=line.score.total,
                by_area=dict(line.score.by_area),
            )
        )
        if settles:
            counted += [
                RecordScore(
                    community_id=community_id,
                    decision=decision,
                    record_id=cast("int", matter.key),
                    counted=matter.counted,
                    explanation=matter.explanation,
                )
                for matter in line.score.matters
            ]
    StepScore.objects.bulk_create(scores, batch_size=2000)
    RecordScore.objects.bulk_create(counted, batch_size=2000)


def _keep_settled_scores(sheets: Sequence[Sheet], decision_of: Mapping[int, StepDecision]) -> None:
    """What the assembly ratifies after the notice is what hung, with what was corrected since."""
    scores = settled_scores().filter(decision__sheet__in=[sheet.pk for sheet in sheets])
    StepScore.objects.bulk_create(
        (
            StepScore(
                community_id=score.community_id,
                decision=decision_of[score.decision.sheet_id],
                line_id=score.line_id,
                total=score.final,
                by_area=score.final_by_area,
            )
            for score in scores.select_related("decision")
        ),
        batch_size=2000,
    )


def _move_on(sheets: Sequence[Sheet], step: Step, at: datetime) -> None:
    """To the next step; ready for its notice once settled, ratified once the assembly passed."""
    coming = following(step)
    change: dict[str, Any] = {} if coming is None else {"step": coming}
    if sheets[0].settling_step is step:
        change["state"] = Sheet.State.READY
    if step is Step.ASSEMBLY:
        change["ratified_at"] = at
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        version=F("version") + 1, **change
    )


def _count_change_of_later_months(sheets: Sequence[Sheet]) -> None:
    """`sheets` are of one month and settled. What they counted uses up the year's caps, and repeats
    of it count double, so whoever has a later month of their households on the screen must look
    again before he approves it."""
    first = sheets[0]
    households = SheetLine.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    later = SheetLine.objects.filter(
        later_than(first.year, first.month),
        household__in=households.values("household"),
        sheet__state=Sheet.State.REVIEW,
    )
    keys = list(later.order_by().values_list("sheet", flat=True).distinct())
    if keys:
        lock(keys)
        Sheet.objects.filter(pk__in=keys).update(version=F("version") + 1)
