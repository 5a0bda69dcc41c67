"""Chromium's print of the same pages: how long it takes, and the memory of all its processes."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS

EVERY_SECONDS = 0.05
PATIENCE_MS = 120_000


def print_all(documents: Sequence[str], chromium: str) -> tuple[float, float, int]:
    """Prints HTML `documents` one after the other with the browser at `chromium`, which runs
    already, as our server does. Seconds, MiB at the most, and how many bytes the PDFs have."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        addresses = [_saved(Path(folder) / f"{n}.html", page) for n, page in enumerate(documents)]
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto("about:blank")
        size = 0
        with _memory_of(Path(chromium).name) as most:
            start = time.perf_counter()
            for address in addresses:
                page.goto(address)
                page.evaluate("document.fonts.ready.then(() => null)")
                size += len(page.pdf(prefer_css_page_size=True, print_background=True))
            seconds = time.perf_counter() - start
        browser.close()
    return seconds, max(most), size


def _saved(path: Path, page: str) -> str:
    """The address of `page`, whose style sheets and fonts are those of the static folder."""
    static = (settings.BASE_DIR / "static").as_uri()
    path.write_text(page.replace("<head>", f'<head><base href="{static}/">', 1), "utf-8")
    return path.as_uri()


@contextmanager
def _memory_of(name: str) -> Iterator[list[float]]:
    """Fills a list with the MiB that all processes of that name below this one hold together, what
    they share counted once."""
    found, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(EVERY_SECONDS):
            found.append(sum(_mebibytes(process) for process in _below_us(name)))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield found
    finally:
        done.set()
        watching.join()


def _below_us(name: str) -> list[Path]:
    parents: dict[str, str] = {}
    named: list[Path] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told, _, rest = (process / "stat").read_text().rpartition(")")
        except OSError:
            continue
        parents[process.name] = rest.split()[1]
        if name in told:
            named.append(process)
    return [each for each in named if _is_below(each.name, parents)]


def _is_below(process: str, parents: dict[str, str]) -> bool:
    ours = Path("/proc/self").resolve().name
    while process in parents:
        process = parents[process]
        if process == ours:
            return True
    return False


def _mebibytes(process: Path) -> float:
    try:
        told = (process / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next((line for line in told.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) / 1024
