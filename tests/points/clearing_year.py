"""A community whose setting clears what is left of 2026 on the last day of the year."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from households.models import Household
from households.services.days import moment_of
from points.models import Account, Clearing, ClearingAnnouncement, Entry, Policy
from points.services import clearing_announcements, clearings, ledger, policies
from points.services.clearings import Due
from tests.factory import NOON, Office, make_household

LAST_DAY = date(2026, 12, 31)
TODAY = NOON.date()


def noon_of(day: date) -> datetime:
    return moment_of(day, 12)


ON_THE_DAY = noon_of(LAST_DAY)


def nothing_held(_: Collection[int]) -> Mapping[int, int]:
    return {}


class Year(Office):
    """Zhang has 12 points of 2026, Li 5, Wang owes 3; Zhao has none."""

    def __init__(self, name: str = "东岭社区", *, debts: bool = False) -> None:
        super().__init__(name)
        setting = Policy(community=self.community, year_end="clear", clears_debts=debts)
        policies.save(setting)
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四方")
        self.wang = make_household(self.group, "王五田")
        self.zhao = make_household(self.group, "赵六顺")
        self.give(self.zhang, 12)
        self.give(self.li, 5)
        self.give(self.wang, -3)

    def give(
        self, household: Household, points: int, year: int = 2026, kind: str = "month"
    ) -> None:
        move = ledger.Movement(household.pk, points, kind, year, f"{year}年积分")
        ledger.write(self.community.pk, [move], NOON.date(), None, NOON)

    def announce(
        self, year: int = 2026, clears_on: date = LAST_DAY, opens_on: date = TODAY
    ) -> ClearingAnnouncement:
        return clearing_announcements.announce(
            self.community, year, clears_on, opens_on, self.clerk, NOON
        )

    def withdraw(self, announcement: ClearingAnnouncement, reason: str = "改期") -> None:
        clearing_announcements.withdraw(announcement, reason, self.clerk, NOON)

    def clear(
        self, announcement: ClearingAnnouncement, at: datetime = ON_THE_DAY, seen: Due | None = None
    ) -> Clearing:
        seen = seen or clearings.due(announcement, nothing_held)
        return clearings.clear(announcement, seen, nothing_held, self.auditor, at)

    def balances(self) -> dict[str, int]:
        return dict(
            Account.objects.filter(community=self.community).values_list(
                "household__head", "balance"
            )
        )


def entries_of(household: Household) -> list[tuple[str, int, int]]:
    rows = Entry.objects.filter(account__household=household).order_by("number")
    return list(rows.values_list("kind", "points", "balance_after"))
