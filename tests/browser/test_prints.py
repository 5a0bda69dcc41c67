"""A long print in a real browser: started, left, come back to, opened; and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from points.models import PrintJob
from points.prints.one_worker import sole_worker
from tests.browser.office import PC, PHONE, Screens
from tests.factory import PASSWORD, Office
from tests.points.print_kinds import ask, now, work

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", autouse=True)
def _database_beside_playwright(database_beside_playwright: None) -> None:
    pass


@pytest.fixture
def office(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"
    return Office()


@pytest.fixture
def screens(live_server: LiveServer, chromium: Browser) -> Iterator[Screens]:
    screens = Screens(chromium, live_server.url)
    yield screens
    assert (screens.complaints, screens.strangers) == ([], [])


def started(page: Page) -> PrintJob:
    """A print of three pieces that the person on `page` has just asked for."""
    page.get_by_role("link", name="打印", exact=True).first.click()
    page.get_by_role("link", name="白纸").click()
    page.get_by_label("三张").check()
    page.get_by_role("button", name="提交打印").click()
    expect(page.get_by_role("heading", name="3张纸")).to_be_visible()
    return PrintJob.objects.get()


def test_a_print_is_started_left_come_back_to_and_opened(office: Office, screens: Screens) -> None:
    with screens.of(office.clerk) as page:
        job = started(page)
        expect(page.get_by_text("打印程序没有运行")).to_be_visible()
        page.get_by_role("link", name="农户", exact=True).first.click()
        with sole_worker():
            work(turns=1)
            page.goto("/prints/")
            expect(page.get_by_text("已完成 1 / 3")).to_be_visible()
            page.get_by_role("link", name="3张纸").click()
            expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
            # The page moves by itself, and comes anew when the print has ended.
            work(turns=1)
            expect(page.get_by_role("progressbar")).to_have_attribute("value", "2")
            work()
        expect(page.get_by_text("排好了，可以打开打印。")).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("link", name="保存", exact=True).click()
        assert saved.value.suggested_filename == "3张纸.pdf"
        assert now(job).state == "done"


def test_a_print_is_stopped_and_gone_on_with(office: Office, screens: Screens) -> None:
    with screens.of(office.clerk) as page:
        job = started(page)
        page.get_by_role("button", name="停止").click()
        expect(page.get_by_role("button", name="再试一次")).to_be_visible()
        assert now(job).state == "stopped"
        page.get_by_role("button", name="再试一次").click()
        expect(page.get_by_role("button", name="停止")).to_be_visible()
        assert now(job).state == "waiting"


def test_a_fault_of_the_server_makes_the_page_wait_and_not_begin_anew(
    office: Office, screens: Screens
) -> None:
    with screens.of(office.clerk) as page:
        job = started(page)
        page.wait_for_load_state()
        asked: list[str] = []
        loaded = 0

        def counted(_: Page) -> None:
            nonlocal loaded
            loaded += 1

        page.on("load", counted)

        def fault(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(status=500, body="fault")

        page.route("**/progress/", fault)
        page.wait_for_timeout(3500)
        assert len(asked) >= 2
        assert loaded == 0
        page.unroute("**/progress/")
        work()
        expect(page.get_by_text("排好了，可以打开打印。")).to_be_visible()
        assert now(job).state == "done"
    # That it was answered so is what the browser complains of.
    assert all("500" in told for told in screens.complaints)
    screens.complaints.clear()


def test_without_scripts_the_page_asks_anew_by_itself(
    office: Office, live_server: LiveServer, chromium: Browser
) -> None:
    job = ask(office, pieces=2)
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PC, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, office)
    page.goto(f"/prints/{job.ref}/")
    expect(page.get_by_text("排队中，还没有开始")).to_be_visible()
    work()
    expect(page.get_by_role("link", name="打开", exact=True)).to_be_visible()
    context.close()


def sign_in(page: Page, office: Office) -> None:
    page.goto("/login/")
    page.get_by_label("登录名").fill(office.clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_the_pages_fit_a_phone(office: Office, screens: Screens) -> None:
    job = ask(office, pieces=3)
    work(turns=1)
    with screens.of(office.clerk, PHONE) as page:
        for address in ("/prints/", "/prints/new/plain/", f"/prints/{job.ref}/"):
            page.goto(address)
            assert page.evaluate(TOO_WIDE) == 0, address
