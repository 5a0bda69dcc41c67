"""The only writer of 复查: whether a problem that a patrol found was put right."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.days import day_of
from points.models import PatrolCheck, PatrolCheckPhoto, PatrolFinding
from points.models.patrol_finding import MOST_PHOTOS
from points.periods import chinese_date
from points.photos import Prepared
from points.services.patrol_plans import lock
from points.services.patrol_walkers import may_enter
from points.services.photo_files import with_file


@transaction.atomic
def check(
    finding: PatrolFinding,
    checked_on: date,
    note: str,
    photos: Sequence[Prepared],
    by: User,
    at: datetime,
    *,
    fixed: bool,
) -> PatrolCheck:
    """Notes that somebody looked again at the problem on `checked_on`, and whether it is put right.

    The walkers of the round may, and the office. Raises Refused with a sentence at the field that
    is wrong: a day to come, before the patrol or before the last check, too many photos; for the
    own household, for a finding that asks for nothing, without an office. AlreadyHandled when it
    was voided, or found put right, meanwhile.
    """
    patrol = lock(finding.round)
    if not may_enter(patrol, by, day_of(at)):
        raise Refused("只有这一轮的巡查员和积分办能登记复查，请联系积分办。")
    current = PatrolFinding.objects.get(pk=finding.pk)
    if current.household_id == by.household_id:
        raise Refused("不能复查自己家的问题，请由别人复查。")
    if current.voided_at is not None:
        raise AlreadyHandled("这条扣分已经作废，不用复查，本次未作改动。")
    if current.fix_by is None:
        raise Refused("这条扣分没有整改期限，不用复查。")
    earlier = list(current.checks.order_by("checked_on", "pk"))
    if any(each.fixed for each in earlier):
        raise AlreadyHandled("这个问题已经登记整改好了，本次未作改动。")
    since = max([patrol.day, *(each.checked_on for each in earlier)])
    if checked_on > day_of(at):
        raise Refused({"checked_on": "复查日期还没有到，请改正。"})
    if checked_on < since:
        what = "上次复查" if earlier else "巡查"
        told = f"是{chinese_date(since)}{what}的，复查日期不能更早，请改正。"
        raise Refused({"checked_on": told})
    if len(photos) > MOST_PHOTOS:
        raise Refused({"photos": f"一次复查最多附{MOST_PHOTOS}张照片，请少选几张。"})
    made = PatrolCheck.objects.create(
        community_id=current.community_id,
        finding=current,
        checked_on=checked_on,
        fixed=fixed,
        note=note.strip(),
        by=by,
        at=at,
    )
    of = {"community_id": current.community_id, "of_check": made}
    PatrolCheckPhoto.objects.bulk_create(
        [with_file(PatrolCheckPhoto, photo, by, at, **of) for photo in photos]
    )
    return made
