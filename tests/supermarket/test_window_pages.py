"""The pages of the windows and the outlets, the home of the supermarket, its settings."""

from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.roles import PlaceKind, Role
from points.periods import Quarter
from supermarket.models import MarketPolicy, Outlet, Redemption, Stock, Window
from supermarket.services import reservations, windows
from tests.factory import NOON, Office, make_officer, signed_in
from tests.supermarket.asking import send, text, told
from tests.supermarket.factory import (
    TODAY,
    Market,
    make_goods,
    make_merchant,
    make_shop,
    make_window,
    stocked,
)
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = timedelta(days=1)
WINDOWS, OUTLETS = "/market/windows/", "/market/outlets/"
OPENING = {
    "quarter": "2026-4",
    "opens_on": "2026-11-25",
    "closes_on": "2026-11-30",
    "reserve_from": "2026-11-20",
}


@pytest.fixture
def market() -> Market:
    return Market()


def test_a_window_is_opened_once_and_listed(market: Market) -> None:
    assert "还没有兑换期" in text(market.storekeeper, WINDOWS)
    page = f"{WINDOWS}new/"
    token = signed_in(market.clerk).get(page).context["form"]["form_token"].value()
    for _ in range(2):
        assert "已定下2026年第4季度兑换期。" in told(send(market.clerk, page, OPENING, token))
    assert Window.objects.count() == 1
    shown = text(market.storekeeper, WINDOWS)
    for words in ("2026年11月25日至2026年11月30日", "2026年11月20日起", "预约中"):
        assert words in shown
    assert "改日期" not in shown


def test_days_that_cannot_be_are_refused_at_their_field(market: Market) -> None:
    for wrong, field, sentence in (
        ({"closes_on": "2026-11-24"}, "closes_on", "不能早于开始日期"),
        ({"opens_on": "2026-11-19", "reserve_from": ""}, "opens_on", "已经过去"),
        ({"reserve_from": "2026-11-25"}, "reserve_from", "预约要在兑换开始之前"),
        ({"quarter": "2025-4"}, "quarter", "不能再开兑换期"),
        ({"opens_on": ""}, "opens_on", "请填写日期"),
    ):
        response = send(market.clerk, f"{WINDOWS}new/", OPENING | wrong)
        assert sentence in str(response.context["form"].errors[field])
    assert not Window.objects.exists()


def test_only_quarters_that_may_still_be_opened_are_offered(market: Market) -> None:
    def offered() -> list[str]:
        form = signed_in(market.clerk).get(f"{WINDOWS}new/").context["form"]
        return [label for _, label in form.fields["quarter"].choices]

    assert offered() == ["2026年第4季度", "2027年第1季度"]
    make_window(market.community, by=market.clerk)
    assert offered() == ["2027年第1季度"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOON - 30 * DAY)
        assert offered() == ["2026年第3季度", "2027年第1季度"]


def test_days_are_changed_until_the_window_is_closed(market: Market) -> None:
    make_window(market.community, opens_on=TODAY + DAY, by=market.clerk)
    page = f"{WINDOWS}2026-4/days/"
    days = {"opens_on": "2026-11-28", "closes_on": "2026-12-01", "reserve_from": ""}
    assert "已改好2026年第4季度兑换期的日期。" in told(send(market.clerk, page, days))
    assert Window.objects.get().closes_on.month == 12
    windows.close_window(Window.objects.get(), market.clerk, NOON)
    assert "这一期已经结束" in text(market.clerk, page)
    assert "已被他人处理" in told(send(market.clerk, page, days))


def test_a_window_is_closed_after_asking_and_frees_what_was_reserved(market: Market) -> None:
    window = make_window(
        market.community, opens_on=TODAY + DAY, reserve_from=TODAY, by=market.clerk
    )
    reservations.reserve(
        window, market.shop, market.household, market.rice, 2, market.storekeeper, NOON
    )
    page = f"{WINDOWS}2026-4/close/"
    assert "还有 1 项预约没有领" in text(market.clerk, page)
    shown = told(send(market.clerk, page, {}))
    assert "2026年第4季度兑换期已结束，1项没有领的预约已退回。" in shown
    assert "已结束" in shown
    assert not Stock.objects.filter(held__gt=0).exists()
    assert "不必重复办理" in text(market.clerk, page)


def test_what_is_not_there_is_not_found(market: Market) -> None:
    make_window(Office("西湖社区").community)
    for address in ("2026-4/days/", "2026-9/close/", "1-1/close/"):
        assert signed_in(market.clerk).get(f"{WINDOWS}{address}").status_code == 404


def test_the_command_closes_what_is_over(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> str:
        out = StringIO()
        call_command("close_windows", stdout=out)
        return out.getvalue()

    make_window(market.community, by=market.clerk)
    assert "没有到期的兑换期" in run()
    monkeypatch.setattr(timezone, "now", lambda: NOON + 11 * DAY)
    assert "已到期" in text(market.clerk, WINDOWS)
    assert run() == "东岭社区2026年第4季度兑换期已结束。\n"
    assert "没有到期的兑换期" in run()


def test_the_command_gives_back_what_nobody_used(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Serving()
    town.exchange(haircut=2)
    monkeypatch.setattr(timezone, "now", lambda: NOON + 90 * DAY)
    out = StringIO()
    call_command("close_windows", stdout=out)
    assert out.getvalue().endswith("1张兑换单的服务券过期未用，退回16分。\n")
    assert town.balance() == 100


@pytest.mark.parametrize(
    ("days", "act", "told_"),
    [
        (11, "reservations.release_unclaimed", "西湖社区2026年第4季度兑换期已结束。"),
        (90, "vouchers.lapse", "1张兑换单的服务券过期未用，退回8分。"),
    ],
)
def test_the_fault_of_one_community_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, days: int, act: str, told_: str
) -> None:
    towns = [Serving(), Serving("西湖社区")]
    for town in towns:
        town.exchange(haircut=1)
    services = "supermarket.services."
    module, name = act.split(".")
    carry_out = getattr(import_module(services + module), name)

    def fails_in_the_first(row: Window | Redemption, at: datetime) -> Any:
        if row.community == towns[0].community:
            raise DatabaseError
        return carry_out(row, at)

    monkeypatch.setattr(f"{services}{act}", fails_in_the_first)
    monkeypatch.setattr(timezone, "now", lambda: NOON + days * DAY)
    out = StringIO()
    with pytest.raises(CommandError, match="^东岭社区没有办完，原因见日志；其余社区不受影响。$"):
        call_command("close_windows", stdout=out)
    assert told_ in out.getvalue()
    assert Window.objects.get(community=towns[1].community).closed_at is not None
    assert [town.balance() for town in towns] == [92, 100 if days == 90 else 92]


OUTLET = {
    "kind": "merchant",
    "code": "WX",
    "name": "老王修理铺",
    "phone": "0000-7",
    "hours": "每天",
}


def test_an_outlet_is_registered_once_and_changed(market: Market) -> None:
    page = f"{OUTLETS}new/"
    token = signed_in(market.clerk).get(page).context["form"]["form_token"].value()
    for _ in range(2):
        assert "老王修理铺已登记" in told(send(market.clerk, page, OUTLET, token))
    outlet = Outlet.objects.get(place__code="WX")
    assert (outlet.kind, outlet.place.kind, outlet.hours) == ("merchant", PlaceKind.OUTLET, "每天")
    change = {"name": "新风修理铺", "phone": "", "hours": ""}
    assert "新风修理铺已修改" in told(send(market.clerk, f"{OUTLETS}WX/change/", change))
    for wrong, field, sentence in (
        ({"code": "WX", "name": "另一家"}, "code", "已有这个地点编号"),
        ({"code": "a/b"}, "code", "编号只能用"),
        ({"name": ""}, "name", "请填写名称"),
    ):
        response = send(market.clerk, page, OUTLET | {"code": "W2", "name": "x"} | wrong)
        assert response.status_code == 422
        assert sentence in response.content.decode(), field


def test_the_list_of_outlets_is_what_the_office_covers(market: Market) -> None:
    assert "便民理发店" in text(market.clerk, OUTLETS)
    shown = text(market.storekeeper, OUTLETS)
    assert "爱心超市" in shown
    assert "便民理发店" not in shown
    assert "登记网点" not in shown


def test_the_home_tells_windows_and_what_has_to_be_looked_after(market: Market) -> None:
    assert "还没有定下兑换期" in text(market.clerk, "/market/")
    make_window(market.community, by=market.clerk)
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    shown = text(market.storekeeper, "/market/")
    assert "有 2 种商品，没有临期、过期和库存不足的。" in shown
    stocked(market.shop, milk, 2, TODAY)
    shown = text(market.storekeeper, "/market/")
    for words in ("兑换中", "有 3 种商品，其中 1 种要留意", "牛奶，可兑 2袋", "临期"):
        assert words in shown
    bare = Office("西湖社区")
    assert "还没有超市柜台" in text(bare.clerk, "/market/")


def test_a_storekeeper_has_the_supermarket_in_his_navigation(market: Market) -> None:
    assert '<a href="/market/" aria-current="page">超市</a>' in text(market.storekeeper, "/market/")
    assert '"/market/"' not in text(market.scorer, "/")


def test_the_settings_are_saved_and_refused(market: Market) -> None:
    page = "/market/settings/"
    assert 'value="90"' in text(market.clerk, page)
    settings = {"voucher_days": "60", "expiry_warning_days": "14", "budget_fen": "12000"}
    assert "超市设置已保存" in told(send(market.clerk, page, settings))
    policy = MarketPolicy.objects.get()
    assert (policy.voucher_days, policy.budget_fen) == (60, 1200000)
    # A year's budget is more than one unit may cost, and has its bound too.
    assert "已保存" in told(send(market.clerk, page, settings | {"budget_fen": "150000"}))
    too_much = send(market.clerk, page, settings | {"budget_fen": "10000001"})
    assert "超过10000000元" in told(too_much)
    assert "7至366天" in told(send(market.clerk, page, settings | {"voucher_days": "3"}))
    for wrong in ({"expiry_warning_days": "-1"}, {"expiry_warning_days": "99999"}):
        assert send(market.clerk, page, settings | wrong).status_code == 422
    policy.refresh_from_db()
    assert policy.expiry_warning_days == 14


def test_the_pages_cost_the_same_for_few_and_many(market: Market) -> None:
    def cost() -> list[int]:
        client, found = signed_in(market.clerk), []
        for address in ("/market/", WINDOWS, OUTLETS):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    make_window(market.community, by=market.clerk)
    few = cost()
    for number in range(6):
        shop = make_shop(market.community, f"柜台{number}", by=market.clerk)
        make_merchant(market.community, f"商家{number}", by=market.clerk)
        make_officer(Role.STOREKEEPER, shop.place)
        for goods in (market.rice, market.oil):
            stocked(shop, goods, 2, TODAY + DAY)
    make_window(
        market.community,
        opens_on=TODAY.replace(year=2027, month=2),
        closes_on=TODAY.replace(year=2027, month=2),
        quarter=Quarter(2027, 1),
        by=market.clerk,
    )
    assert cost() == few
    assert max(few) <= 12
