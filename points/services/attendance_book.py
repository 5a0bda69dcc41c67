"""What a running activity accepts: tests who comes and goes against what was signed that day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

from django.utils import timezone

from households.models import Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.hours import HOUR, counted_minutes, in_hours, overlaps
from points.models import Activity, Attendance, SignUp
from points.models.activity import MOST_HOURS
from points.services.activities import RIGHT, lock
from points.services.persons import person_of, said
from points.services.sign_ups import listed, why_not

MIDNIGHT = time(23, 59)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of a household who came, and left, as typed: without a name its head (or the only
    one signed up), without a time now."""

    household: Household
    person: str = ""
    came: time | None = None
    left: time | None = None


class AttendanceBook:
    """What an activity accepts: it is running and locked, with what the households have of it and
    of the other activities of its day."""

    def __init__(
        self,
        activity: Activity,
        mine: Collection[Attendance],
        elsewhere: Collection[Attendance],
        by: User,
        at: datetime,
    ) -> None:
        self.activity, self.by, self.at = activity, by, at
        self.mine = list(mine)
        self.elsewhere = elsewhere
        self._listed: set[int] = set()
        self._signed_up: list[SignUp] = []

    @classmethod
    def open(
        cls, activity: Activity, households: Sequence[Household], by: User, at: datetime
    ) -> Self:
        """Locks and reads; call inside a transaction."""
        current = lock(activity)
        offices_for(by, RIGHT, [current.place], day_of(at))
        if not current.is_running:
            then = "请先点“开始签到”。" if current.is_called else "不能再签到签退。"
            raise Refused(f"活动{current.get_state_display()}，{then}")
        keys = {each.pk for each in households}
        list(
            Household.objects.select_for_update(no_key=True)
            .filter(pk__in=keys)
            .order_by("pk")
            .values_list("pk")
        )
        standing = Attendance.objects.standing().filter(
            household__in=keys,
            community=current.community_id,
            activity__held_on=current.held_on,
        )
        found = list(standing.select_related("household__group", "activity"))
        book = cls(
            current,
            [each for each in found if each.activity_id == current.pk],
            [each for each in found if each.activity_id != current.pk],
            by,
            at,
        )
        book._listed = listed(current, households)
        book._signed_up = list(current.sign_ups.standing().filter(household__in=keys))
        return book

    def accept(self, arrival: Arrival, how: str) -> Attendance:
        """The unsaved attendance for `arrival`. Raises Refused as `come`."""
        household = arrival.household
        require_not_own(household, self.by)
        refused = why_not(self.activity, household, self._listed)
        if refused:
            raise Refused({"household": refused})
        person = self._who(household, arrival.person)
        for each in self.mine:
            if (each.household_id, each.person) == (household.pk, person):
                told = f"{said(household, person)}{each.came:%H:%M}已经签到"
                told += f"，{each.left:%H:%M}已经签退" if each.left else ""
                raise AlreadyHandled(f"{told}，不用再签。")
        made = Attendance(
            community_id=self.activity.community_id,
            activity=self.activity,
            household=household,
            person=person,
            how=how,
            came=self.clock(arrival.came, "came"),
            noted_by=self.by,
            noted_at=self.at,
        )
        self._check_elsewhere(made, (made.came, MIDNIGHT if arrival.left is None else arrival.left))
        if arrival.left is not None:
            when = self.clock(arrival.left, "left")
            self.check_leaving(made, when)
            made.left, made.left_noted_by, made.left_noted_at = when, self.by, self.at
        self.mine.append(made)
        return made

    def _who(self, household: Household, typed: str) -> str:
        """The person meant: the only one signed up and still to come, where no name was typed."""
        if typed.strip():
            return person_of(household, typed)
        here = {each.person for each in self.mine if each.household_id == household.pk}
        waiting = [
            each.person
            for each in self._signed_up
            if each.household_id == household.pk and each.person not in here
        ]
        return waiting[0] if len(waiting) == 1 else household.head

    def all_there(self) -> list[Attendance]:
        return [each for each in self.mine if each.left is None]

    def still_there(self, household: Household, typed: str) -> Attendance:
        """The attendance of somebody who is to be signed out. Raises Refused as `leave`."""
        of_household = [each for each in self.mine if each.household_id == household.pk]
        there = [each for each in of_household if each.left is None]
        if typed.strip():
            person = person_of(household, typed)
            of_household = [each for each in of_household if each.person == person]
            there = [each for each in of_household if each.left is None]
        if len(there) == 1:
            return there[0]
        if there:
            names = "、".join(each.person for each in there)
            told = f"{household}有{len(there)}人签到（{names}），请填是谁签退。"
            raise Refused({"person": told})
        if of_household:
            last = of_household[-1]
            who = said(household, last.person)
            raise AlreadyHandled(f"{who}{last.left:%H:%M}已经签退，不用再签。")
        who = said(household, person_of(household, typed))
        raise Refused({"household": f"{who}还没有签到，不能签退；请先签到。"})

    def clock(self, typed: time | None, field: str) -> time:
        """The time of day meant, to the minute. Raises Refused for one to come, and without one on
        another day than the activity's."""
        today = day_of(self.at) == self.activity.held_on
        now = timezone.localtime(self.at).time().replace(second=0, microsecond=0)
        if typed is None:
            if today:
                return now
            raise Refused({field: "今天不是活动的日子，请照纸上填写时间，如 09:00。"})
        if today and typed > now:
            raise Refused({field: f"{typed:%H:%M}还没有到，请改正时间。"})
        return typed.replace(second=0, microsecond=0)

    def check_leaving(self, attendance: Attendance, left: time) -> None:
        """Raises Refused for a time before he came, at which he is signed in elsewhere, or by which
        the day would count more than MOST_HOURS."""
        require_not_own(attendance.household, self.by)
        who = said(attendance.household, attendance.person)
        if left <= attendance.came:
            told = f"{who}{attendance.came:%H:%M}才签到，签退时间要在这之后，请改正。"
            raise Refused({"left": told})
        self._check_elsewhere(attendance, (attendance.came, left))
        others = self._of_same_person(attendance)
        before = sum(each.counted(each.activity.most_hours) for each in others)
        total = before + counted_minutes(attendance.came, left, self.activity.most_hours)
        if total > HOUR * MOST_HOURS:
            raise Refused(
                {
                    "left": f"{who}这一天在别的活动已计{in_hours(before)}，加上这次共"
                    f"{in_hours(total)}，一天最多计{MOST_HOURS}小时，请核对时间。"
                }
            )

    def _check_elsewhere(self, attendance: Attendance, stretch: tuple[time, time]) -> None:
        for each in self._of_same_person(attendance):
            theirs = (each.came, MIDNIGHT if each.left is None else each.left)
            if overlaps(stretch, theirs):
                until = f"至{each.left:%H:%M}" if each.left else "起，还没有签退"
                told = (
                    f"{said(attendance.household, attendance.person)}同一天{each.came:%H:%M}{until}"
                    f"在“{each.activity}”签到，时间不能重叠，请核对。"
                )
                raise Refused({"household": told})

    def _of_same_person(self, attendance: Attendance) -> list[Attendance]:
        same = (attendance.household_id, attendance.person)
        return [each for each in self.elsewhere if (each.household_id, each.person) == same]


def require_not_own(household: Household, by: User) -> None:
    """Raises Refused for the person's own household."""
    if by.household_id == household.pk:
        raise Refused({"household": "不能给自己家签到签退，请由别的工作人员办理。"})
