"""The replay part of `make bench`: settled months of two sizes under a draft, beside a bare read of
the same rows.

What counts is the ratio to the bare read, and that one record does not cost more where there are
many; both in seconds of the processor, as others may use the machine. The seconds by the clock tell
whether the promise of 12 months of 2,000 households in under 20 s holds here.
"""

import gc
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402

from points.models import PrintJob, Record, Replay  # noqa: E402
from points.prints.worker import Worker  # noqa: E402
from points.services import replays  # noqa: E402
from points.services.replays import Wanted  # noqa: E402
from points.stars import Stars  # noqa: E402
from tests.benchmarks.replay_months import Settled  # noqa: E402
from tests.factory import NOON  # noqa: E402

SMALL, LARGE = (500, 12, 6), (2_000, 46, 12)
"""Households, groups, months."""
LIMIT_SECONDS = 20.0
STARS = Stars(((5, 120), (4, 90), (3, 60)))
ROWS = """
    SELECT l.household_id, l.year, l.month, r.item_id, r.id, r.quantity, r.amount, r.points,
           r.occurred_on, r.event, r.decided_by, s.counted
    FROM points_record r
    JOIN points_sheetline l ON l.id = r.line_id
    JOIN points_recordscore s ON s.record_id = r.id
    WHERE r.community_id = %s
    ORDER BY l.year, l.month, r.id
"""


def bare_read(settled: Settled) -> float:
    """Seconds of the processor to read the rows that are replayed, as bare SQL, and to add them up
    by household; a database beside the process works besides."""
    start = time.process_time()
    sums: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [settled.office.community.pk])
        for household, *_, counted in cursor.fetchall():
            sums[household] = sums.get(household, 0) + counted
    return time.process_time() - start


class Spent(NamedTuple):
    """Seconds by the clock and of the processor, and how many MiB more the process held."""

    seconds: float
    processor: float
    mebibytes: float


def held() -> float:
    """MiB of memory that the process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def replay(settled: Settled) -> Spent:
    """From taking the job up until its result is kept, as the worker does it."""
    wanted = Wanted(settled.months[0], settled.months[-1], STARS)
    job = replays.ask(settled.draft, wanted, settled.office.clerk, NOON, "http://localhost")
    worker, before, most = Worker(), held(), 0.0
    start, processor = time.perf_counter(), time.process_time()
    while worker.turn():
        most = max(most, held())
    spent = Spent(
        time.perf_counter() - start, time.process_time() - processor, max(0.0, most - before)
    )
    job.refresh_from_db()
    assert job.state == PrintJob.State.DONE, job.error
    assert Replay.objects.get(job=job).content["households"] == len(settled.households)
    return spent


def measured(size: tuple[int, int, int]) -> tuple[Spent, float]:
    """What the replay took, and seconds of the processor for 100,000 records."""
    households, groups, months = size
    settled = Settled(households, groups, months)
    records = Record.objects.filter(community=settled.office.community).count()
    gc.collect()
    ours = replay(settled)
    bare = bare_read(settled)
    each = ours.processor * 100_000 / records
    print(f"  {months} months × {households:,} households, {records:,} records in {groups} groups")
    print(f"    replay                    {ours.seconds:8.2f} s", end="")
    print(f" ({ours.processor:.2f} s of the processor), {ours.mebibytes:.0f} MiB more")
    print(f"    for 100,000 records       {each:8.2f} s of the processor")
    print(f"    bare read of those rows   {bare:8.2f} s of the processor", end="")
    print(f", so {ours.processor / bare:.1f} × that", flush=True)
    return ours, each


def main() -> int:
    name = connection.creation.create_test_db(verbosity=0)
    try:
        print(f"{connection.vendor}: replay under a draft")
        with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
            _, small = measured(SMALL)
            spent, large = measured(LARGE)
        print(f"  a record of the large size costs {large / small:.2f} × one of the small size")
        kept = spent.seconds < LIMIT_SECONDS
        print(f"  under {LIMIT_SECONDS:.0f} s: {'yes' if kept else 'NO'}")
        return 0 if kept else 1
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
