"""Exchange day in a real Chromium: the counter by keyboard alone, the merchant on his phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from supermarket.models import Redemption, SlipPrint, Voucher
from tests.browser.counter_screen import (
    confirm,
    open_counter,
    ready,
    scan_field,
    scanned,
    take_out,
    total,
    type_and_enter,
)
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.supermarket.factory import make_goods, stocked
from tests.supermarket.serving import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TABLET = {"width": 1024, "height": 768}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def town(live_server: LiveServer) -> Serving:
    town = Serving()
    for name in ("面粉", "面条"):
        goods = make_goods(town.community, name, 5, by=town.clerk)
        stocked(town.shop, goods, 9, by=town.clerk)
    return town


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Screens:
    return Screens(chromium, live_server.url)


def test_a_queue_is_served_by_keyboard_and_a_voucher_used_by_phone(
    town: Serving, screens: Screens
) -> None:
    zhang = town.household
    zhao = town.neighbour(60, "赵山河")
    card = scanned(zhao, town)
    with screens.of(town.storekeeper) as page:
        open_counter(page)

        # Initials that two households share: a list, by its number.
        type_and_enter(page, "zsh")
        first = page.get_by_role("link", name=zhang.code)
        expect(first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("link", name=zhao.code)).to_be_focused()
        page.keyboard.press("Alt+1")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        ready(page, zhang)

        # By number, by number and times, by initials with a choice, full width.
        type_and_enter(page, f"{town.rice.number}*2")
        assert total(page) == "40分 60分"
        page.keyboard.type("mf")
        expect(page.get_by_role("status")).to_contain_text("面粉，回车加入")
        page.keyboard.press("Enter")
        page.keyboard.type("面")
        expect(page.get_by_role("status")).to_contain_text("共 2 种，上下键换")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("status")).to_contain_text("面条，回车加入")
        page.keyboard.press("Enter")
        type_and_enter(page, "ｌｆ＊１")
        assert total(page) == "58分 42分"
        page.keyboard.press("Enter")
        expect(confirm(page)).to_be_focused()
        page.keyboard.press("Enter")

        # The slip; the next household by its card.
        expect(page.get_by_text("已兑换，还没有打印。")).to_be_visible()
        expect(scan_field(page)).to_be_focused()
        for key, sheet in (("F8", "slip"), ("F7", "vouchers")):
            with page.context.expect_page() as opened:
                page.keyboard.press(key)
            opened.value.close()
            assert SlipPrint.objects.filter(sheet=sheet).count() == 1
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="爱心超市柜台")).to_be_visible()
        expect(scan_field(page)).to_be_focused()
        type_and_enter(page, card)
        ready(page, zhao)

        # Somebody else collects: all by keyboard.
        type_and_enter(page, str(town.oil.number))
        page.keyboard.press("Enter")
        expect(confirm(page)).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_label("户主本人")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_label("他人代领")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("王五")
        page.keyboard.press("Tab")
        type_and_enter(page, "邻居")
        expect(confirm(page)).to_be_focused()
        page.keyboard.press("F9")
        expect(page.get_by_text("他人代领 王五（邻居）")).to_be_visible()

        # Straight from the slip.
        expect(scan_field(page)).to_be_focused()
        type_and_enter(page, zhang.code)
        ready(page, zhang)
    assert list(Redemption.objects.order_by("pk").values_list("household", "points")) == [
        (zhang.pk, 58),
        (zhao.pk, 15),
    ]
    use_the_voucher(town, screens)
    assert screens.complaints == []
    assert screens.strangers == []


def use_the_voucher(town: Serving, screens: Screens) -> None:
    voucher = Voucher.objects.get()
    with screens.of(town.barber, PHONE) as page:
        page.goto(f"/voucher/{voucher.code}/")
        expect(page.get_by_text("理发", exact=True)).to_be_visible()
        expect(page.get_by_text(town.household.code)).to_be_visible()
        expect(page.get_by_text(town.household.head)).to_have_count(0)
        assert page.evaluate(TOO_WIDE) == 0
        page.get_by_role("button", name="确认核销").click()
        expect(page.get_by_text(f"已核销：理发，户编号{town.household.code}。")).to_be_visible()
        expect(page.get_by_text("共1张，社区应付")).to_be_visible()
        assert page.evaluate(TOO_WIDE) == 0
        page.goto(f"/voucher/{voucher.code}/")
        expect(page.get_by_text("这张券已于2026年11月20日核销，不能再用。")).to_be_visible()


def test_a_tablet_taps(town: Serving, screens: Screens) -> None:
    with screens.of(town.storekeeper, TABLET) as page:
        page.goto(f"/market/counter/{town.shop.place.code}/{town.household.code}/")
        ready(page, town.household)
        rice = page.locator(f"#tile-{town.rice.number}")
        rice.click()
        rice.click()
        page.locator(f"#tile-{town.oil.number}").click()
        assert total(page) == "55分 45分"
        line = page.get_by_role("textbox", name="大米")
        expect(line).to_have_value("2")
        line.fill("１")
        assert total(page) == "35分 65分"
        take_out(page, "菜籽油").click()
        assert total(page) == "20分 80分"
        line.fill("30")
        expect(page.get_by_text("余20袋。")).to_be_visible()
        expect(page.get_by_text("还差500分，请减少数量。")).to_be_visible()
        line.fill("2")
        expect(confirm(page)).to_be_in_viewport()
        assert page.evaluate(TOO_WIDE) == 0
        confirm(page).dblclick()
        expect(page.get_by_text("已兑换，还没有打印。")).to_be_visible()
    assert Redemption.objects.get().points == 40
    assert screens.complaints == []
