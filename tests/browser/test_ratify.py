"""The assembly's form with scans in a real Chromium: a sheet changes while it is filled in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from points.models import Meeting, Record
from points.services import revisions
from points.steps import Step
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.photos import drawn, saved
from tests.points.assemblies import waiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


def fill(page: Page) -> None:
    page.get_by_label("会议日期").fill("2026-11-20")
    numbers = {"代表总数": 30, "到会人数": 24, "同意票数": 20, "反对票数": 1, "弃权票数": 3}
    for label, number in numbers.items():
        page.get_by_label(label).fill(str(number))
    scan = {"name": "纪要.jpg", "mimeType": "image/jpeg", "buffer": saved(drawn())}
    page.get_by_label("纪要扫描件").set_input_files([scan])  # type: ignore[list-item]
    expect(page.get_by_text("共1张照片。")).to_be_visible()


def test_what_changed_meanwhile_is_marked_and_the_scan_stays_chosen(
    chromium: Browser, live_server: LiveServer
) -> None:
    office = Office()
    waiting(office, NOVEMBER, make_household(office.group), 10)
    screens = Screens(chromium, live_server.url)
    with screens.of(office.recorder, PHONE) as page:
        page.get_by_role("link", name="去办理").click()
        fill(page)
        record = Record.objects.get()
        revisions.revise(record, Step.ASSEMBLY, 10, 15, "救起两人", office.recorder, NOON)
        page.get_by_role("button", name="审定", exact=True).click()
        expect(page.get_by_text("有改动，本次没有办理")).to_be_visible()
        expect(page.locator("#ratify-rows")).to_contain_text("有改动")
        assert page.evaluate(TOO_WIDE) == 0
        assert not Meeting.objects.exists()
        # The tick now says what the page shows, and nothing has to be filled in again.
        page.get_by_role("button", name="审定", exact=True).click()
        expect(page.get_by_text("代表大会已审定1张积分表，可以公示了。")).to_be_visible()
    assert Meeting.objects.get().scans.count() == 1
    # The browser tells of the answer 422 as of any other that is no page.
    assert [told for told in screens.complaints if "422" not in told] == []
