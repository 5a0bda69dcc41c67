"""An office whose people sit before a real Chromium; whatever a page complains of is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Request, expect

from households.models import User
from tests.factory import PASSWORD

PC = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass
class Screens:
    """Opens a window for each person; `complaints` and `strangers` stay empty in a good office."""

    browser: Browser
    address: str
    password: str = PASSWORD
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @contextmanager
    def of(self, user: User, size: dict[str, int] = PC) -> Iterator[Page]:
        """The desk of `user`, who signs in by the page."""
        with self.window(size) as page:
            page.goto("/")
            page.get_by_label("登录名").fill(user.username)
            page.get_by_label("密码").fill(self.password)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
            yield page

    @contextmanager
    def window(self, size: dict[str, int]) -> Iterator[Page]:
        """An empty page of somebody who has not signed in."""
        context = self.browser.new_context(
            base_url=self.address, viewport=size, is_mobile=size is PHONE, locale="zh-CN"
        )
        context.on("request", self._look)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        yield page
        context.close()

    def _look(self, request: Request) -> None:
        # The viewer of papers is made of pages inside the browser (chrome-extension://).
        if not request.url.startswith((f"{self.address}/", "data:", "chrome")):
            self.strangers.append(request.url)
