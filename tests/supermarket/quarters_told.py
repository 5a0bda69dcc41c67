"""Quarters for the tests of exchange notices: exchanged, closed, published."""

from datetime import datetime, timedelta

from households.models import Household
from households.roles import Role
from points.models import Notice
from supermarket.models import Redemption, Window
from supermarket.services import exchange_notices, windows
from tests.factory import NOON, appoint, make_group, make_household, make_village
from tests.supermarket.factory import AUTUMN, give_points
from tests.supermarket.serving import Serving

CLOSED = NOON + timedelta(days=11)
"""2026年12月1日12时: the exchange days, until 30 November, are over."""
OVER = CLOSED + timedelta(days=7)
"""The first moment a notice that opens at CLOSED, for seven days, is over."""


class Autumn(Serving):
    """The fourth quarter: 张三禾 (000017) of 赵庄 has 100 points, 李四麦 (000018) of 钱庄 has 60.

    Rice is 20 points, oil 15, a haircut 8.
    """

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾", "000017")
        self.other_village = make_village(self.community, "钱庄")
        group = make_group(self.other_village, "第1组")
        appoint(self.scorer, Role.SCORER, group)
        self.li = make_household(group, "李四麦", "000018")
        give_points(self.zhang, 100)
        give_points(self.li, 60)

    def takes(self, household: Household, at: datetime = NOON, **wanted: int) -> Redemption:
        return self.exchange(household=household, at=at, **wanted)

    def close(self) -> Window:
        windows.close_window(self.window, self.clerk, CLOSED)
        return Window.objects.get(pk=self.window.pk)

    def publish(self, at: datetime = CLOSED) -> Notice:
        return exchange_notices.publish_quarter(self.community, AUTUMN, at.date(), self.clerk, at)

    def published(self) -> Notice:
        """Two slips of 张 (one is cancelled), two of 李; then closed and published."""
        self.takes(self.zhang, rice=1, haircut=1)
        self.cancel(self.takes(self.zhang, oil=1))
        self.takes(self.li, rice=1)
        self.takes(self.li, oil=1, rice=1)
        self.close()
        return self.publish()
