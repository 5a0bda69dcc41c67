"""The phone of a walker: a real Chromium that keeps what is in it from page to page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from households.models import User
from tests.browser.office import PHONE
from tests.factory import PASSWORD
from tests.points.phone_walk import PhoneWalk


class Phone:
    """Signs in and walks the round of `walk`; `complaints` stay empty on a good page. `sendings` is
    how often one of its tabs has sent a finding."""

    def __init__(self, context: BrowserContext, walk: PhoneWalk) -> None:
        self.context = context
        self.walk = walk
        self.complaints: list[str] = []
        self.sendings = 0
        context.on("request", self._count)
        self.page = self.tab()

    def _count(self, request: Request) -> None:
        self.sendings += request.url.endswith("/send/")

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, user: User) -> None:
        """On the sign-in page."""
        self.page.get_by_label("登录名").fill(user.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="登录")).to_have_count(0)

    def sign_out(self) -> None:
        self.page.locator("summary", has_text="菜单").click()
        self.page.locator(".site-menu").get_by_role("button", name="退出").click()
        expect(self.page.get_by_role("heading", name="登录")).to_be_visible()

    def open(self, user: User) -> Page:
        """Signs in and comes to the round."""
        self.page.goto(self.walk.page)
        self.sign_in(user)
        expect(self.page.get_by_role("searchbox", name="找农户")).to_be_visible()
        return self.page

    def door(self, head: str) -> Locator:
        """A household in the list."""
        return self.page.locator(".walk-door", has_text=head)

    def at(self, head: str) -> None:
        self.door(head).click()
        expect(self.page.get_by_role("heading", name=head)).to_be_focused()

    def lower(self, title: str, *, times: int = 1) -> None:
        for _ in range(times):
            self.page.get_by_role("button", name=f"扣1分：{title}").click()

    def put_down(self) -> None:
        self.page.get_by_role("button", name="存下").click()
        expect(self.page.get_by_role("searchbox", name="找农户")).to_be_visible()

    def note(self, head: str, title: str) -> None:
        """One point taken, put down."""
        self.at(head)
        self.lower(title)
        self.put_down()

    def says(self, text: str, page: Page | None = None) -> None:
        """How the sending goes."""
        expect((page or self.page).locator(".walk-bar [role=status]")).to_contain_text(text)

    def has_sent(self, head: str) -> None:
        """All that was found at this door is in the office."""
        expect(self.door(head)).to_contain_text("已上传")

    def is_kept(self) -> None:
        """The page has been put by in the phone."""
        expect(self.page.get_by_text("没有网络也能打开本页")).to_be_visible()

    def offline(self) -> None:
        self.context.set_offline(True)

    def online(self) -> None:
        self.context.set_offline(False)


def becomes(page: Page, expression: str, value: object) -> None:
    """Waits until a script gives `value`; whatever it promises is waited for."""
    for _ in range(100):
        if page.evaluate(expression) == value:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(expression) == value


class Phones:
    """Hands out phones; each is new."""

    def __init__(self, browser: Browser, address: str, walk: PhoneWalk) -> None:
        self.browser = browser
        self.address = address
        self.walk = walk

    @contextmanager
    def one(self, size: dict[str, int] = PHONE, **more: Any) -> Iterator[Phone]:
        """A phone with the screen `size`; its pages must not have failed when it is put away."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=size,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            **more,
        )
        phone = Phone(context, self.walk)
        yield phone
        context.close()
        assert phone.complaints == []
