"""A counter in a real Chromium: where its fields are, and when it is ready for the next key."""

from playwright.sync_api import Locator, Page, expect

from households.models import Household
from households.services import cards
from tests.factory import NOON
from tests.supermarket.serving import Serving


def scanned(household: Household, town: Serving) -> str:
    """What a scanner types when it reads the card of `household`."""
    token = cards.issue(household, town.clerk, NOON).token
    return f"https://points.example.cn/card/{token}/"


def scan_field(page: Page) -> Locator:
    return page.get_by_label("扫卡，或输户编号、姓名、拼音首字母")


def product_field(page: Page) -> Locator:
    return page.get_by_label("商品编号、名称或拼音")


def confirm(page: Page) -> Locator:
    return page.get_by_role("button", name="确认兑换")


def take_out(page: Page, product: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=product).get_by_role("button", name="去掉")


def type_and_enter(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def total(page: Page) -> str:
    """合计 and 兑后余额 as they stand on the screen."""
    return " ".join(page.locator(".basket-sums dd").all_inner_texts())


def open_counter(page: Page) -> None:
    """From the desk by the bar's link; a script that is late would lose the first keys."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="柜台").press("Enter")
    expect(scan_field(page)).to_be_focused()


def ready(page: Page, household: Household) -> None:
    """The household is on screen and the keyboard in its product field."""
    expect(page.get_by_role("heading", name=household.head)).to_be_visible()
    expect(page.get_by_role("button", name="重算合计")).to_be_hidden()
    expect(product_field(page)).to_be_focused()
