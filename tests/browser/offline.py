"""The page that checks an exported chain, opened from a folder as from a USB stick."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

from points.reports.notice_chain import exported
from tests.points.chains import Chain

PAGE = Path(__file__).parents[2] / "points" / "data" / "offline_verify.html"
WITHOUT_CRYPTO = "Object.defineProperty(window, 'crypto', {value: undefined});"


@contextmanager
def offline_page(chromium: Browser, stick: Path, *, crypto: bool = True) -> Iterator[Page]:
    """The page in the folder `stick`, opened; whatever it complains of or asks the network for
    fails the test."""
    shutil.copy(PAGE, stick / "核对.html")
    asked: list[str] = []
    complaints: list[str] = []

    def look(sent: Request) -> None:
        if not sent.url.startswith("file:"):
            asked.append(sent.url)

    context = chromium.new_context(locale="zh-CN", offline=True)
    context.on("request", look)
    if not crypto:
        context.add_init_script(WITHOUT_CRYPTO)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto((stick / "核对.html").as_uri())
    assert opened.evaluate("!!window.crypto") == crypto
    yield opened
    context.close()
    assert (asked, complaints) == ([], [])


def check(page: Page, stick: Path, chain: Chain | str, codes: str = "") -> list[str]:
    """What the page says of a chain, sentence by sentence."""
    text = chain if isinstance(chain, str) else written(chain)
    (stick / "chain.json").write_text(text, "utf-8", newline="")
    page.get_by_label("第一步").set_input_files(stick / "chain.json")
    page.get_by_label("第二步").fill(codes)
    return said(page)


def written(chain: Chain) -> str:
    """The file as `export_notices` writes it."""
    return '{"notices":[\n' + ",\n".join(map(exported, chain)) + '\n],"version":1}\n'


def said(page: Page) -> list[str]:
    """What the page says once more of the file that was chosen."""
    page.get_by_role("button", name="核对").click()
    page.locator("#result[aria-busy=false]").wait_for()
    return page.locator(".said").all_inner_texts()
