"""The only writer of adjustments: points given or taken after posting, by two people together."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Adjustment, AdjustmentDecision, AdjustmentScan, Entry
from points.periods import FIRST_YEAR
from points.photos import Prepared
from points.services import ledger
from points.services.amounts import MOST_POINTS
from points.services.photo_files import with_file


@transaction.atomic
def propose(
    household: Household,
    points: int,
    year: int,
    reason: str,
    paper: str,
    by: User,
    at: datetime,
    scans: Sequence[Prepared] = (),
) -> Adjustment:
    """Proposes `points`, with sign, for the account of `household` and the honour of `year`.

    `scans` are of the paper it rests on. Nothing moves until a second person approves. Raises
    Refused with a sentence at the field that is wrong: no points or more than a record may hold, a
    year before the scheme or to come, no reason, no paper; and for the own household or without an
    office.
    """
    day = day_of(at)
    offices = offices_for(by, "points.add_adjustment", [household.group], day)
    if by.household_id == household.pk:
        raise Refused({"household": "不能更正自己家的积分，请由别的工作人员提出。"})
    if points == 0:
        raise Refused({"points": "请填写要加或要减的分值，减分带负号。"})
    if abs(points) > MOST_POINTS:
        raise Refused({"points": f"一次更正最多{MOST_POINTS}分，请核对。"})
    if not FIRST_YEAR <= year <= day.year:
        raise Refused({"year": f"荣誉年度应在{FIRST_YEAR}至{day.year}年之间，请改正。"})
    if not reason.strip():
        raise Refused({"reason": "请写明更正的原因，户主会看到。"})
    if not paper.strip():
        raise Refused({"paper": "请写明依据哪份材料，如会议记录、核实表的名称和日期。"})
    made = Adjustment.objects.create(
        community_id=household.community_id,
        household=household,
        points=points,
        year=year,
        reason=reason.strip(),
        paper=paper.strip(),
        proposed_by=by,
        appointment=offices[household.group_id],
        proposed_at=at,
    )
    of = {"community_id": made.community_id, "adjustment": made}
    AdjustmentScan.objects.bulk_create(
        [with_file(AdjustmentScan, scan, by, at, **of) for scan in scans]
    )
    return made


@transaction.atomic
def decide(
    adjustment: Adjustment, approved: bool, comment: str, by: User, at: datetime
) -> AdjustmentDecision:
    """The second person's word; approved, the points are entered on the day of `at`.

    The balance may go below zero by it. Raises AlreadyHandled when it was decided; Refused for the
    person who proposed it, for the own household, for a refusal without a comment, or without an
    office.
    """
    # A notice tells of either all of an adjustment or nothing, so both lock the community.
    Place.objects.select_for_update(no_key=True).get(pk=adjustment.community_id)
    household = adjustment.household
    offices = offices_for(by, "points.decide_adjustment", [household.group], day_of(at))
    if AdjustmentDecision.objects.filter(adjustment=adjustment).exists():
        raise AlreadyHandled("这笔更正已经复核，本次未作改动。")
    if by.pk == adjustment.proposed_by_id:
        raise Refused("这笔更正是您提出的，须由别人复核。")
    if by.household_id == household.pk:
        raise Refused("不能复核自己家的更正，请由别人办理。")
    if not approved and not comment.strip():
        raise Refused({"comment": "不同意的，请写明理由。"})
    return AdjustmentDecision.objects.create(
        community_id=adjustment.community_id,
        adjustment=adjustment,
        approved=approved,
        comment=comment.strip(),
        entry=_enter(adjustment, by, at) if approved else None,
        by=by,
        appointment=offices[household.group_id],
        at=at,
    )


def _enter(adjustment: Adjustment, by: User, at: datetime) -> Entry:
    move = ledger.Movement(
        adjustment.household_id,
        adjustment.points,
        Entry.Kind.CORRECTION,
        adjustment.year,
        ledger.note(f"更正：{adjustment.reason}"),
    )
    (entry,) = ledger.write(adjustment.community_id, [move], day_of(at), by, at)
    return entry
