"""The table of numbers filled in like a sheet of paper."""

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

pytestmark = pytest.mark.browser

PASTE = """(input, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const init = { clipboardData, bubbles: true, cancelable: true };
  return input.dispatchEvent(new ClipboardEvent("paste", init));
}"""
READ = """async (texts) => {
  const { fold, wholeNumber } = await import("/static/js/whole-number.js");
  return texts.map((text) => wholeNumber(fold(text)));
}"""
NUMBERS = {
    "12": 12, "-3": -3, "": 0, "+5": 5, " 2\u3000": 2, "4.00": 4, "\uff11\uff12": 12,
    "\uff0d\uff13": -3, "\u22123": -3, "\u2014\u20143": -3, "\uff0b\uff15": 5, "\uff14\uff0e0": 4,
    "一": None, "2.5": None, "3分": None, "--3": None, "1234567": None,
}  # fmt: skip


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f"[name=c{row}-{column}]")


def test_keys_move_through_the_grid_and_pass_over_locked_rows(styleguide: Page) -> None:
    cell(styleguide, 3, 0).focus()
    styleguide.keyboard.press("Enter")
    expect(cell(styleguide, 5, 0)).to_be_focused()
    styleguide.keyboard.press("Shift+Enter")
    expect(cell(styleguide, 3, 0)).to_be_focused()
    styleguide.keyboard.press("ArrowRight")
    styleguide.keyboard.press("ArrowDown")
    expect(cell(styleguide, 5, 1)).to_be_focused()
    styleguide.keyboard.press("ArrowUp")
    styleguide.keyboard.press("ArrowLeft")
    expect(cell(styleguide, 3, 0)).to_be_focused()
    styleguide.keyboard.press("Tab")
    expect(cell(styleguide, 3, 1)).to_be_focused()
    cell(styleguide, 45, 1).focus()
    styleguide.keyboard.press("Enter")
    expect(cell(styleguide, 1, 2)).to_be_focused()


def test_totals_follow_what_is_typed(styleguide: Page) -> None:
    row = styleguide.locator("#cells tbody tr").first.locator("[data-row-total]")
    column = styleguide.locator("#cells [data-column-total]").first
    expect(row).to_have_text("4")
    expect(column).to_have_text("9")
    cell(styleguide, 1, 0).fill("3")
    expect(row).to_have_text("10")
    expect(column).to_have_text("12")
    cell(styleguide, 1, 5).fill("4")
    expect(row).to_have_text("−10")
    expect(styleguide.locator("[data-grand-total]")).to_have_text("175")


def test_changed_cells_are_marked_until_escape_puts_them_back(styleguide: Page) -> None:
    cell(styleguide, 1, 4).fill("7")
    expect(cell(styleguide, 1, 4)).to_have_class("is-changed")
    expect(styleguide.get_by_text("已改 1 格，尚未保存。")).to_be_visible()
    cell(styleguide, 1, 4).press("Escape")
    expect(cell(styleguide, 1, 4)).to_have_value("1")
    expect(styleguide.get_by_text("没有未保存的改动。")).to_be_visible()


def test_numbers_of_an_input_method_become_plain_whole_ones(styleguide: Page) -> None:
    read = styleguide.evaluate(READ, list(NUMBERS))
    assert dict(zip(NUMBERS, read, strict=True)) == NUMBERS


def test_a_cell_left_is_written_plainly(styleguide: Page) -> None:
    cell(styleguide, 1, 0).fill("\uff0d\uff13")
    cell(styleguide, 1, 0).press("Tab")
    expect(cell(styleguide, 1, 0)).to_have_value("-3")
    expect(styleguide.locator("#cells [data-column-total]").first).to_have_text("6")


def test_what_is_no_whole_number_is_marked_and_not_sent(styleguide: Page) -> None:
    sent: list[str] = []
    styleguide.on("request", lambda request: sent.append(request.method))
    cell(styleguide, 1, 0).fill("3分")
    expect(cell(styleguide, 1, 0)).to_have_attribute("aria-invalid", "true")
    styleguide.get_by_role("button", name="保存改动").click()
    expect(cell(styleguide, 1, 0)).to_be_focused()
    expect(styleguide.get_by_text("有 1 格不是整数，请改正。")).to_be_visible()
    assert "POST" not in sent


def test_a_block_from_a_spreadsheet_is_spread_over_the_cells(styleguide: Page) -> None:
    cell(styleguide, 2, 12).evaluate(PASTE, "1\t2\t3\r\n\uff14\t5\t\r\n6\t7\t8\r\n")
    expect(cell(styleguide, 2, 12)).to_have_value("1")
    expect(cell(styleguide, 2, 13)).to_have_value("2")
    expect(cell(styleguide, 3, 12)).to_have_value("4")
    expect(cell(styleguide, 3, 13)).to_have_value("5")
    expect(cell(styleguide, 4, 12)).not_to_have_value("6")
    expect(
        styleguide.get_by_text("粘贴了 4 格。有 5 格超出表格或不能填，没有粘贴。")
    ).to_be_visible()


def test_leaving_unsaved_changes_asks_first_but_saving_does_not(styleguide: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    styleguide.on("dialog", answer)
    cell(styleguide, 1, 0).press_sequentially("3")
    styleguide.goto("/login/")
    assert asked == ["beforeunload"]
    styleguide.goto("/")
    cell(styleguide, 1, 0).press_sequentially("3")
    with styleguide.expect_response(lambda response: response.request.method == "POST"):
        styleguide.get_by_role("button", name="保存改动").click()
    styleguide.goto("/login/")
    assert asked == ["beforeunload"]
