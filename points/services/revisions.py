"""The only writer of revisions: a record's points change, with a reason, or it is refused.

A step does so while its sheet stands there, an upheld objection after the sheet has hung.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.relations import kin_of
from points.models import Item, ObjectionReply, Record, Revision, Sheet
from points.models.decision import UPON_OBJECTION
from points.services.amounts import MOST_POINTS, signed, worth
from points.services.scorebook import with_points_now
from points.services.sheet_checks import lock, require_at
from points.services.telling import tellings
from points.steps import Step
from points.wording import shortened

MOST_LETTERS: Final = 200
"""Of a reason; a reply may be longer, and stands in full with the objection."""


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
    no change, points the item does not allow, at the assembly for a deduction heavier than its
    household was told; and without an office at this step, at the self score, for the own
    household, and at the committee's step for a relative's. Raises AlreadyHandled when the sheet
    has left the step, or the record was voided or changed meanwhile.
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
    if step is Step.COMMITTEE and current.line.household_id in kin_of(by):
        raise Refused("这是您申报的亲属家，按规定回避，这一户由其他委员办理。")
    if not reason.strip():
        raise Refused({"reason": "请写明改分的理由，户主会看到。"})
    _require_new(current.item, current.quantity, points_seen, points_after)
    if step is Step.ASSEMBLY and points_after < 0:
        _require_told_as_heavy(current, points_after)
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


@transaction.atomic
def revise_upon(reply: ObjectionReply, changes: Mapping[int, int]) -> list[Revision]:
    """Changes what records of the line objected to are worth, as `reply` says.

    `changes` is record (primary key) → points of its whole quantity; 0 refuses it. Raises Refused,
    at the record's own field (see `field_of`), for no change and for points the item does not
    allow; AlreadyHandled for a record that does not stand on the line.
    """
    line = reply.objection.line
    (sheet,) = lock([line.sheet_id])
    standing = Record.objects.standing().filter(line=line, pk__in=changes)
    records = list(with_points_now(standing).select_related("item"))
    if len(records) != len(changes):
        raise AlreadyHandled("要改的记录有的已不在这一户的本月记录里，本次未作改动，请刷新页面。")
    for record in records:
        try:
            _require_new(record.item, record.quantity, record.points_now, changes[record.pk])
        except Refused as refused:
            raise Refused({field_of(record): refused.messages}) from refused
    revisions = Revision.objects.bulk_create(
        Revision(
            community_id=record.community_id,
            record=record,
            step=UPON_OBJECTION,
            reply=reply,
            round=sheet.round,
            points_before=record.points_now,
            points_after=changes[record.pk],
            reason=shortened(reply.text, MOST_LETTERS),
            version=sheet.version + 1,
            by=reply.by,
            appointment=reply.appointment,
            at=reply.at,
        )
        for record in records
    )
    Sheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1)
    return revisions


def field_of(record: Record) -> str:
    """The field in which the new points of one of several records are typed."""
    return f"points-{record.ref}"


def _require_new(item: Item, quantity: int, before: int, after: int) -> None:
    if after == before:
        raise Refused({"points": "分值没有变化，请填新的分值；不予认可请填0。"})
    if after != 0:
        _require_allowed(item, quantity, after)


def _require_told_as_heavy(record: Record, points: int) -> None:
    """The audit has seen to what was told; nobody is told anything more after it."""
    if tellings({record.pk: points})[record.pk].serving is None:
        told = "审定时的扣分不能比告知本户的重；要加重的，请退回前面的步骤，重新告知本户。"
        raise Refused({"points": told})


def _require_allowed(item: Item, quantity: int, points: int) -> None:
    """A step may recognise the whole quantity or part of it, at what the item gives for each."""
    if item.steps is not None:
        allowed = item.steps.points
        if points not in allowed:
            given = "、".join(map(signed, allowed))
            told = f"本项按分档计分，只能是{given}分，请改正；不予认可请填0。"
            raise Refused({"points": told})
        return
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
