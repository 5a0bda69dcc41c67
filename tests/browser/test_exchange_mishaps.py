"""What goes wrong at a counter: a lost connection, a card too early, no script at all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from supermarket.models import Redemption
from tests.browser.counter_screen import (
    confirm,
    product_field,
    ready,
    scan_field,
    scanned,
    take_out,
    total,
    type_and_enter,
)
from tests.browser.office import Screens
from tests.clock import Clock, running
from tests.factory import PASSWORD
from tests.supermarket.serving import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def town(live_server: LiveServer) -> Serving:
    return Serving()


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Screens:
    return Screens(chromium, live_server.url)


def test_neither_back_nor_a_lost_connection_exchanges_twice(
    town: Serving, screens: Screens
) -> None:
    with screens.of(town.storekeeper) as page:
        address = f"/market/counter/{town.shop.place.code}/{town.household.code}/"
        page.goto(address)
        ready(page, town.household)
        type_and_enter(page, "dm")

        def lose(route: Route) -> None:
            if route.request.method == "POST":
                route.fetch(max_redirects=0)
                route.abort("connectionreset")
            else:
                route.fallback()

        page.route(f"**{address}", lose)
        with page.expect_event("requestfailed"):
            page.keyboard.press("F9")
        assert Redemption.objects.count() == 1
        page.unroute(f"**{address}")
        # The browser offers to send the form again, as a storekeeper would.
        page.reload()
        expect(page.get_by_text("已兑换，还没有打印。")).to_be_visible()
        page.reload()
        # What the browser shows on “back” is asked for anew: an empty basket.
        page.goto(address)
        ready(page, town.household)
        type_and_enter(page, "dm")
        page.goto("/market/slips/")
        page.go_back()
        ready(page, town.household)
        expect(page.get_by_text("还没有选商品。")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("还没有选商品，请先选好要兑换什么。")
    assert Redemption.objects.count() == 1
    assert town.balance() == 80


def test_a_card_scanned_too_early_does_not_lose_the_basket(town: Serving, screens: Screens) -> None:
    zhao = town.neighbour(60, "赵山河")
    card = scanned(zhao, town)
    with screens.of(town.storekeeper) as page:
        page.goto(f"/market/counter/{town.shop.place.code}/{town.household.code}/")
        ready(page, town.household)
        type_and_enter(page, "dm")
        type_and_enter(page, card)
        expect(page.get_by_role("status")).to_contain_text("这张兑换单还没有确认。")
        assert total(page) == "20分 80分"
        take_out(page, "大米").press("Enter")
        product_field(page).focus()
        type_and_enter(page, card)
        ready(page, zhao)
    assert screens.complaints == []


def test_without_a_script_plain_forms_do(
    town: Serving, chromium: Browser, live_server: LiveServer
) -> None:
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/market/counter/")
    page.get_by_label("登录名").fill(town.storekeeper.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(scan_field(page)).to_be_focused()
    type_and_enter(page, town.household.code)
    expect(product_field(page)).to_be_focused()
    type_and_enter(page, "dm*2")
    expect(page.get_by_role("textbox", name="大米")).to_have_value("2")
    page.locator(f"#tile-{town.oil.number}").click()
    expect(page.get_by_role("textbox", name="菜籽油")).to_have_value("1")
    assert total(page) == "55分 45分"
    # Enter in a quantity counts up anew; in the empty product field it goes on to the button.
    page.get_by_role("textbox", name="大米").fill("1")
    page.keyboard.press("Enter")
    expect(confirm(page)).to_be_focused()
    assert total(page) == "35分 65分"
    page.get_by_role("textbox", name="大米").fill("2")
    confirm(page).click()
    expect(page.get_by_text("请核对合计和兑后余额")).to_be_visible()
    assert total(page) == "55分 45分"
    page.keyboard.press("Enter")
    expect(page.get_by_text("已兑换，还没有打印。")).to_be_visible()
    assert Redemption.objects.get().points == 55
    context.close()
