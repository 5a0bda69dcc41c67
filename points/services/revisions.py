"""The only writer of revisions: a step changes a record's points, with a reason, or refuses it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Record, Revision, Sheet
from points.services.amounts import points_for
from points.services.scorebook import with_points_now
from points.services.sheet_checks import lock
from points.steps import Step


@transaction.atomic
def revise(
    record: Record, points_seen: int, points_after: int, reason: str, by: User, at: datetime
) -> Revision:
    """Changes what `record` is worth at the step its sheet is waiting at; 0 points refuse it.

    `points_seen` are the points that were on the screen. Raises Refused at the field for no reason,
    no change, points the item does not allow; and without an office at this step, for the own
    household. Raises AlreadyHandled when the record was voided or changed meanwhile.
    """
    (sheet,) = lock([record.line.sheet_id])
    step = Step(sheet.step)
    offices = offices_for(by, step.right, [sheet.group], day_of(at))
    if not (sheet.in_review and step.revises):
        raise Refused(f"{sheet}现在不在评审步骤，不能改分。")
    current = (
        with_points_now(Record.objects.standing().filter(pk=record.pk))
        .select_related("item", "line")
        .first()
    )
    if current is None or current.points_now != points_seen:
        raise AlreadyHandled("这条记录已被他人作废或改分，本次未作改动。请刷新页面查看最新情况。")
    if by.household_id == current.line.household_id:
        raise Refused("不能评议自己家的积分，这一户由其他人办理。")
    if not reason.strip():
        raise Refused({"reason": "请写明改分的理由，户主会看到。"})
    if points_after == points_seen:
        raise Refused({"points": "分值没有变化，请填新的分值；不予认可请填0。"})
    if points_after != 0:
        points_for(current.item, current.quantity, points_after)
    revision = Revision.objects.create(
        community_id=current.community_id,
        record=current,
        step=step,
        round=sheet.round,
        points_before=points_seen,
        points_after=points_after,
        reason=reason.strip(),
        version=sheet.version + 1,
        by=by,
        appointment=offices[sheet.group_id],
        at=at,
    )
    Sheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1)
    return revision
