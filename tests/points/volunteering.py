"""A village in which people are called to help: standing households, calls, whoever comes."""

from datetime import date, datetime, time
from typing import Any

from households.models import Household
from households.roles import Role
from households.services.days import moment_of
from points.models import Activity, Attendance, Sheet, Team
from points.services import activities, attendances, sheets, teams
from points.services.activities import Call, Witness
from points.services.attendance_book import Arrival
from points.services.standards import ItemRow
from points.services.teams import TeamDraft
from tests.factory import (
    NOVEMBER,
    ROWS,
    Office,
    make_group,
    make_household,
    make_officer,
    make_standard,
    make_village,
)

DAY = date(2026, 11, 14)
VOLUNTEERS = (
    *ROWS,
    ItemRow("环境建设", 6, "庭院整洁", 14, "6.2", "参加集体环境整治", 2, 2, "人次", 4, 8),
    ItemRow("文明建设", 11, "志愿服务", 20, "11.1", "志愿队伍全年在册", 2, 2, "人年", None, 4),
)
HOURS, PERSONS, TIMES, YEARS = "11.2", "6.2", "13.1", "11.1"
"""Items by what makes their quantity."""


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """That moment in the office's time zone."""
    return moment_of(day, hour, minute)


def clock(text: str) -> time:
    return time.fromisoformat(text)


class Helpers(Office):
    """An office whose standard knows all three ways of counting; two households of the group, one
    of a village that has not joined, November open."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.standard = make_standard(self.community, NOVEMBER, VOLUNTEERS)
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四谷")
        outside = make_village(self.community, "后山", None)
        self.stranger = make_household(make_group(outside), "钱未入")
        self.second_scorer = make_officer(Role.SCORER, self.group, "孙评分")

    def opened(self) -> Sheet:
        """November's sheet of the group."""
        made = sheets.open_month(self.community, NOVEMBER, self.clerk, on(date(2026, 11, 1), 9))
        return next(sheet for sheet in made if sheet.group_id == self.group.pk)

    def draft(self, **more: Any) -> Call:
        usual: dict[str, Any] = {
            "title": "清理村口河道",
            "place": self.village,
            "spot": "村口",
            "held_on": DAY,
            "starts": time(8),
            "ends": time(12),
            "item_code": HOURS,
            "organiser": "孙组织",
            "most_hours": 4,
        }
        return Call(**usual | more)

    def call(self, **more: Any) -> Activity:
        sent = on(date(2026, 11, 10), 9)
        return activities.call(self.draft(**more), self.clerk, sent)

    def start(self, activity: Activity) -> Activity:
        activities.start(activity, self.clerk, on(activity.held_on, 7, 50))
        activity.refresh_from_db()
        return activity

    def running(self, **more: Any) -> Activity:
        return self.start(self.call(**more))

    def came(
        self,
        activity: Activity,
        household: Household,
        came: str,
        left: str | None = None,
        person: str = "",
    ) -> Attendance:
        """Typed in on the evening of its day."""
        gone = clock(left) if left else None
        arrival = Arrival(household, person, clock(came), gone)
        how = Attendance.How.LIST
        return attendances.come(activity, arrival, how, self.clerk, on(activity.held_on, 22))

    def close(self, activity: Activity, at: datetime | None = None) -> Activity:
        first, second = Witness("周见证", self.li), Witness("吴旁观")
        when = at or on(activity.held_on, 22, 30)
        return activities.close(activity, first, second, self.clerk, when)

    def held(
        self, *came: tuple[Household, str, str], at: datetime | None = None, **more: Any
    ) -> Activity:
        """An activity that is over, with (household, came, left) of whoever came."""
        activity = self.running(**more)
        for household, start, end in came:
            self.came(activity, household, start, end)
        return self.close(activity, at)

    def team(self, name: str = "巾帼志愿者", since: date = date(2026, 1, 1)) -> Team:
        draft = TeamDraft(name, "赵队长", since, YEARS)
        return teams.found(self.community, draft, self.clerk, on(date(2026, 11, 2), 9))

    def joins(self, team: Team, household: Household, day: date, person: str = "") -> None:
        at = on(date(2026, 11, 2), 9)
        teams.join(team, household, person, day, self.clerk, at)
