"""A notice that hangs in two villages, and the papers of it going up and down."""

from datetime import UTC, date, datetime

from households.models import Household, Place, User
from points.models import HangingReceipt, Notice, Posting
from points.services import hangings, posting
from tests.factory import NOVEMBER, Office, make_household
from tests.points.notice_months import add_group, published


def noon(day: int, month: int = 11) -> datetime:
    """Noon in the office on that day of 2026."""
    return datetime(2026, month, day, 4, 0, tzinfo=UTC)


def on(day: int, month: int = 11) -> date:
    return date(2026, month, day)


class Wall:
    """November's notice, of 20 to 26 November (seven days), in Zhaozhuang (one household, three
    points) and Qianzhuang (two households, of which one has two points)."""

    def __init__(self) -> None:
        self.office = Office()
        self.zhang = make_household(self.office.group, "张三禾", "000017")
        self.zhou, self.wu = add_group(self.office, "钱庄")
        self.zhaozhuang = self.office.village
        self.qianzhuang: Place = _village(self.zhou)
        self.notice: Notice = published(
            self.office, NOVEMBER, {self.zhang: ["4.1"], self.zhou: ["4.2"]}
        )

    def hang(
        self, village: Place, day: date, at: datetime | None = None, by: User | None = None
    ) -> HangingReceipt:
        """Hung on `day`, and noted at its noon unless it is said when."""
        at = at or noon(day.day, day.month)
        return hangings.hang(self.notice, village, day, "孙张贴", [], by or self.office.clerk, at)

    def take_down(
        self, village: Place, day: date, reason: str = "", at: datetime | None = None
    ) -> HangingReceipt:
        at = at or noon(day.day, day.month)
        by = self.office.clerk
        return hangings.take_down(self.notice, village, day, "孙张贴", reason, by, at)

    def void(self, receipt: HangingReceipt, at: datetime, reason: str = "日期填错") -> None:
        hangings.void(receipt, reason, self.office.clerk, at)

    def close(self, at: datetime) -> posting.Closing:
        return posting.close_notices(self.office.community, at)

    def posted(self) -> set[Household]:
        """The households whose line is in the ledger."""
        return {each.line.household for each in Posting.objects.select_related("line__household")}


def _village(household: Household) -> Place:
    village = household.group.parent
    assert village is not None
    return village
