"""The paper part of `make bench`: one wall sheet, a village, 2,000 cards; seconds and peak memory,
beside Chromium's print of the same HTML.

Each is measured in a process of its own: memory at its peak is never given back. No database is
asked, and nothing comes out of the cache. Both typesetters run already when the clock starts. What
Chromium leaves out of the same work: the running feet with their codes, looking for characters that
no font has, the back behind each front, one file of all groups.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import override_settings  # noqa: E402

from tests.benchmarks.papers_made import PAPERS  # noqa: E402

NOTHING_KEPT = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    mebibytes: float
    bytes: int

    def __str__(self) -> str:
        size = self.bytes / 2**20
        return f"{self.seconds:8.2f} s {self.mebibytes:6.0f} MiB   (PDF {size:.1f} MiB)"


def measure_ours(name: str) -> Measured:
    with override_settings(CACHES=settings.CACHES | {"papers": NOTHING_KEPT}):
        start = time.perf_counter()
        made = PAPERS[name].printed()
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(seconds, peak, len(made))


def measure_chromium(name: str) -> Measured:
    # Ours is measured without Playwright in its memory.
    from tests.benchmarks.chromium import print_all

    return Measured(*print_all(PAPERS[name].documents(), browser()))


def browser() -> str:
    """Where Chromium is, empty where there is none."""
    from tests.conftest import CHROMIUM

    return CHROMIUM or ""


def apart(*asked: str) -> Measured:
    """What a process of its own measures."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.paper", *asked],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Measured(**json.loads(told.stdout))


def main() -> int:
    if not browser():
        print("  no Chromium here: its print of the same HTML is not measured")
    for name, paper in PAPERS.items():
        ours = apart(OURS, name)
        print(f"  {paper.label:<30}{ours}", flush=True)
        if browser():
            theirs = apart(THEIRS, name)
            times = ours.seconds / theirs.seconds
            memory = ours.mebibytes / theirs.mebibytes
            print(f"  {'  the same by Chromium':<30}{theirs}")
            print(f"  {'':<30}= {times:.1f} × its time, {memory:.2f} × its memory", flush=True)
    return 0


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    which, asked = sys.argv[1:]
    found = measure_ours(asked) if which == OURS else measure_chromium(asked)
    print(json.dumps(asdict(found)))
