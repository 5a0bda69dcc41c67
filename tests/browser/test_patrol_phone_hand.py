"""The patrol page under the hand: small screens, the keyboard, what may not be written down."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from points.models import PatrolFinding
from tests.browser.phones import Phones
from tests.clock import Clock, running
from tests.points.phone_walk import PhoneWalk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => Array.from(document.querySelectorAll("main a, main button, main summary"))
    .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 43.5)
    .map((each) => each.textContent.trim())"""
BIN = "垃圾桶加盖不外溢"
FIRE = "无露天焚烧"
WITHOUT_STORE = (
    "Object.defineProperty(window, 'indexedDB', { value: { open() { throw Error(); } } });"
)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


def test_a_phone_that_can_keep_nothing_is_sent_to_the_plain_form(
    phones: Phones, walk: PhoneWalk
) -> None:
    way = f"/patrols/{walk.round.ref}/entry/"
    with phones.one(java_script_enabled=False) as phone:
        phone.page.goto(walk.page)
        phone.sign_in(walk.walker)
        link = phone.page.get_by_role("link", name="去填表页")
        assert link.get_attribute("href") == way
        expect(phone.page.get_by_role("searchbox", name="找农户")).to_be_hidden()
    with phones.one() as phone:
        phone.page.add_init_script(WITHOUT_STORE)
        phone.page.goto(walk.page)
        phone.sign_in(walk.walker)
        expect(phone.page.get_by_role("link", name="去填表页")).to_be_visible()
        expect(phone.page.get_by_role("searchbox", name="找农户")).to_be_hidden()


def test_a_small_screen_has_no_sideways_scroll_and_nothing_too_small_to_hit(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one({"width": 320, "height": 568}) as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        assert page.evaluate(TOO_WIDE) == 0
        assert page.evaluate(TOO_SMALL) == []
        phone.offline()
        phone.at("张三禾")
        phone.lower(BIN)
        page.get_by_role("group", name=BIN).get_by_label("问题").fill("桶" * 100)
        assert page.evaluate(TOO_WIDE) == 0
        assert page.evaluate(TOO_SMALL) == []
        phone.put_down()
        phone.note("李四", FIRE)
        page.get_by_text("看待上传的").click()
        assert page.evaluate(TOO_WIDE) == 0
        assert page.evaluate(TOO_SMALL) == []


def test_by_the_keyboard_alone(phones: Phones, walk: PhoneWalk) -> None:
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        search = page.get_by_role("searchbox", name="找农户")
        search.focus()
        for typed in ("zsh", "张三", walk.zhang.code):
            search.fill(typed)
            expect(page.locator(".walk-door:visible")).to_have_count(1)
        search.fill("没有这个人")
        expect(page.get_by_text("没有找到，请换个写法")).to_be_visible()
        search.fill("1")
        expect(phone.door("张三禾")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="张三禾")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("group", name="门前地面清扫干净")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("有落叶")
        page.keyboard.press("Enter")
        expect(phone.door("张三禾")).to_be_focused()
        phone.has_sent("张三禾")
        # “跳到正文” leaves one where one is.
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="张三禾")).to_be_focused()
        page.evaluate("window.location.hash = 'main'")
        expect(page.get_by_role("heading", name="张三禾")).to_be_visible()
        page.go_back()
        page.go_back()
        expect(phone.door("张三禾")).to_be_focused()
    found = PatrolFinding.objects.get()
    assert (found.indicator, found.taken, found.note) == (1, 1, "有落叶")


def test_the_own_household_is_left_to_the_other_walker(phones: Phones, walk: PhoneWalk) -> None:
    walk.walker.household = walk.zhang
    walk.walker.save(update_fields=["household"])
    with phones.one() as phone:
        page = phone.open(walk.walker)
        expect(phone.door("张三禾")).to_contain_text("自己家")
        phone.at("张三禾")
        expect(page.get_by_text("这是您自己家，请由另一位巡查员记。")).to_be_visible()
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_disabled()


def test_what_the_office_has_already_is_shown_and_not_written_down_again(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        phone.open(walk.second)
        phone.note("张三禾", BIN)
        phone.has_sent("张三禾")
    with phones.one() as phone:
        page = phone.open(walk.walker)
        expect(phone.door("张三禾")).to_contain_text("−1")
        phone.at("张三禾")
        expect(page.get_by_text("−1 已经记了。")).to_be_visible()
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_disabled()
