"""The counter on an upright tablet and a phone, and its keyboard where a mouse was expected."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from supermarket.models import Redemption
from tests.browser.counter_screen import (
    confirm,
    open_counter,
    product_field,
    ready,
    scan_field,
    take_out,
    total,
    type_and_enter,
)
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import make_household
from tests.supermarket.factory import make_goods, stocked
from tests.supermarket.serving import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

UPRIGHT = {"width": 768, "height": 1024}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAMES = ("大米（10斤）", "洗衣液 2kg", "7-11咖啡")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def town(live_server: LiveServer) -> Serving:
    town = Serving()
    names = (*NAMES, *(f"杂货{number}" for number in range(24)))
    for name in names:
        stocked(town.shop, make_goods(town.community, name, 1, by=town.clerk), 9, by=town.clerk)
    return town


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Screens:
    return Screens(chromium, live_server.url)


def basket_of(page: Page, town: Serving) -> None:
    page.goto(f"/market/counter/{town.shop.place.code}/{town.household.code}/")
    ready(page, town.household)


@pytest.mark.parametrize("size", [UPRIGHT, PHONE], ids=["tablet", "phone"])
def test_the_page_stays_where_a_finger_taps_and_the_total_in_sight(
    town: Serving, screens: Screens, size: dict[str, int]
) -> None:
    with screens.of(town.storekeeper, size) as page:
        basket_of(page, town)
        expect(confirm(page)).to_be_in_viewport(ratio=1)
        tiles = page.get_by_role("button", name="杂货")
        middle = tiles.nth(8)
        middle.evaluate("tile => tile.scrollIntoView({ block: 'center' })")
        place = page.evaluate("scrollY")
        assert place > 0
        for at in range(6, 10):
            tiles.nth(at).click()
        middle.click()
        assert page.evaluate("scrollY") == place
        assert total(page) == "5分 95分"
        expect(page.locator(".basket-sums")).to_be_in_viewport(ratio=1)
        expect(confirm(page)).to_be_in_viewport(ratio=1)
        assert page.evaluate(TOO_WIDE) == 0
        # The lines scroll by themselves to the one that was tapped.
        lines = page.locator("[data-lines]")
        for at in range(10, 13):
            tiles.nth(at).click()
        assert lines.evaluate("list => list.scrollTop") > 0
        confirm(page).click()
        expect(page.get_by_text("已兑换，还没有打印。")).to_be_visible()
    assert Redemption.objects.get().points == 8
    assert screens.complaints == []


def test_taking_out_by_keyboard_goes_back_to_the_product_field(
    town: Serving, screens: Screens
) -> None:
    with screens.of(town.storekeeper) as page:
        basket_of(page, town)
        type_and_enter(page, "lf")
        take_out(page, "理发").press("Enter")
        expect(product_field(page)).to_be_focused()
        assert total(page) == "0分 100分"


def test_a_name_with_signs_is_found_by_itself(town: Serving, screens: Screens) -> None:
    with screens.of(town.storekeeper) as page:
        basket_of(page, town)
        for name in NAMES:
            type_and_enter(page, name)
            expect(page.get_by_role("textbox", name=name)).to_have_value("1")
        type_and_enter(page, "（")
        expect(page.get_by_role("status")).to_contain_text("没有找到")
        assert total(page) == "3分 97分"


def test_a_code_typed_at_the_list_goes_into_the_field(town: Serving, screens: Screens) -> None:
    zhao = make_household(town.group, "赵山河", "1201018")
    with screens.of(town.storekeeper) as page:
        open_counter(page)
        type_and_enter(page, "zsh")
        expect(page.get_by_role("link", name=town.household.code)).to_be_focused()
        expect(page.get_by_text("上下键或 Alt+数字键选")).to_be_visible()
        page.keyboard.press("Alt+2")
        expect(page.get_by_role("link", name=zhao.code)).to_be_focused()
        page.keyboard.type(zhao.code)
        expect(scan_field(page)).to_have_value(zhao.code)
        page.keyboard.press("Enter")
        ready(page, zhao)
