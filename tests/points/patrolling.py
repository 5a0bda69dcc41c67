"""A community whose groups are walked: two walkers, three households, items of rules 4 and 5."""

from datetime import UTC, date, datetime
from uuid import uuid4

from households.models import Household, Place, User
from households.roles import Role
from points.models import PatrolFinding, PatrolRound, Sheet
from points.periods import Month
from points.services import patrol_plans, patrols, sheets
from points.services.patrol_book import Noted
from points.services.patrol_plans import Planned
from points.services.standards import ItemRow
from tests.factory import (
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_officer,
    make_standard,
)

MONDAY = date(2026, 11, 9)
WEDNESDAY = date(2026, 11, 11)
FRIDAY_NOON = datetime(2026, 11, 13, 4, 0, tzinfo=UTC)
"""2026年11月13日12时 in Asia/Shanghai, in the week of MONDAY."""
AT_THE_DOOR = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
"""On WEDNESDAY, an hour before `walked` closes its round."""
DECEMBER = Month(2026, 12)

ROWS = (
    ItemRow(
        "环境建设", 4, "门前三包", 24, "4.1", "巡查平均45分及以上", 3, 3, "月", 3, 24,
        "门前三包月评", patrol_from=45,
    ),
    ItemRow(
        "环境建设", 4, "门前三包", 24, "4.2", "巡查平均40至44分", 2, 2, "月", 2, 24,
        "门前三包月评", patrol_from=40, patrol_to=44,
    ),
    ItemRow(
        "环境建设", 4, "门前三包", 24, "4.4", "平均低于30分且整改逾期", -2, -2, "月", -2, -6,
        "门前三包月评", patrol_to=29, patrol_overdue=True,
    ),
    ItemRow(
        "环境建设", 5, "垃圾分类", 18, "5.1", "垃圾分类抽查全部合格", 1, 1, "月", 1, 12,
        patrol_indicators="5",
    ),
)  # fmt: skip


class Patrolled(Office):
    """`group` is walked by `scorer_of` the other group and by `committee`."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.households = [make_household(self.group, head) for head in ("张三禾", "李四", "王五")]
        self.other_group = make_group(self.village, "第2组")
        self.other_household = make_household(self.other_group, "赵六")
        self.walker = make_officer(Role.SCORER, self.other_group, "钱巡查")
        self.walkers = (self.walker, self.committee)

    def use_patrol_standard(self, starts: Month = NOVEMBER) -> None:
        self.standard = make_standard(self.community, starts, ROWS)

    def planned(
        self,
        day: date = WEDNESDAY,
        group: Place | None = None,
        walkers: tuple[User, User] | None = None,
        at: datetime = FRIDAY_NOON,
    ) -> PatrolRound:
        first, second = walkers or self.walkers
        row = Planned(group or self.group, day, first.pk, second.pk)
        return patrol_plans.plan(self.community, day, [row], self.clerk, at)[0]

    def walked(
        self,
        day: date = WEDNESDAY,
        *found: tuple[int, int, int],
        close: bool = True,
        at: datetime | None = None,
    ) -> PatrolRound:
        """A round of that day with findings (household's number, indicator, taken), closed."""
        at = at or datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        patrol = self.planned(day, at=at)
        noted = [Noted(self.households[who], indicator, taken) for who, indicator, taken in found]
        patrols.enter(patrol, noted, self.clerk, at, walked_on=day)
        if close:
            patrol.refresh_from_db()
            patrol = patrol_plans.confirm(
                patrol, patrol.version, day, self.clerk, at, on_paper=True
            )
        return patrol

    def enter(self, patrol: PatrolRound, noted: Noted, by: User | None = None) -> PatrolFinding:
        kept, _ = patrols.enter_one(uuid4(), patrol, noted, by or self.walker, FRIDAY_NOON)
        return PatrolFinding.objects.get(ref=kept.ref)

    def sheet(self, month: Month = NOVEMBER, at: datetime | None = None) -> Sheet:
        moment = at or datetime(month.year, month.month, 20, 4, tzinfo=UTC)
        opened = sheets.open_month(self.community, month, self.clerk, moment)
        return next(each for each in opened if each.group_id == self.group.pk)


def noted(household: Household, indicator: int = 6, taken: int = 2, **more: object) -> Noted:
    return Noted(household, indicator, taken, **more)  # type: ignore[arg-type]
