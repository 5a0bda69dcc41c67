"""A worker that is killed in the middle of a print: the next one goes on where it stood."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as office_settings
from django.db import connection
from pytest_django import Settings

from points.models import PrintJob
from points.prints import files
from points.prints.one_worker import worker_runs
from tests.factory import Office, make_group, make_household
from tests.points.print_kinds import ask, now, pages_of, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 120
GROUPS = 4


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def job() -> PrintJob:
    """The year's reports of four groups, a few households each."""
    office = Office()
    groups = [office.group, *(make_group(office.village, f"第{n}组") for n in range(2, GROUPS + 1))]
    for number, group in enumerate(groups, start=1):
        for household in range(1, 4):
            make_household(group, f"户{'甲乙丙丁'[number - 1]}", f"0{number}0{household}")
    return ask(office, "reports", of=office.village, place="", year="2026")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py print_worker` on the database of this test."""
    process = start(tmp_path)
    yield process
    process.kill()
    process.wait()


def start(media: Path, *more: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "print_worker", *more]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(media),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    return subprocess.Popen(command, cwd=office_settings.BASE_DIR, env=environment)


def database_url() -> str:
    """Of the database of this test, which another process finds by it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    before, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def until(happens: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline
        assert process.poll() is None, "the worker has ended"
        time.sleep(0.01)


def pieces(job: PrintJob) -> dict[str, int]:
    """Every finished piece with the moment of its making."""
    made = files.folder_of(job).glob("[!.]*.pdf")
    return {path.name: path.stat().st_mtime_ns for path in made}


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_what_was_finished_before_is_not_set_again_and_the_paper_is_the_same(
    job: PrintJob, worker: "subprocess.Popen[bytes]", tmp_path: Path, by: signal.Signals
) -> None:
    until(lambda: len(pieces(job)) >= 2, worker)
    assert worker_runs()
    worker.send_signal(by)
    assert worker.wait(PATIENCE) == (0 if by == signal.SIGTERM else -by)
    assert not worker_runs()
    assert now(job).state == "running"
    before = pieces(job)
    assert 2 <= len(before) < GROUPS
    again = start(tmp_path, "--once")
    assert again.wait(PATIENCE) == 0
    assert (now(job).state, job.done) == ("done", GROUPS)
    after = pieces(job)
    assert before.items() <= after.items()
    whole = files.paper_file(job).read_bytes()
    files.remove(job.ref)
    PrintJob.objects.update(state="waiting", finished_at=None)
    work()
    assert files.paper_file(job).read_bytes() == whole
    assert len(pages_of(whole)) == 3 * GROUPS
