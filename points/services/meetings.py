"""The only writer of assembly meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from households.models import User
from households.refusals import Refused
from households.services.days import day_of
from points.models import Meeting, Sheet
from points.quorum import refusals


@dataclass(frozen=True, slots=True)
class Assembly:
    """The meeting's numbers, in persons."""

    held_on: date
    total: int
    present: int
    in_favour: int
    against: int
    abstained: int
    minutes: str = ""


def keep_meeting(
    assembly: Assembly | None, sheets: Sequence[Sheet], by: User, at: datetime
) -> Meeting:
    """Writes down the meeting that ratified `sheets` (of one community).

    Raises Refused when its numbers ratify nothing, for a day to come, and for a day before the
    months it is to ratify.
    """
    if assembly is None:
        raise Refused("请填写审定会议的日期和人数。")
    if assembly.held_on > day_of(at):
        raise Refused({"held_on": "会议日期还没有到，请改正。"})
    latest = max(sheet.period for sheet in sheets)
    if assembly.held_on < latest.first_day:
        raise Refused({"held_on": f"会议日期早于{latest.label}，不能审定这个月的积分，请改正。"})
    reasons = refusals(
        assembly.total,
        assembly.present,
        assembly.in_favour,
        assembly.against,
        assembly.abstained,
    )
    if reasons:
        raise Refused(reasons)
    return Meeting.objects.create(
        community_id=sheets[0].community_id,
        held_on=assembly.held_on,
        total=assembly.total,
        present=assembly.present,
        in_favour=assembly.in_favour,
        against=assembly.against,
        abstained=assembly.abstained,
        minutes=assembly.minutes.strip(),
        recorded_by=by,
        recorded_at=at,
    )
