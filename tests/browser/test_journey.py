"""A month in a real Chromium: recording, five sign-ins, the notice, its paper, the accounts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from households.models import Household
from points.models import Account, Record
from points.services import sheets
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.wall import lines_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

"""A busy machine sets a paper slowly; what is there is seen at once."""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def office(live_server: LiveServer) -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101017")


@pytest.fixture
def zhao(office: Office) -> Household:
    return make_household(office.group, "赵山河", "0101018")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="查找结果").get_by_role("option")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def record_by_keyboard(page: Page) -> None:
    """Two matters of two households that share their initials; no mouse."""
    page.get_by_role("link", name="记一件事").press("Enter")
    household = page.get_by_role("combobox", name="农户")
    item = page.get_by_role("combobox", name="评分项")
    expect(household).to_be_focused()
    page.keyboard.type("zsh")
    expect(options(page)).to_have_count(2)
    press(page, "Enter")
    expect(household).to_have_value("0101017")
    expect(item).to_be_focused()
    page.keyboard.type("4.1")
    expect(options(page)).to_have_count(1)
    press(page, "Enter")
    expect(page.get_by_label("日期")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("记 +3 分；计 3 分。")).to_be_visible()

    expect(household).to_be_focused()
    expect(item).to_have_value("4.1")
    page.keyboard.type("zsh")
    expect(options(page)).to_have_count(2)
    press(page, "ArrowDown", "Enter")
    expect(household).to_have_value("0101018")
    page.keyboard.type("11.2")
    expect(options(page)).to_have_count(1)
    # Year, month, day and the calendar of the date field are a stop each.
    press(page, "Enter", "Tab", "Tab", "Tab", "Tab")
    expect(page.get_by_label("数量")).to_be_focused()
    page.keyboard.type("5")
    press(page, "Enter")
    expect(page.get_by_text("记 +5 分；本月该项最多计 4 分，本次只计 4 分。")).to_be_visible()


def pass_from_the_desk(page: Page) -> None:
    """The one thing that waits, opened, looked at, passed."""
    page.get_by_role("link", name="去办理").click()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("赵庄第1组 2026年11月已通过")).to_be_visible()


def vote_from_the_desk(page: Page) -> None:
    """The one member of this committee agrees."""
    page.get_by_role("link", name="去办理").click()
    page.get_by_label("同意", exact=True).check()
    page.get_by_role("button", name="投票", exact=True).click()
    expect(page.get_by_text("赵庄第1组 2026年11月已通过评审委员会评议")).to_be_visible()


def ratify(page: Page) -> None:
    page.get_by_role("link", name="去办理").click()
    page.get_by_label("会议日期").fill("2026-11-20")
    numbers = {"代表总数": 30, "到会人数": 24, "同意票数": 20, "反对票数": 1, "弃权票数": 3}
    for label, number in numbers.items():
        page.get_by_label(label).fill(str(number))
    page.get_by_role("button", name="审定", exact=True).click()
    expect(page.get_by_text("代表大会已审定1张积分表，可以公示了。")).to_be_visible()


def publish(page: Page) -> bytes:
    """Publishes from the desk, opens the paper in the browser's own viewer, and takes it home."""
    page.get_by_role("link", name="去公示").click()
    page.get_by_role("button", name="发布公示").click()
    expect(page.get_by_text("第1期公示已发布，请按村打印张贴。")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="A3 横向（常用）").click()
    answer = page.request.get(opened.value.url)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_a_month_from_the_first_record_to_the_account(
    chromium: Browser,
    live_server: LiveServer,
    clock: Clock,
    office: Office,
    zhang: Household,
    zhao: Household,
) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    screens = Screens(chromium, live_server.url)

    with screens.of(office.clerk) as page:
        record_by_keyboard(page)
        page.goto("/")
        pass_from_the_desk(page)
    assert list(Record.objects.values_list("line__household__head", "item__code", "quantity")) == [
        ("张三禾", "4.1", 1),
        ("赵山河", "11.2", 5),
    ]
    with screens.of(office.scorer) as page:
        pass_from_the_desk(page)
    with screens.of(office.committee, PHONE) as page:
        page.get_by_role("link", name="去办理").click()
        expect(page.get_by_role("link", name="0101017 张三禾")).to_be_visible()
        assert page.evaluate(TOO_WIDE) == 0
        page.goto("/")
        vote_from_the_desk(page)
    with screens.of(office.auditor) as page:
        pass_from_the_desk(page)
    with screens.of(office.recorder) as page:
        ratify(page)

    with screens.of(office.clerk) as page:
        pdf = publish(page)
    lines = lines_of(pdf)
    assert pdf.startswith(b"%PDF-")
    assert "1 0101017 张*禾 0 3 0 0 0 3 3 3" in lines
    assert "2 0101018 赵*河 0 0 0 4 0 4 4 4" in lines

    clock.set("2026-11-27 08:00")
    with screens.of(office.clerk) as page:
        page.get_by_role("link", name="去入账").click()
        page.get_by_role("button", name="期满入账").click()
        expect(page.get_by_text("第1期公示已期满，积分已计入各户账户。")).to_be_visible()
        page.goto(f"/households/{zhang.code}/")
        expect(page.get_by_text("2026年11月积分")).to_be_visible()
    assert list(Account.objects.order_by("household__code").values_list("balance", flat=True)) == [
        3,
        4,
    ]
    assert screens.complaints == []
    assert screens.strangers == []
