"""The page of what is owed, and its sheet for the meeting."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from households.roles import Role
from households.services import households
from points.models import Entry
from points.periods import Quarter
from points.services import ledger
from supermarket.models import MarketPolicy
from supermarket.services import catalogue, stock
from tests.factory import NOON, Office, make_household, make_officer, signed_in
from tests.points.notice_months import OCTOBER, published
from tests.supermarket.asking import text
from tests.supermarket.factory import (
    TODAY,
    Market,
    give_points,
    make_goods,
    make_shop,
    make_window,
    stocked,
)
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = "/market/outlook/"
PRINT = "/market/outlook/print/"
LATER = NOON + timedelta(days=20)
"""In the quarter of NOON, after the window of `Serving`."""


@pytest.fixture
def later(noon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def give_budget(market: Market, fen: int) -> None:
    MarketPolicy.objects.create(community=market.community, budget_fen=fen)


def test_those_who_answer_for_the_points_see_it_and_nobody_else() -> None:
    market = Market()
    of_a_village = make_officer(Role.SUPERVISOR, market.village)
    for user in (market.clerk, market.auditor, market.supervisor):
        assert f'href="{PAGE}"' in text(user, "/market/")
        assert "积分兑付" in text(user, PAGE)
    for user in (market.storekeeper, market.committee, market.barber, of_a_village):
        text(user, PAGE, status=403)
        text(user, PRINT, status=403)
    assert f'href="{PAGE}"' not in text(market.storekeeper, "/market/")


def test_each_community_sees_its_own() -> None:
    market, other = Market(), Market("西岭社区")
    give_points(make_household(other.group), 7)
    assert "1户手里的100分" in text(market.clerk, PAGE)
    assert "2户手里的107分" in text(other.clerk, PAGE)


def test_before_the_first_exchange_points_cost_what_things_cost_today() -> None:
    market = Market()
    shown = text(market.clerk, PAGE)
    # 20 + 15 + 8 points are 32.00 + 28.00 + 10.00 元.
    assert (
        "按在架商品和服务今天的价格各兑一件估算：共43分、成本70.00元，平均每100分约162.80元"
        in shown
    )
    assert "1户手里的100分要花162.80元兑现" in shown
    # 40 units at 30.00.
    assert "<strong>没有定预算，单靠库存，够兑现，还余1037.20元。</strong>" in shown
    assert "库存按成本值1200.00元。" in shown
    assert "定预算" in shown
    assert "还没有办过兑换期，看不出什么好兑、什么难兑。" in shown
    assert "没有可以参照的兑换，也没有预约，估不出要进多少。" in shown
    assert "推不出各样要多少" in shown


def test_an_office_with_nothing_at_all_gets_plain_sentences() -> None:
    office = Office()
    shown = text(office.clerk, PAGE)
    assert "现在没有户有可兑积分，也没有未结算的服务券，积分办没有要兑现的。" in shown
    assert "没有在架的商品和服务，来了也没有可换的。请先上架商品。" in shown
    assert "还没有办过兑换期" in shown
    assert "估不出要进多少" in shown
    give_points(make_household(office.group), 30)
    shown = text(office.clerk, PAGE)
    assert "1户手里有30分，但没有在架的商品和服务，也没有兑换过，算不出要花多少钱。" in shown
    assert "算不出</dd>" in shown
    assert signed_in(office.clerk).get(PRINT).status_code == 200


def test_without_points_goods_and_windows_there_is_nobody_to_come() -> None:
    office = Office()
    make_window(office.community, by=office.clerk)
    make_goods(office.community, by=office.clerk)
    shown = text(office.clerk, PAGE)
    assert "现在没有户有可兑积分，没有人能来兑换。" in shown
    assert "这几期还没有兑换过。" in shown
    assert "第一期还没有结束，先不看滞销。" in shown


def test_where_nobody_can_pay_anything_nothing_is_reckoned() -> None:
    office = Office()
    make_goods(office.community, by=office.clerk)
    give_points(make_household(office.group), 19)
    shown = text(office.clerk, PAGE)
    assert "1户手里的分都还不够换一样（最便宜的是大米，20分），来了也换不了。" in shown


def test_an_empty_shelf_and_a_small_budget_are_short() -> None:
    market = Market()
    stock.write_off(market.shop, market.rice, None, 20, "受潮", market.clerk, NOON)
    stock.write_off(market.shop, market.oil, None, 20, "受潮", market.clerk, NOON)
    give_points(market.household, 900)
    # 1000 points at 70.00 for 43: 1627.91. Bought this year: 1200.00.
    give_budget(market, 150000)
    shown = text(market.clerk, PAGE)
    assert "库存加上今年剩下的预算，不够兑现，还差1327.91元。" in shown
    assert "库存按成本值0.00元，今年的预算还剩300.00元。" in shown
    MarketPolicy.objects.update(budget_fen=100000)
    shown = text(market.clerk, PAGE)
    assert "今年的预算已经用完，单靠库存，不够兑现，还差1627.91元。" in shown
    assert "今年的预算已经超支200.00元" in shown


def test_what_is_past_its_day_or_retired_pays_nothing() -> None:
    market = Market()
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, milk, 10, TODAY)
    assert "按成本值1500.00元" in text(market.clerk, PAGE)
    catalogue.retire(market.rice, market.clerk, NOON)
    assert "按成本值900.00元" in text(market.clerk, PAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: LATER)
        assert "按成本值600.00元" in text(market.clerk, PAGE)


def test_points_nobody_can_spend_yet_or_any_more_are_named_apart() -> None:
    market = Market()
    debtor, leaver, waiting = (make_household(market.group, head) for head in "甲乙丙")
    move = ledger.Movement(debtor.pk, -8, Entry.Kind.MONTH, 2026, "月度积分")
    ledger.write(market.community.pk, [move], TODAY, None, NOON)
    give_points(leaver, 5)
    households.mark_left(leaver, TODAY, market.clerk, NOON)
    published(market, OCTOBER, {waiting: ["4.1"], debtor: ["1.3"]})
    shown = text(market.clerk, PAGE)
    assert "<dd>100分，1户</dd>" in shown
    assert "<dd>−8分，1户，不与别户相抵</dd>" in shown
    assert "<dd>5分，1户，不能再兑</dd>" in shown
    # +3 and −5.
    assert "<dd>−2分，2户</dd>" in shown


def test_vouchers_not_settled_are_owed_until_they_expire_or_are_cancelled() -> None:
    market = Serving()
    slip = market.exchange(haircut=2)
    assert "未结算的服务券2张要付20.00元" in text(market.clerk, PAGE)
    with pytest.MonkeyPatch.context() as patch:
        # Ninety days, the first of them counted.
        for days, said in ((89, True), (90, False)):
            patch.setattr(timezone, "now", lambda days=days: NOON + timedelta(days=days))
            assert ("服务券2张" in text(market.clerk, PAGE)) is said
    market.cancel(slip)
    shown = text(market.clerk, PAGE)
    assert "服务券2张" not in shown
    # Nor does what was cancelled count as exchanged.
    assert "还没有实际兑换过" in shown


@pytest.mark.usefixtures("later")
def test_a_window_that_is_over_tells_what_runs_out_and_what_to_order() -> None:
    market = Serving()
    give_points(market.household, 380)
    market.exchange(rice=15, haircut=1)
    shown = text(market.clerk, PAGE)
    # 172 points are left of 480; the past spent 300 + 8: rice 172 × 15 / 308 is 8.4 of 5 bags.
    assert "先兑完的是：大米（要9，有5）" in shown
    assert '<td class="is-number">55%</td>' in shown
    # Fifteen a window, but 172 points buy eight: three more, at 30.00.
    assert "建议进1种，按上次进价共90.00元；没有定预算。" in shown
    # Oil was there all the time.
    assert "滞销的有1种：菜籽油（有20桶，没有人兑）。" in shown
    assert "换走积分最多的是：大米（15袋）、理发（1次）。" in shown
    assert "这一期还没有结束" not in shown


def test_while_the_window_is_open_its_figures_are_for_now() -> None:
    market = Serving()
    market.exchange(rice=2)
    shown = text(market.clerk, PAGE)
    assert "按2026年第4季度（还没有结束）1期实际兑换的算：共40分、成本64.00元" in shown
    assert "这一期还没有结束，结束后再看更准。" in shown


@pytest.mark.usefixtures("later")
def test_goods_that_came_after_the_last_window_are_neither_slow_nor_ordered() -> None:
    market = Serving()
    market.exchange(rice=1)
    new = make_goods(market.community, "新米", by=market.clerk)
    stocked(market.shop, new, 30, at=LATER)
    shown = text(market.clerk, PAGE)
    # Four bags a year: nineteen last 1733 days.
    assert "滞销的有2种：菜籽油（有20桶，没有人兑）、大米（有19袋，还要兑1733天）。" in shown
    assert "新米" not in shown


def test_what_is_reserved_is_expected() -> None:
    market = Serving(reserved_for=True)
    assert "没有可以参照的兑换，也没有预约" in text(market.clerk, PAGE)
    market.reserve(market.rice, 4)
    shown = text(market.clerk, PAGE)
    assert "现有的商品够用，不用进货。" in shown
    assert "下一期从2026年11月25日开始。" in shown


@pytest.mark.usefixtures("later")
def test_what_goes_bad_before_the_next_window_is_ordered() -> None:
    market = Serving()
    milk = make_goods(market.community, "牛奶", 5, 500, by=market.clerk)
    stocked(market.shop, milk, 10, date(2027, 1, 9))
    market.exchange(market.pick(milk, 4))
    first = date(2027, 1, 10)
    make_window(market.community, first, first, quarter=Quarter(2027, 1), by=market.clerk, at=LATER)
    assert "建议进1种，按上次进价共120.00元；没有定预算。" in text(market.clerk, PAGE)
    # What is good on the first day is counted on; the last purchase gives the price.
    stocked(market.shop, milk, 3, first, at=LATER)
    assert "建议进1种，按上次进价共30.00元；没有定预算。" in text(market.clerk, PAGE)


def test_the_page_costs_the_same_for_few_and_many() -> None:
    market = Serving()

    def cost() -> int:
        client = signed_in(market.clerk)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    def grow(number: int) -> None:
        second = make_shop(market.community, f"第{number}柜台", by=market.clerk)
        for each in range(number):
            household = market.neighbour(40, f"户主{each}")
            goods = make_goods(market.community, f"商品{number}-{each}", 10, by=market.clerk)
            stocked(market.shop, goods, 3)
            stocked(second, goods, 3)
            market.exchange(market.pick(goods, 1), household=household, haircut=1)

    grow(5)
    few = cost()
    grow(45)
    assert cost() == few
    assert few <= 22


def test_the_sheet_is_one_page_however_much_there_is() -> None:
    market = Serving()
    give_points(market.household, 9000)
    for number in range(40):
        name = f"{number:02d}" + "特级东北长粒香大米" * 4
        goods = make_goods(market.community, name, 9, 900, by=market.clerk, unit="二十公斤装")
        stocked(market.shop, goods, 30)
        if number % 2:
            market.exchange(market.pick(goods, 20), household=market.household)
    response = signed_in(market.auditor).get(PRINT)
    made = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/pdf"
    (sheet,) = PdfReader(io.BytesIO(made)).pages
    assert "另有" in sheet.extract_text()


def test_a_character_no_font_has_is_told_on_the_page() -> None:
    market = Market()
    make_goods(market.community, "\U0002f9f0", by=market.clerk)
    response = signed_in(market.clerk).get(PRINT)
    assert response.status_code == 422
    assert "字库里没有以下的字" in response.content.decode()
