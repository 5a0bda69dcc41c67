"""Two groups of six households with a scorer each, and months in which they are scored."""

from collections.abc import Mapping
from datetime import date, datetime

from households.models import Household
from households.roles import Role
from points.models import Notice, Record, ReinspectedHousehold, Reinspection
from points.periods import Month
from points.services import records, reinspections, sheets
from points.services.recordbook import Draft
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_officer,
    pass_until,
)
from tests.points.notice_months import publish


class TwoGroups(Office):
    """赵庄第1组 has the households 101 to 106, 第2组 201 to 206. `scorers` as their groups are."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.groups = [self.group, make_group(self.village, "第2组")]
        self.scorers = [self.scorer, make_officer(Role.SCORER, self.groups[1], "周评分")]
        self.households = {
            f"{number}0{place}": make_household(group, f"户{number}{place}", f"{number}0{place}")
            for number, group in enumerate(self.groups, start=1)
            for place in range(1, 7)
        }

    def score(
        self,
        month: Month,
        points: Mapping[str, int],
        at: datetime = NOON,
        deductions: tuple[str, ...] = (),
    ) -> None:
        """Every household gets its `points` (5 to 20) for item 11.3; those in `deductions` lose 5
        for item 1.3. All steps pass."""
        opened = sheets.open_month(self.community, month, self.clerk, at)
        day = date(month.year, month.month, 3)
        drafts = [
            Draft(self.households[code], "11.3", day, points=each)
            for code, each in points.items()
            if each
        ]
        drafts += [Draft(self.households[code], "1.3", day, note="搭棚") for code in deductions]
        records.record_matters(month, drafts, Record.Origin.OFFICE, self.clerk, at)
        for sheet in opened:
            self.scorer = self.scorers[self.groups.index(sheet.group)]
            pass_until(self, sheet, None, at)

    def publish(self, month: Month = NOVEMBER, at: datetime = NOON) -> Notice:
        return publish(self, month, at)

    def household(self, code: str) -> Household:
        return self.households[code]


ALIKE = {f"10{place}": 5 for place in range(1, 7)}
"""The first group gives everybody the same."""
APART = {"201": 6, "202": 8, "203": 10, "204": 12, "205": 14, "206": 16}


class Published(TwoGroups):
    """November hangs; the first notice of the chain."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.score(NOVEMBER, ALIKE | APART)
        self.notice = self.publish()

    def draw(self, number: int = 4, seen: int = 1, notice: Notice | None = None) -> Reinspection:
        notice = notice or self.notice
        return reinspections.draw_lots(notice, number, seen, self.supervisor, NOON)

    def drawn(self, code: str) -> ReinspectedHousehold:
        """The drawn household with that code; all of them are drawn first."""
        found = Reinspection.objects.first() or self.draw(12)
        return found.households.get(line__household__code=code)
