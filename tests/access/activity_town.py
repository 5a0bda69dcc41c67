"""The volunteers of a town: a team, and an activity in each state."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from households.models import Household, Place
from points.models import Activity, Attendance, SignUp, Team, TeamMember
from points.services import activities, attendances, sign_ups, teams
from points.services.activities import Call, Witness
from points.services.attendance_book import Arrival
from points.services.teams import TeamDraft
from tests.factory import NOON

if TYPE_CHECKING:
    from tests.access.towns import Town

DAY = date(2026, 11, 18)
ITEM = "11.2"


class TownActivities:
    """All are for the whole community, so that its clerk alone organises them. `called` is for
    today, with a sign-up of the town's household; at `running` the same was signed in and out."""

    def __init__(self, town: "Town") -> None:
        self.town, mark, clerk = town, town.mark, town.clerk
        draft = TeamDraft(f"{mark}志愿队", f"{mark}队长", date(2026, 1, 1))
        self.team = teams.found(town.community, draft, clerk, NOON)
        self.member = teams.join(
            self.team, town.household, f"{mark}队员", date(2026, 3, 1), clerk, NOON
        )
        self.called = self._call("招募", timezone.localdate())
        self.sign_up = sign_ups.sign_up(self.called, town.household, f"{mark}报名人", clerk, NOON)
        self.running = self._started("进行")
        wrong = self._came(self.running, town.newcomer)
        attendances.void(wrong, f"{mark}签错", clerk, NOON)
        self.attendance = self._came(self.running, town.household)
        self.closed = self._started("办完")
        self._came(self.closed, town.households[1])
        first, second = Witness(f"{mark}见证一"), Witness(f"{mark}见证二", town.household)
        activities.close(self.closed, first, second, clerk, NOON)
        self.cancelled = self._call("没办", DAY)
        activities.cancel(self.cancelled, f"{mark}下雨", clerk, NOON)

    def _call(self, title: str, day: date) -> Activity:
        mark = self.town.mark
        call = Call(
            title=f"{mark}{title}",
            place=self.town.community,
            spot=f"{mark}村口",
            held_on=day,
            starts=time(8),
            ends=time(12),
            item_code=ITEM,
            organiser=f"{mark}组织者",
            note=f"{mark}带铁锹",
        )
        return activities.call(call, self.town.clerk, NOON)

    def _started(self, title: str) -> Activity:
        activity = self._call(title, DAY)
        activities.start(activity, self.town.clerk, NOON)
        return activity

    def _came(self, activity: Activity, household: Household) -> Attendance:
        # Two at once would be at two places at a time.
        hours = (time(8), time(9)) if activity.title.endswith("进行") else (time(9), time(10))
        arrival = Arrival(household, f"{self.town.mark}来人", *hours)
        how = Attendance.How.LIST
        return attendances.come(activity, arrival, how, self.town.clerk, NOON)


def called_form(town: "Town") -> dict[str, Any]:
    """The form of a call, filled in for today."""
    return {
        "title": "清理水塘",
        "place": town.group.code,
        "spot": "村口",
        "held_on": timezone.localdate().isoformat(),
        "starts": "08:00",
        "ends": "12:00",
        "item_code": ITEM,
        "most_hours": 4,
        "organiser": "孙组织",
    }


def activity_state(community: Place) -> list[object]:
    """What the acts of the table change about the volunteers of a town."""
    ours = {"community": community}
    kept = {
        Activity: ("pk", "title", "state"),
        SignUp: ("pk", "withdrawn_at"),
        Attendance: ("pk", "left", "voided_at"),
        Team: ("pk", "name", "until"),
        TeamMember: ("pk", "left_on"),
    }
    return [
        list(model.objects.filter(**ours).order_by("pk").values_list(*fields))
        for model, fields in kept.items()
    ]
