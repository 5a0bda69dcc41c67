"""The only writer of revisions: a step changes a record's points, with a reason, or refuses it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Item, Record, Revision, Sheet
from points.services.amounts import MOST_POINTS, signed, worth
from points.services.scorebook import with_points_now
from points.services.sheet_checks import lock, require_at
from points.steps import Step


@transaction.atomic
def revise(
    record: Record,
    step: Step,
    points_seen: int,
    points_after: int,
    reason: str,
    by: User,
    at: datetime,
) -> Revision:
    """Changes what `record` (its whole quantity) is worth, in points; 0 points refuse it.

    `step` and `points_seen` are what was on the screen. Raises Refused at the field for no reason,
    no change, points the item does not allow; and without an office at this step, at the self
    score, for the own household. Raises AlreadyHandled when the sheet has left the step, or the
    record was voided or changed meanwhile.
    """
    (sheet,) = lock([record.line.sheet_id])
    offices = offices_for(by, step.right, [sheet.group], day_of(at))
    require_at([sheet], step)
    if not step.revises:
        raise Refused(f"{step.label}不改分，要改的请在后面的步骤改并写明理由。")
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
        _require_allowed(current.item, current.quantity, points_after)
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


def _require_allowed(item: Item, quantity: int, points: int) -> None:
    """A step may recognise the whole quantity or part of it, at what the item gives for each."""
    if item.has_range:
        low = max(-MOST_POINTS, min(item.points_min, quantity * item.points_min))
        high = min(MOST_POINTS, max(item.points_max, quantity * item.points_max))
        if not low <= points <= high:
            told = f"分值应在{signed(low)}至{signed(high)}分之间，请改正；不予认可请填0。"
            raise Refused({"points": told})
        return
    times, rest = divmod(points, item.points_min)
    if rest or not 1 <= times <= quantity:
        each, whole = signed(item.points_min), signed(quantity * item.points_min)
        parts = f"可改为{each}至{whole}之间{each}的整倍数" if quantity > 1 else "不能改成别的分值"
        told = f"本项{worth(item)}，记了{quantity}次，{parts}；不予认可请填0。"
        raise Refused({"points": told})
