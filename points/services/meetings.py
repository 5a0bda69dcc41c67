"""The only writer of assembly meetings and of the scans of their minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from households.models import Appointment, User
from households.models.appointment import AppointmentQuerySet
from households.refusals import Refused
from households.roles import Role
from households.services.days import day_of
from points.models import Meeting, MeetingScan, Sheet
from points.periods import chinese_date
from points.photos import Prepared
from points.quorum import refusals
from points.services.photo_files import with_file
from points.services.sheet_checks import hangs, how_long, hung_until


@dataclass(frozen=True, slots=True)
class Assembly:
    """The meeting's numbers, in persons, and its minutes: in words, and page by page as scanned."""

    held_on: date
    total: int
    present: int
    in_favour: int
    against: int
    abstained: int
    minutes: str = ""
    scans: Sequence[Prepared] = ()


def keep_meeting(
    assembly: Assembly | None, sheets: Sequence[Sheet], by: User, at: datetime
) -> Meeting:
    """Writes down the meeting that ratified `sheets` (of one community, each with its notice).

    Raises Refused when its numbers ratify nothing, when the members in all are not the delegates
    on the list of that day, for a day to come, for a day before the months it is to ratify, and for
    one on which a notice still hung that is ratified after it.
    """
    if assembly is None:
        raise Refused("请填写审定会议的日期和人数。")
    _require_day(assembly.held_on, sheets, at)
    return _keep(assembly, sheets[0].community_id, by, at)


def keep_adopting(assembly: Assembly, community: int, by: User, at: datetime) -> Meeting:
    """Writes down the meeting of a community (by its primary key) that adopted what is no sheet.

    Raises Refused when its numbers adopt nothing, when the members in all are not the delegates on
    the list of that day, and for a day to come.
    """
    _require_held(assembly.held_on, at)
    return _keep(assembly, community, by, at)


def _keep(assembly: Assembly, community_id: int, by: User, at: datetime) -> Meeting:
    reasons = refusals(
        assembly.total,
        assembly.present,
        assembly.in_favour,
        assembly.against,
        assembly.abstained,
    )
    if reasons:
        raise Refused(reasons)
    _require_listed(assembly, community_id)
    meeting = Meeting.objects.create(
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
    of = {"community_id": community_id, "meeting": meeting}
    MeetingScan.objects.bulk_create(
        [with_file(MeetingScan, page, by, at, **of) for page in assembly.scans]
    )
    return meeting


def delegates_in_office(community: int, day: date) -> AppointmentQuerySet:
    """The appointments of a community's delegates (by its primary key) on `day`.

    Whether they may sign in is no question here: most never do.
    """
    in_office = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    held = Appointment.objects.filter(in_office, role=Role.DELEGATE, starts_on__lte=day)
    return held.filter(community=community)


def delegates_on(community: int, day: date) -> int:
    """How many delegates of a community (primary key) are in office on `day`."""
    return delegates_in_office(community, day).values("user").distinct().count()


def _require_held(held_on: date, at: datetime) -> None:
    if held_on > day_of(at):
        raise Refused({"held_on": "会议日期还没有到，请改正。"})


def _require_day(held_on: date, sheets: Sequence[Sheet], at: datetime) -> None:
    _require_held(held_on, at)
    latest = max(sheet.period for sheet in sheets)
    if held_on < latest.first_day:
        raise Refused({"held_on": f"会议日期早于{latest.label}，不能审定这个月的积分，请改正。"})
    ends = hung_until(sheets)
    for sheet in sheets:
        if hangs(sheet, ends, held_on):
            told = how_long(sheet, ends)
            told = f"{sheet}的{told}，期满之后开的会才能审定，请改正会议日期。"
            raise Refused({"held_on": told})


def _require_listed(assembly: Assembly, community: int) -> None:
    listed = delegates_on(community, assembly.held_on)
    if listed and listed != assembly.total:
        raise Refused(
            {
                "total": f"代表名册上{chinese_date(assembly.held_on)}在任的代表是{listed}人，"
                f"与填的{assembly.total}人不符，请核对名册或改正。"
            }
        )
