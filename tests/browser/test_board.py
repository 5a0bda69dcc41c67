"""The public board in a real browser: on a phone, at 200 %, read aloud, on paper."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from points.models import Notice
from supermarket.models import Receipt
from supermarket.services import stock
from supermarket.services.stock import Item
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER
from tests.points.notice_months import add_group, published
from tests.supermarket.factory import TODAY, Market

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTERS = "parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize)"
PAGES = ("", "standard/", "points/", "market/", "1/")
CHAIN = "chain/"
"""The page that is copied by hand, as a table."""
MAGNIFIED = {"width": 195, "height": 422}
"""What is left of a phone's page when it is shown at 200 %."""


@pytest.fixture(scope="module", autouse=True)
def _database_beside_playwright() -> Iterator[None]:
    """Playwright's loop runs in this thread all the time, so Django would refuse the database."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def board(live_server: LiveServer) -> Iterator[str]:
    """The address of a community with a notice, a shelf and a gift."""
    with running(Clock("2026-11-20 12:00")):
        market = Market()
        add_group(market, "钱庄", "第1组")
        published(market, NOVEMBER, {market.household: ["4.1"]})
        items = [Item(market.rice, 5, None, None)]
        gift = Receipt.Kind.DONATION
        stock.receive(market.shop, gift, "城关粮油店", items, TODAY, market.storekeeper, NOON)
        yield f"/board/{market.community.code}/"


def read_aloud(page: Page) -> list[tuple[str, str, int]]:
    """Role, name and level of everything in the accessibility tree, in the order of reading."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    # They come level by level, and are read branch by branch.
    nodes = {node["nodeId"]: node for node in tree["nodes"]}
    waiting, said = [tree["nodes"][0]], []
    while waiting:
        node = waiting.pop()
        if not node["ignored"]:
            said.append(_said(node))
        waiting += [nodes[each] for each in reversed(node["childIds"]) if each in nodes]
    return said


def _said(node: dict[str, Any]) -> tuple[str, str, int]:
    properties = node.get("properties", [])
    levels = [each["value"]["value"] for each in properties if each["name"] == "level"]
    role, name = node["role"]["value"], node.get("name", {}).get("value", "")
    return role, name, levels[0] if role == "heading" else 0


def test_every_page_fits_a_phone_also_at_twice_its_size_in_large_letters(
    board: str, live_server: LiveServer, chromium: Browser
) -> None:
    screens = Screens(chromium, live_server.url)
    for size in (PHONE, MAGNIFIED):
        with screens.window(size) as page:
            for each in (*PAGES, CHAIN):
                page.goto(board + each)
                assert page.evaluate(TOO_WIDE) == 0, (each, size)
                assert page.evaluate(LETTERS) >= 20, each
    assert (screens.complaints, screens.strangers) == ([], [])


def test_so_does_the_page_that_checks_a_code(
    board: str, live_server: LiveServer, chromium: Browser
) -> None:
    screens = Screens(chromium, live_server.url)
    code = Notice.objects.get().check_code
    for size in (PHONE, MAGNIFIED):
        with screens.window(size) as page:
            for asked, told in (("", "核对公示单"), ("0000", "请对照"), (code, "与系统记录一致")):
                page.goto(f"/verify/?code={asked}" if asked else "/verify/")
                assert told in page.content()
                assert page.evaluate(TOO_WIDE) == 0, (asked, size)


def test_every_page_is_read_aloud_in_order(
    board: str, live_server: LiveServer, chromium: Browser
) -> None:
    with Screens(chromium, live_server.url).window(PHONE) as page:
        for each in PAGES:
            page.goto(board + each)
            said = read_aloud(page)
            levels = [level for role, _, level in said if role == "heading"]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after <= before + 1 for before, after in pairwise(levels))
            assert [role for role, _, _ in said].count("main") == 1
            assert all(name for role, name, _ in said if role in ("link", "heading", "navigation"))


def test_no_fact_stands_in_a_table_alone(
    board: str, live_server: LiveServer, chromium: Browser
) -> None:
    with Screens(chromium, live_server.url).window(PHONE) as page:
        for each in PAGES[:-1]:
            page.goto(board + each)
            assert page.locator("main table").count() == 0, each
        page.goto(f"{board}market/")
        heard = " ".join(name for role, name, _ in read_aloud(page) if role == "StaticText")
        assert "大米 20分换一袋" in heard
        assert "城关粮油店 捐赠大米5袋" in heard
        page.goto(f"{board}1/")
        heard = [name for role, name, _ in read_aloud(page) if role == "StaticText"]
        (told,) = [place for place, text in enumerate(heard) if "本月合计3分" in text]
        assert told < heard.index("户")


def test_on_paper_only_what_is_told_is_left(
    board: str, live_server: LiveServer, chromium: Browser
) -> None:
    with Screens(chromium, live_server.url).window(PHONE) as page:
        page.goto(board)
        page.emulate_media(media="print")
        assert page.get_by_role("heading", name="2026年").is_visible()
        for hidden in ("超市", "还可以看", "赵庄"):
            assert not page.get_by_text(hidden, exact=True).first.is_visible(), hidden
