"""An exchange notice of which the paper was taken down early hangs longer, and is closed later."""

from datetime import timedelta

import pytest

from households.refusals import Refused
from households.services.days import day_of
from points.models import HangingReceipt, Notice
from points.reports.desk import desk
from points.reports.notice_exchange import exchange_villages
from points.services import hangings, posting
from tests.supermarket.quarters_told import CLOSED, OVER, Autumn

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Autumn:
    return Autumn()


def test_it_is_closed_when_the_last_village_has_hung_its_days(town: Autumn) -> None:
    notice = town.published()
    village, by = town.zhang.group.parent, town.clerk
    assert village is not None
    first, again = notice.opens_on, notice.opens_on + timedelta(days=3)
    hangings.hang(notice, village, first, "孙张贴", [], by, CLOSED)
    at = CLOSED + timedelta(days=3)
    hangings.take_down(notice, village, again, "孙张贴", "刮风吹坏", by, at)
    waiting = [task.title for task in desk(by, again).tasks]
    assert f"第{notice.number}期公示要重新张贴" in waiting
    receipt = hangings.hang(notice, village, again, "孙张贴", [], by, at)
    assert receipt.hangs_until == notice.closes_on + timedelta(days=3)
    assert posting.close_notices(town.community, OVER).closed == []
    assert list(Notice.objects.to_post_on(day_of(OVER))) == []
    last = OVER + timedelta(days=3)
    assert list(Notice.objects.to_post_on(day_of(last))) == [notice]
    assert posting.close_notices(town.community, last).closed == [notice]


def test_what_is_closed_cannot_be_taken_down_early_any_more(town: Autumn) -> None:
    notice = town.published()
    village, by = town.zhang.group.parent, town.clerk
    assert village is not None
    hangings.hang(notice, village, notice.opens_on, "孙张贴", [], by, CLOSED)
    posting.close_notices(town.community, OVER)
    with pytest.raises(Refused, match="已经办结"):
        hangings.take_down(notice, village, notice.opens_on, "孙", "刮风", by, OVER)


def test_nor_is_a_receipt_void_any_more_by_which_it_was_closed(town: Autumn) -> None:
    notice = town.published()
    village, by = town.zhang.group.parent, town.clerk
    assert village is not None
    receipt = hangings.hang(notice, village, notice.opens_on, "孙张贴", [], by, CLOSED)
    posting.close_notices(town.community, OVER)
    with pytest.raises(Refused, match="已经凭这条记录"):
        hangings.void(receipt, "日期填错", by, OVER)
    hangings.take_down(notice, village, day_of(OVER), "孙", "", by, OVER)
    second = hangings.hang(notice, village, day_of(OVER), "孙张贴", [], by, OVER)
    hangings.void(second, "登记错了村", by, OVER + timedelta(days=20))
    assert HangingReceipt.objects.standing().get() == receipt


def test_one_typed_in_after_it_was_closed_is_no_reason_and_may_be_void(town: Autumn) -> None:
    notice = town.published()
    village, by = town.zhang.group.parent, town.clerk
    assert village is not None
    posting.close_notices(town.community, OVER)
    later = OVER + timedelta(days=1)
    receipt = hangings.hang(notice, village, notice.opens_on, "孙张贴", [], by, later)
    hangings.void(receipt, "登记错了村", by, later)
    assert not HangingReceipt.objects.standing().exists()


def test_one_group_has_its_own_rows_and_its_own_share_of_what_was_issued(town: Autumn) -> None:
    village = next(each for each in exchange_villages(town.published()) if each.groups)
    for group in village.groups:
        part = village.of_group(group.code)
        assert part is not None
        assert (part.name, part.here) == (village.name + group.name, "本组")
        assert part.sums == group.sums
        units = sum(item.quantity for row in group.rows for item in row.items)
        assert sum(row.here for row in part.issued) == units
    assert village.of_group("无") is None
