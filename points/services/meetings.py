"""The only writer of assembly meetings."""

from dataclasses import dataclass
from datetime import date, datetime

from households.models import User
from households.refusals import Refused
from households.services.days import day_of
from points.models import Meeting
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
    assembly: Assembly | None, community_id: int, by: User, at: datetime
) -> Meeting:
    """Writes the meeting down. Raises Refused when its numbers ratify nothing."""
    if assembly is None:
        raise Refused("请填写审定会议的日期和人数。")
    if assembly.held_on > day_of(at):
        raise Refused({"held_on": "会议日期还没有到，请改正。"})
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
        community_id=community_id,
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


