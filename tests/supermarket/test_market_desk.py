"""The desks of a storekeeper and a merchant: what they work at is one step from signing in."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.reports.tasks import Task
from supermarket.reports.desk import market_tasks
from tests.factory import NOON, PASSWORD, appoint
from tests.supermarket.factory import TODAY, Market, make_shop, make_window

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> Market:
    return Market()


def told(user: User, day: date = TODAY) -> list[tuple[str, str, str]]:
    return [(task.title, task.text, task.url) for task in market_tasks(user, day)]


@pytest.fixture
def counter(market: Market) -> str:
    return f"/market/counter/{market.shop.place.code}/"


def test_a_storekeeper_finds_his_counter_and_until_when_it_exchanges(
    market: Market, counter: str
) -> None:
    make_window(market.community, by=market.clerk)
    text = "2026年第4季度兑换期到2026年11月30日为止，扫卡或输户编号就可以兑换。"
    assert told(market.storekeeper) == [("爱心超市", text, counter)]


def test_outside_the_window_it_says_when_the_next_one_is(market: Market, counter: str) -> None:
    none = "现在不是兑换期，下一次的日期还没有定，请等积分办通知。"
    assert told(market.storekeeper) == [("爱心超市", none, counter)]
    opens_on = date(2026, 11, 25)
    make_window(market.community, opens_on, reserve_from=TODAY, by=market.clerk)
    coming = "现在不是兑换期。下一次是2026年11月25日至2026年11月30日，请到时再来。"
    reserving = f"{coming}现在可以为这一期办理预约。"
    assert told(market.storekeeper) == [("爱心超市", reserving, counter)]


def test_a_merchant_finds_where_vouchers_are_taken(market: Market) -> None:
    (task,) = market_tasks(market.barber, TODAY)
    expected = Task(
        "核销服务券", "村民来用服务券时，扫券上的二维码或输入券号。", "/voucher/", "去核销"
    )
    assert task == expected


def test_each_counter_waits_for_whoever_serves_it_alone(market: Market) -> None:
    second = make_shop(market.community, "第二柜台", by=market.clerk)
    appoint(market.barber, Role.STOREKEEPER, second.place)
    assert [title for title, *_ in told(market.barber)] == ["第二柜台", "核销服务券"]
    assert [title for title, *_ in told(market.storekeeper)] == ["爱心超市"]
    # Who may look at every counter serves at his own only.
    appoint(market.storekeeper, Role.SUPERVISOR, market.community)
    again = User.objects.get(pk=market.storekeeper.pk)
    assert [title for title, *_ in told(again)] == ["爱心超市"]


def test_nothing_of_it_waits_for_the_office_nor_costs_it_a_query(market: Market) -> None:
    for user in (market.clerk, market.scorer, market.supervisor):
        user.offices(TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert market_tasks(user, TODAY) == []
        assert len(queries) == 0


def test_the_queries_do_not_grow_with_counters(market: Market) -> None:
    def cost() -> int:
        user = User.objects.get(pk=market.storekeeper.pk)
        with CaptureQueriesContext(connection) as queries:
            market_tasks(user, TODAY)
        return len(queries)

    few = cost()
    for number in range(4):
        shop = make_shop(market.community, f"柜台{number}", by=market.clerk)
        appoint(market.storekeeper, Role.STOREKEEPER, shop.place)
    assert (cost(), few <= 6) == (few, True)


@pytest.mark.parametrize(
    ("who", "act"), [("storekeeper", "去柜台"), ("barber", "去核销"), ("clerk", "开表")]
)
def test_signing_in_leads_to_the_desk_with_the_work_on_it(
    market: Market, who: str, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    user = getattr(market, who)
    client = Client()
    sent = {"username": user.username, "password": PASSWORD}
    response = client.post(reverse("login"), sent, follow=True)
    assert response.redirect_chain == [("/", 302)]
    page = response.content.decode()
    assert act in page
    assert "现在没有等您办理的事" not in page
