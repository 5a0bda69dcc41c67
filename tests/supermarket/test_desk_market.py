"""The desk of those who keep the supermarket: what waits on which day, and for whom."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.periods import Quarter
from supermarket.reports.desk_tasks import keeping_tasks
from supermarket.services import settlements, vouchers, windows
from supermarket.services.exchange_notices import publish_quarter
from tests.factory import NOON, appoint, make_officer, signed_in
from tests.supermarket.factory import TODAY, make_goods, make_shop, make_window, stocked
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime.fromisoformat("2027-01-05 10:00+08:00")
AUTUMN = Quarter(2026, 4)


@pytest.fixture
def market() -> Serving:
    """Its window runs from 20 to 30 November."""
    return Serving()


def titles(user: User, day: date = TODAY) -> list[str]:
    return [task.title for task in keeping_tasks(User.objects.get(pk=user.pk), day)]


def test_a_window_is_told_of_three_days_before_it_ends_and_until_it_is_closed(
    market: Serving,
) -> None:
    assert titles(market.clerk, date(2026, 11, 26)) == []
    ends = ["2026年第4季度兑换期快要结束"]
    assert titles(market.clerk, date(2026, 11, 27)) == ends
    assert titles(market.clerk, date(2026, 11, 30)) == ends
    (task,) = keeping_tasks(market.clerk, date(2026, 12, 1))
    assert (task.title, task.url) == ("2026年第4季度兑换期待结束", "/market/windows/2026-4/close/")
    windows.close_window(market.window, market.clerk, NOON)
    assert titles(market.clerk, date(2026, 12, 1)) == []


def test_a_window_to_come_is_told_of_three_days_before_it_begins(market: Serving) -> None:
    opens_on = date(2027, 1, 11)
    make_window(market.community, opens_on, opens_on, quarter=Quarter(2027, 1), by=market.clerk)
    windows.close_window(market.window, market.clerk, NOON)
    assert titles(market.clerk, date(2027, 1, 7)) == []
    assert titles(market.clerk, date(2027, 1, 8)) == ["2027年第1季度兑换期快要开始"]
    assert titles(market.clerk, opens_on) == ["2027年第1季度兑换期快要结束"]


def test_a_closed_quarter_waits_to_be_published_where_somebody_exchanged(market: Serving) -> None:
    slip = market.exchange(rice=1)
    assert titles(market.clerk) == []
    windows.close_window(market.window, market.clerk, NOON)
    (task,) = keeping_tasks(market.clerk, TODAY)
    assert (task.title, task.url) == (
        "2026年第4季度兑换待公示",
        "/market/windows/2026-4/notice/",
    )
    publish_quarter(market.community, AUTUMN, TODAY, market.clerk, NOON)
    assert titles(market.clerk) == []
    assert slip.window.notice is None


def test_a_quarter_whose_slips_were_all_cancelled_has_nothing_to_publish(market: Serving) -> None:
    market.cancel(market.exchange(rice=1))
    windows.close_window(market.window, market.clerk, NOON)
    assert titles(market.clerk) == []


def test_each_storekeeper_looks_after_his_own_shelf(market: Serving) -> None:
    milk = make_goods(market.community, "牛奶", 6, by=market.clerk, low_stock=5)
    stocked(market.shop, milk, 4, date(2026, 12, 1), by=market.clerk)
    second = make_shop(market.community, "第二柜台", by=market.clerk)
    keeper = make_officer(Role.STOREKEEPER, second.place)
    (task,) = keeping_tasks(market.storekeeper, TODAY)
    assert task.title == "爱心超市有1种商品要处理"
    assert task.text == "牛奶临期、库存不足"
    assert task.url == f"/market/stock/{market.shop.place.code}/"
    assert titles(market.storekeeper, date(2026, 12, 2)) == ["爱心超市有1种商品要处理"]
    assert titles(keeper) == []
    # Who may look at every shelf keeps his own only.
    appoint(keeper, Role.SUPERVISOR, market.community)
    assert titles(keeper) == []
    assert titles(market.clerk) == ["爱心超市有1种商品要处理"]


def test_four_goods_are_named_and_the_others_counted(market: Serving) -> None:
    for number in range(5):
        goods = make_goods(market.community, f"点心{number}", by=market.clerk, low_stock=3)
        stocked(market.shop, goods, 2, by=market.clerk)
    (task,) = keeping_tasks(market.storekeeper, TODAY)
    assert task.title == "爱心超市有5种商品要处理"
    assert task.text == "点心0库存不足；点心1库存不足；点心2库存不足；点心3库存不足等"


def test_merchants_wait_to_be_settled_with_once_the_quarter_is_over_and_then_to_be_paid(
    market: Serving,
) -> None:
    vouchers.use(market.voucher().code, market.merchant, market.barber, NOON)
    windows.close_window(market.window, market.clerk, NOON)
    published = publish_quarter(market.community, AUTUMN, TODAY, market.clerk, NOON)
    assert published.number == 1
    assert titles(market.clerk, date(2026, 12, 31)) == []
    (task,) = keeping_tasks(market.clerk, date(2027, 1, 1))
    assert (task.title, task.url) == ("1家商家待结算", "/market/quarters/2026-4/")
    made = settlements.settle(market.merchant, AUTUMN, market.clerk, NEW_YEAR)
    (task,) = keeping_tasks(market.clerk, NEW_YEAR.date())
    code = market.merchant.place.code
    assert task.title == "便民理发店 2026年第4季度结算待付款"
    assert task.url == f"/market/quarters/2026-4/merchants/{code}/"
    settlements.mark_paid(made, NEW_YEAR.date(), "转账001", market.clerk, NEW_YEAR)
    assert titles(market.clerk, NEW_YEAR.date()) == []


def test_a_voucher_that_nobody_used_waits_until_its_points_have_gone_back(market: Serving) -> None:
    voucher = market.voucher()
    windows.close_window(market.window, market.clerk, NOON)
    publish_quarter(market.community, AUTUMN, TODAY, market.clerk, NOON)
    assert titles(market.clerk, voucher.expires_on) == []
    assert titles(market.clerk, voucher.expires_on + timedelta(days=1)) == ["1张服务券过期未用"]


def test_nothing_of_another_community_waits(market: Serving) -> None:
    elsewhere = Serving("西岭社区")
    elsewhere.exchange(rice=1, haircut=1)
    windows.close_window(elsewhere.window, elsewhere.clerk, NOON)
    assert titles(market.clerk) == []


def test_those_without_a_part_in_it_are_told_nothing_and_asked_nothing(market: Serving) -> None:
    market.exchange(rice=1)
    windows.close_window(market.window, market.clerk, NOON)
    for user in (market.scorer, market.supervisor, market.auditor, market.barber):
        user.offices(TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert keeping_tasks(user, TODAY) == []
        assert len(queries) == 0


def test_the_queries_do_not_grow_with_what_waits(market: Serving) -> None:
    def cost() -> int:
        user = User.objects.get(pk=market.clerk.pk)
        with CaptureQueriesContext(connection) as queries:
            keeping_tasks(user, TODAY)
        return len(queries)

    few = cost()
    for number in range(3):
        shop = make_shop(market.community, f"柜台{number}", by=market.clerk)
        goods = make_goods(market.community, f"糕点{number}", by=market.clerk, low_stock=9)
        stocked(shop, goods, 2, by=market.clerk)
    market.exchange(rice=1, haircut=1)
    windows.close_window(market.window, market.clerk, NOON)
    assert (cost(), few <= 10) == (few, True)


def test_the_desk_shows_it_after_what_waits_for_the_points(
    market: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.exchange(rice=1)
    windows.close_window(market.window, market.clerk, NOON)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    page = signed_in(market.clerk).get("/").content.decode()
    assert "2026年第4季度兑换待公示" in page
    assert "/market/windows/2026-4/notice/" in page
