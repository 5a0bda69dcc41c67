"""The only writer of 签到签退: people come and go, by the clock of the activity's day.

On that day the time is the clock's where none is typed; on another day, when the paper is typed in,
it has to be. Nothing is changed afterwards: what was signed wrongly is voided with a reason and
signed anew, until the activity is closed. Every act locks the activity, then the households.
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from households.models import Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Activity, Attendance
from points.services.activities import RIGHT, lock
from points.services.attendance_book import Arrival, AttendanceBook, require_not_own


class ArrivalsRefused(Refused):
    """Some of several were refused, none was kept: `by_position` has each one's Refused."""

    def __init__(self, by_position: dict[int, Refused]) -> None:
        super().__init__([message for each in by_position.values() for message in each.messages])
        self.by_position = by_position


def come(activity: Activity, arrival: Arrival, how: str, by: User, at: datetime) -> Attendance:
    """Signs somebody in; with `left`, out at once.

    Raises AlreadyHandled when he is signed in; Refused while the activity is not running, for a
    household that may not take part or is the person's own, for a time to come or at which he is
    signed in elsewhere, and without an office.
    """
    try:
        return come_all(activity, [arrival], how, by, at)[0]
    except ArrivalsRefused as refused:
        raise refused.by_position[0] from refused


@transaction.atomic
def come_all(
    activity: Activity, arrivals: Sequence[Arrival], how: str, by: User, at: datetime
) -> list[Attendance]:
    """Signs in all of `arrivals` or none; raises ArrivalsRefused naming each that was refused."""
    book = AttendanceBook.open(activity, [each.household for each in arrivals], by, at)
    made: list[Attendance] = []
    refused: dict[int, Refused] = {}
    for position, arrival in enumerate(arrivals):
        try:
            made.append(book.accept(arrival, how))
        except Refused as error:
            refused[position] = error
    if refused:
        raise ArrivalsRefused(refused)
    return Attendance.objects.bulk_create(made)


@transaction.atomic
def leave(
    activity: Activity,
    household: Household,
    person: str,
    left: time | None,
    by: User,
    at: datetime,
) -> Attendance:
    """Signs somebody of `household` out; without a name the only one of it who is signed in.

    Raises AlreadyHandled when he is out already; Refused before he was signed in, where several are
    and no name tells which, for a time before he came or to come, for more hours than a day counts,
    and without an office.
    """
    book = AttendanceBook.open(activity, [household], by, at)
    found = book.still_there(household, person)
    when = book.clock(left, "left")
    book.check_leaving(found, when)
    found.left, found.left_noted_by, found.left_noted_at = when, by, at
    found.save(update_fields=["left", "left_noted_by", "left_noted_at"])
    return found


@transaction.atomic
def leave_all(activity: Activity, left: time | None, by: User, at: datetime) -> int:
    """Signs out everybody who is still signed in, at one time; returns how many. Raises Refused as
    `leave`, for the first of them it does not hold for."""
    still = Attendance.objects.still_there().filter(activity=activity)
    households = Household.objects.filter(pk__in=still.values("household"))
    chain = households.select_related("group__parent")
    book = AttendanceBook.open(activity, list(chain), by, at)
    there = book.all_there()
    when = book.clock(left, "left")
    for each in there:
        book.check_leaving(each, when)
    keys = [each.pk for each in there]
    return (
        Attendance.objects.still_there()
        .filter(pk__in=keys)
        .update(left=when, left_noted_by=by, left_noted_at=at)
    )


@transaction.atomic
def void(attendance: Attendance, reason: str, by: User, at: datetime) -> None:
    """Declares that an attendance was signed wrongly; it stays to be read.

    Raises AlreadyHandled when somebody has done so; Refused without a reason, for the person's own
    household, once the activity is closed, and without an office.
    """
    current = lock(attendance.activity)
    offices_for(by, RIGHT, [current.place], day_of(at))
    require_not_own(attendance.household, by)
    if not current.is_open:
        raise Refused(
            f"活动{current.get_state_display()}，签到不能再作废；有差错的，请在村小组评分时不予记入。"
        )
    if not reason.strip():
        raise Refused({"reason": "请写明作废的原因。"})
    standing = Attendance.objects.standing().filter(pk=attendance.pk)
    if not standing.update(voided_at=at, voided_by=by, void_reason=reason.strip()):
        raise AlreadyHandled("这条签到已经作废，本次未作改动。")
