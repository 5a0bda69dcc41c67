"""The storekeeper's pages in a real Chromium: by keyboard on a PC, and on a phone."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from supermarket.models import Receipt, StockCount
from tests.browser.office import PHONE, Screens
from tests.browser.test_components import TOO_LOW, TOO_SMALL, TOO_WIDE
from tests.clock import Clock, running
from tests.supermarket.factory import TODAY, Market, make_goods, make_window, stocked
from tests.supermarket.shelves import lots_of, slip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]


@pytest.fixture
def market(live_server: LiveServer) -> Iterator[Market]:
    with running(Clock("2026-11-20 12:00")):
        market = Market()
        milk = make_goods(market.community, "纯牛奶", by=market.clerk, low_stock=10)
        stocked(market.shop, milk, 4, TODAY)
        make_window(market.community, by=market.clerk)
        slip(market, rice=2)
        yield market


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Screens:
    return Screens(chromium, live_server.url)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_goods_are_entered_and_counted_by_keyboard_alone(market: Market, screens: Screens) -> None:
    shelf = f"/market/stock/{market.shop.place.code}/"
    with screens.of(market.storekeeper) as page:
        page.goto(f"{shelf}receive/")
        page.get_by_label("供货商或捐赠人").fill("县粮油公司")
        page.get_by_label("第1行商品").focus()
        page.keyboard.type("dm")
        found = page.get_by_role("listbox", name="查找结果")
        expect(found.get_by_role("option")).to_contain_text("大米")
        press(page, "Enter")
        # The pick leads on to the quantity.
        page.keyboard.type("30")
        press(page, "Tab")
        page.keyboard.type("31.5")
        press(page, "Enter")
        expect(page.get_by_text("已入库1种商品。")).to_be_visible()
        page.goto(f"{shelf}count/")
        page.get_by_label("大米实盘数").fill("47")
        page.get_by_label("大米原因").fill("破了一袋")
        page.get_by_label("盘点人").fill("王保管")
        page.get_by_label("监盘人").fill("赵监督")
        press(page, "Enter")
        expect(page.get_by_text("已盘点1种商品，1种有差异。")).to_be_visible()
    assert Receipt.objects.count() == 4
    assert StockCount.objects.get().lines.get().difference == -1
    assert lots_of(market, market.rice) == [(None, 17), (None, 30)]
    assert (screens.complaints, screens.strangers) == ([], [])


def test_every_page_fits_a_phone_and_an_office_pc(market: Market, screens: Screens) -> None:
    shelf = f"stock/{market.shop.place.code}/"
    pages = [
        *("", "products/", "products/new/", "products/import/", "windows/", "windows/new/"),
        *("windows/2026-4/days/", "windows/2026-4/close/", "outlets/", "outlets/new/", "settings/"),
        *(f"{shelf}{act}" for act in ("", "receive/", "count/", "write-off/", "movements/")),
        f"{shelf}?on={date(2026, 11, 19)}",
        *(f"products/{market.rice.number}/{act}" for act in ("", "change/", "price/", "retire/")),
    ]
    for size in (PHONE, {"width": 683, "height": 384}):
        with screens.of(market.clerk, size) as page:
            for each in pages:
                page.goto(f"/market/{each}")
                assert page.evaluate(TOO_WIDE) == 0, (each, size)
                assert page.evaluate(TOO_SMALL) == [], (each, size)
                if size is PHONE:
                    assert page.evaluate(TOO_LOW) == [], each
    assert (screens.complaints, screens.strangers) == ([], [])
