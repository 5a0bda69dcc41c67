"""A household with a phone: scan, PIN, a claim with a photo, its refusal, an objection, upheld."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from households.models import Household
from households.services import cards
from households.services.cards import Issued
from points.models import Evidence, Record
from points.services import notices, sheets
from points.steps import Step
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until
from tests.photos import drawn, saved

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HOURS = "志愿服务每满4小时"
REFUSED = "签到表上没有您家的名字"
UPHELD = "补查签到表，确有三次"


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
def picture(tmp_path: Path) -> Path:
    """A photo as a phone takes it: larger than what is kept."""
    path = tmp_path / "签到表.jpg"
    path.write_bytes(saved(drawn(3000, 2250)))
    return path


def unlock(page: Page, issued: Issued) -> None:
    """Scans the card and types its PIN."""
    page.goto(f"/card/{issued.token}/")
    expect(page).to_have_url(f"{page.url.split('/card/')[0]}/card/")
    page.get_by_label("密码").fill(issued.pin)
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", name="张三禾家")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == 0


def claim(page: Page, picture: Path) -> None:
    """Three times four hours of help, with a photo, after one slip."""
    page.get_by_role("link", name="我要申报").click()
    page.get_by_label("找一找").fill("志愿")
    page.get_by_role("button", name="找").click()
    page.get_by_role("link", name=HOURS).click()
    page.get_by_label("哪一天").fill("2026-11-08")
    page.get_by_label("数量").fill("1.5")
    page.get_by_label("说明").fill("到村里清沟")
    page.get_by_label("照片").set_input_files(picture)
    expect(page.get_by_text("共1张照片")).to_be_visible()
    page.get_by_role("button", name="申报").click()
    expect(page.get_by_role("alert")).to_contain_text("“1.5”不是整数")
    assert page.evaluate(TOO_WIDE) == 0
    page.get_by_label("数量").fill("３")
    page.get_by_role("button", name="申报").click()
    expect(page.get_by_text(f"已申报“{HOURS}”：计 3 分。")).to_be_visible()
    expect(page.get_by_alt_text("第1张佐证照片")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == 0


def refuse(page: Page) -> None:
    """The group's scorer gives nothing for it, and says why."""
    page.get_by_role("link", name="去办理").click()
    page.locator("summary", has_text="1 条记录").click()
    page.get_by_role("link", name="改分").click()
    page.get_by_label("改为（分）").fill("0")
    page.get_by_label("理由").fill(REFUSED)
    page.get_by_role("button", name="改分").click()
    expect(page.get_by_text(REFUSED)).to_be_visible()


def object_to_it(page: Page) -> None:
    page.get_by_role("link", name="提异议").click()
    page.get_by_label("您的异议").fill("三次都签了到，请再查签到表。")
    page.get_by_role("button", name="提出异议").click()
    expect(page.get_by_text("您的异议已经收到")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == 0


def uphold(page: Page) -> None:
    """The office finds the household right."""
    page.goto("/objections/")
    page.get_by_role("link", name="0101017 张三禾").click()
    form = page.locator("form", has=page.get_by_role("heading", name="异议成立"))
    form.get_by_role("textbox").first.fill("3")
    form.get_by_label("答复").fill(UPHELD)
    form.get_by_role("button", name="异议成立，更正得分").click()
    expect(page.get_by_text("异议成立，得分已更正")).to_be_visible()


def test_a_household_claims_is_refused_objects_and_is_found_right(
    chromium: Browser,
    live_server: LiveServer,
    clock: Clock,
    office: Office,
    zhang: Household,
    picture: Path,
) -> None:
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    issued = cards.issue(zhang, office.clerk, NOON)
    screens = Screens(chromium, live_server.url)

    with screens.window(PHONE) as page:
        unlock(page, issued)
        claim(page, picture)
    record = Record.objects.get()
    photo = Evidence.objects.get()
    assert (record.by_card, record.quantity, record.points) == (issued.card, 3, 3)
    assert (photo.by_card, photo.width, photo.height) == (issued.card, 2000, 1500)

    pass_until(office, sheet, Step.GROUP)
    with screens.of(office.scorer) as page:
        refuse(page)

    clock.set("2026-11-21 19:00")
    with screens.window(PHONE) as page:
        unlock(page, issued)
        expect(page.get_by_text(f"村小组评分不予认可：{REFUSED}")).to_be_visible()
        expect(page.get_by_role("heading", name="2026年11月：现计 0 分")).to_be_visible()
        page.get_by_role("link", name=HOURS).click()
        expect(page.get_by_text("+3 → 0 分")).to_be_visible()

    pass_until(office, sheet, None)
    notices.publish_month(office.community, NOVEMBER, clock().date(), office.clerk, clock())
    clock.set("2026-11-24 19:00")
    with screens.window(PHONE) as page:
        unlock(page, issued)
        expect(page.get_by_role("link", name="2026年11月：0 分")).to_be_visible()
        object_to_it(page)

    clock.set("2026-11-25 09:00")
    with screens.of(office.clerk) as page:
        uphold(page)

    clock.set("2026-11-25 19:00")
    with screens.window(PHONE) as page:
        unlock(page, issued)
        expect(page.get_by_role("link", name="2026年11月：+3 分")).to_be_visible()
        page.get_by_role("link", name="2026年11月本户的积分").click()
        expect(page.get_by_text(UPHELD)).to_be_visible()
        page.get_by_role("link", name="看更正后的分数").click()
        expect(page.get_by_text("得 +3 分，公示中")).to_be_visible()
        assert page.evaluate(TOO_WIDE) == 0
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="请扫积分卡")).to_be_visible()
        page.goto("/card/months/2026-11/")
        expect(page.get_by_role("heading", name="请扫积分卡")).to_be_visible()

    assert [each for each in screens.complaints if "422" not in each] == []
    assert screens.strangers == []
