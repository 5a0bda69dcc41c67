"""The components in a real Chromium: narrow windows, a strict policy, the keyboard."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = ("/", "/login/", "/login/refused/", "/400/", "/403/", "/404/", "/500/")
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => Array.from(document.querySelectorAll("body *"))
  .filter((e) => e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 16)
  .map((e) => e.outerHTML.slice(0, 80))"""
TOO_LOW = """() => Array.from(document.querySelectorAll("a, button, summary, input, textarea"))
  .map((e) => (e.matches("[type=checkbox], [type=radio]") ? e.closest("label") : e))
  .filter((e) => e.getBoundingClientRect().height > 0)
  .filter((e) => e.getBoundingClientRect().height < 43.5 && !e.matches(".skip-link"))
  .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_is_wider_than_the_window_or_smaller_than_16_px(
    styleguide: Page, width: int
) -> None:
    styleguide.set_viewport_size({"width": width, "height": 844})
    for address in PAGES:
        styleguide.goto(address)
        assert styleguide.evaluate(TOO_WIDE) == 0, address
        assert styleguide.evaluate(TOO_SMALL) == [], address


def test_on_a_phone_everything_to_press_is_44_px_high(styleguide: Page) -> None:
    styleguide.set_viewport_size({"width": 390, "height": 844})
    styleguide.goto("/")
    styleguide.get_by_text("菜单", exact=True).click()
    assert styleguide.evaluate(TOO_LOW) == []


def test_pages_obey_a_policy_without_inline_script_or_style(styleguide: Page) -> None:
    complaints: list[str] = []
    styleguide.on("console", lambda message: complaints.append(message.text))
    styleguide.on("pageerror", lambda error: complaints.append(str(error)))
    for address in PAGES:
        styleguide.goto(address, wait_until="networkidle")
    assert complaints == []


def test_a_refused_form_starts_at_its_summary_which_leads_to_the_field(styleguide: Page) -> None:
    summary = styleguide.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("有 3 处需要改正")
    summary.get_by_role("link", name="分值").click()
    field = styleguide.get_by_label("分值")
    expect(field).to_be_focused()
    expect(field).to_have_value("8")
    expect(field).to_have_attribute("aria-describedby", "id_x-points_helptext id_x-points_error")


def test_the_menu_of_a_phone_opens_from_the_keyboard(styleguide: Page) -> None:
    styleguide.set_viewport_size({"width": 390, "height": 844})
    menu = styleguide.get_by_text("菜单", exact=True)
    menu.focus()
    styleguide.keyboard.press("Enter")
    expect(styleguide.get_by_role("link", name="农户")).to_be_visible()
    expect(styleguide.get_by_role("button", name="退出")).to_be_visible()


def test_one_tick_takes_all_rows_and_says_how_many(styleguide: Page) -> None:
    every = styleguide.get_by_role("checkbox", name="全选")
    every.check()
    expect(styleguide.get_by_text("已选 4 项，共 4 项")).to_be_visible()
    styleguide.get_by_role("checkbox", name="赵庄第2组").uncheck()
    expect(styleguide.get_by_text("已选 3 项，共 4 项")).to_be_visible()
    assert every.evaluate("box => box.indeterminate")


def test_a_second_click_sends_nothing(styleguide: Page) -> None:
    sent: list[str] = []
    styleguide.route("**/*", lambda route: (sent.append(route.request.method), route.continue_()))
    button = styleguide.locator("#entry button")
    button.dblclick()
    expect(button).to_have_text("正在提交…")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    styleguide.wait_for_timeout(200)
    assert sent.count("POST") == 1
