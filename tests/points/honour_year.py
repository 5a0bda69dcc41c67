"""A year of one village that ends in its ranking: twelve months, posted as an office does it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from households.models import Household
from households.roles import Role
from points.models import AnnualRanking, Notice, Record, Veto
from points.periods import Month
from points.services import notices, posting, rankings, records, sheets, vetoes
from points.services.honour_policies import honour_policy_of
from points.services.meetings import Assembly
from points.services.ranking_book import standings_of
from points.services.ranking_content import ranking_content, seen_as
from points.services.recordbook import Draft
from points.services.standards import ItemRow
from points.services.vetoes import Ground
from tests.factory import Office, appoint, make_group, make_household, pass_until

YEAR = 2026
ROWS = (
    ItemRow("家园建设", 1, "规范建房", None, "1.3", "新增私搭乱建", -20, -1, "次", veto=True),
    ItemRow("文明建设", 11, "志愿服务", None, "11.3", "义务帮工", 1, 60, "次"),
)
GIVEN, TAKEN = "11.3", "1.3"
AFTER_THE_YEAR = datetime(2027, 1, 10, 4, 0, tzinfo=UTC)
HELD_ON = date(2027, 1, 9)


class HonourYear(Office):
    """One village of two groups: Zhang, Li, Zhao in the first, Qian and Sun in the second."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name, ROWS)
        self.second = make_group(self.village, "第2组")
        appoint(self.scorer, Role.SCORER, self.second)
        heads = (("张三禾", self.group), ("李四井", self.group), ("赵七里", self.group))
        heads += (("钱八斗", self.second), ("孙九思", self.second))
        found = [make_household(group, head) for head, group in heads]
        self.zhang, self.li, self.zhao, self.qian, self.sun = found

    def post(self, month: Month, points: Mapping[Household, int]) -> Notice:
        """Opens, records, passes, publishes and posts `month`."""
        at = datetime(month.year, month.month, 25, 4, 0, tzinfo=UTC)
        opened = sheets.open_month(self.community, month, self.clerk, at)
        drafts = [
            Draft(each, GIVEN if number > 0 else TAKEN, month.first_day, points=number)
            for each, number in points.items()
            if number
        ]
        if drafts:
            records.record_matters(month, drafts, Record.Origin.OFFICE, self.clerk, at)
        for sheet in opened:
            pass_until(self, sheet, None, at)
        notice = notices.publish_month(self.community, month, at.date(), self.clerk, at)
        posting.close_notices(self.community, at + timedelta(days=8))
        return notice

    def post_year(self, months: Mapping[Household, tuple[int, ...]], last: int = 12) -> None:
        """Posts January to `last`, a number for each household and month."""
        for month in range(1, last + 1):
            self.post(Month(YEAR, month), {each: row[month - 1] for each, row in months.items()})

    def vetoed(self, household: Household) -> Veto:
        """Written down and told after the year; its days to object are over on AFTER_THE_YEAR."""
        at = AFTER_THE_YEAR - timedelta(days=5)
        days = (date(YEAR, 12, 20), date(YEAR, 12, 1), date(YEAR, 12, 31))
        veto = vetoes.impose(household, Ground("偷盗电缆", "判决书", "", *days), self.clerk, at)
        return vetoes.tell(veto, at.date(), "in_person", "周主任", self.clerk, at)

    def seen(self) -> str:
        """The mark of the list as it stands now."""
        rule = honour_policy_of(self.community).rule
        standings = standings_of(self.community, YEAR, rule)
        return seen_as(ranking_content(self.community, YEAR, rule, standings))

    def freeze(self, at: datetime = AFTER_THE_YEAR, held_on: date = HELD_ON) -> AnnualRanking:
        meeting = assembly(held_on)
        return rankings.freeze(self.community, YEAR, meeting, self.seen(), self.recorder, at)


def assembly(held_on: date = HELD_ON) -> Assembly:
    return Assembly(held_on, total=30, present=24, in_favour=20, against=1, abstained=3)
