"""A real Chromium, and the style guide in it, which needs no database."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.phones import Phones
from tests.browser.styleguide import served
from tests.points.phone_walk import PhoneWalk

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def styleguide_address() -> Iterator[str]:
    """Where the style guide, the sign-in and the error pages are served."""
    with served() as address:
        yield address


# A module's, not the session's: while Playwright runs, Django refuses the database to this thread.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser; open a context of your own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def database_beside_playwright() -> Iterator[None]:
    """Playwright's loop runs in this thread all the time, so Django would refuse the database."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE_MS)
        yield
        expect.set_options(timeout=None)


@pytest.fixture
def styleguide(chromium: Browser, styleguide_address: str) -> Iterator[Page]:
    """The style guide, opened in a window of an office PC."""
    context = chromium.new_context(
        base_url=styleguide_address, viewport={"width": 1366, "height": 768}, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


@pytest.fixture
def walk(live_server: LiveServer) -> PhoneWalk:
    """A patrol of today, to be walked with a phone."""
    return PhoneWalk()


@pytest.fixture
def phones(chromium: Browser, live_server: LiveServer, walk: PhoneWalk) -> Phones:
    """The phones of its walkers."""
    return Phones(chromium, live_server.url, walk)
