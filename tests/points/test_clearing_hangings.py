"""年末清零 waits for the paper of its announcement, and rests on it afterwards."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from households.refusals import Refused
from points.models import Notice
from points.services import clearings, hangings
from tests.points import clearing_year
from tests.points.clearing_year import ON_THE_DAY

pytestmark = pytest.mark.django_db


class Hung(clearing_year.Year):
    """As it is, with somebody who types what hangs in its village."""

    def hang(self, notice: Notice, day: date) -> None:
        place = self.village
        hangings.hang(notice, place, day, "周主任", [], self.clerk, ON_THE_DAY)

    def take_down(self, notice: Notice, day: date) -> None:
        hangings.take_down(notice, self.village, day, "周主任", "风刮坏了", self.clerk, ON_THE_DAY)


@pytest.fixture
def town() -> Hung:
    return Hung()


def test_it_is_not_cleared_before_the_paper_has_hung_its_days(town: Hung) -> None:
    announcement = town.announce()
    town.hang(announcement.notice, date(2026, 12, 27))
    with pytest.raises(Refused, match="还没有张贴满期，请看第1期公示的张贴记录"):
        town.clear(announcement)
    assert town.balances()["张三禾"] == 12
    assert town.clear(announcement, ON_THE_DAY + timedelta(days=3)).points == 17


def test_taken_down_early_it_has_to_hang_again(town: Hung) -> None:
    announcement = town.announce()
    town.hang(announcement.notice, date(2026, 11, 21))
    town.take_down(announcement.notice, date(2026, 11, 23))
    with pytest.raises(Refused, match="提前撤下了，还没有张贴满期"):
        town.clear(announcement)
    town.hang(announcement.notice, date(2026, 11, 23))
    assert town.clear(announcement).points == 17


def test_once_it_is_cleared_the_receipt_it_rests_on_stays(town: Hung) -> None:
    announcement = town.announce()
    notice = announcement.notice
    town.hang(notice, date(2026, 11, 20))
    receipt = notice.hangings.get()
    made = town.clear(announcement)
    acts: list[Callable[[], object]] = [
        lambda: town.take_down(notice, date(2026, 11, 22)),
        lambda: hangings.void(receipt, "登记错了", town.clerk, ON_THE_DAY),
    ]
    for act in acts:
        with pytest.raises(Refused, match="已经.*办结"):
            act()
    clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
    for act in acts:
        act()
    notice.hangings.get(voided_at__isnull=False, taken_on__isnull=False)
