"""The field that looks things up while one types."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SEARCH = "**/households/search/**"
COMPOSE = """(input) => {
  input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  input.value = "z";
  input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
}"""


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="查找结果").get_by_role("option")


def test_initials_arrow_and_enter_pick_a_household_and_go_on(styleguide: Page) -> None:
    field = styleguide.get_by_role("combobox", name="农户")
    field.press_sequentially("z")
    expect(options(styleguide)).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(styleguide.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("0101017")
    expect(styleguide.get_by_label("评分项")).to_be_focused()
    expect(options(styleguide)).to_have_count(0)
    expect(styleguide.get_by_text("0101017 赵*山 · 赵庄第1组").first).to_be_visible()


def test_an_option_is_picked_by_pressing_on_it(styleguide: Page) -> None:
    field = styleguide.get_by_role("combobox", name="农户")
    field.press_sequentially("z")
    options(styleguide).filter(has_text="周*生").click()
    expect(field).to_have_value("0203009")


def test_escape_closes_the_list_and_keeps_what_was_typed(styleguide: Page) -> None:
    field = styleguide.get_by_role("combobox", name="农户")
    field.press_sequentially("z")
    expect(options(styleguide)).to_have_count(3)
    field.press("Escape")
    expect(options(styleguide)).to_have_count(0)
    expect(field).to_have_value("z")
    expect(field).to_be_focused()


def test_enter_before_the_answer_waits_for_it_instead_of_sending_the_form(styleguide: Page) -> None:
    sent: list[str] = []
    styleguide.on("request", lambda request: sent.append(request.method))
    field = styleguide.get_by_role("combobox", name="农户")
    field.press_sequentially("0101003")
    field.press("Enter")
    expect(styleguide.get_by_label("评分项")).to_be_focused()
    expect(field).to_have_value("0101003")
    assert "POST" not in sent


def test_a_late_answer_to_an_older_question_is_dropped(styleguide: Page) -> None:
    styleguide.route(SEARCH + "q=z", lambda _never_answered: None)
    field = styleguide.get_by_role("combobox", name="农户")
    with styleguide.expect_request(SEARCH + "q=z"):
        field.press_sequentially("z")
    with styleguide.expect_event("requestfailed"):
        field.fill("0203009")
    expect(options(styleguide)).to_have_count(1)
    expect(options(styleguide)).to_contain_text("周*生")


def test_nothing_is_looked_up_while_an_input_method_is_composing(styleguide: Page) -> None:
    asked: list[str] = []
    styleguide.on("request", lambda request: asked.append(request.url))
    field = styleguide.get_by_role("combobox", name="农户")
    field.evaluate(COMPOSE)
    styleguide.wait_for_timeout(300)
    assert [url for url in asked if "search" in url] == []
    field.dispatch_event("compositionend")
    expect(options(styleguide)).to_have_count(3)


def test_without_an_answer_the_typed_text_stays_and_the_person_is_told(styleguide: Page) -> None:
    styleguide.route(SEARCH, lambda route: route.abort())
    field = styleguide.get_by_role("combobox", name="农户")
    field.press_sequentially("z")
    expect(styleguide.get_by_text("暂时查不到，可以直接填完整的编号再提交。")).to_be_visible()
    expect(field).to_have_value("z")
