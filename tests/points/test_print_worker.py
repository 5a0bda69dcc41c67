"""The worker: piece by piece, from where an earlier one left off, and a sentence where it fails."""

import fcntl
import logging
import multiprocessing
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from households.services import appointments
from points.models import PrintJob
from points.prints import files
from points.prints import worker as working
from points.prints.one_worker import AlreadyRuns, sole_worker, worker_runs
from points.prints.worker import Worker
from points.services import print_jobs
from tests.factory import NOON, Office
from tests.points import print_kinds
from tests.points.print_kinds import ACTS, BUILT, MADE, ask, now, widths, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

ALL_THREE = ["第1张", "第2张", "第3张"]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture(autouse=True)
def _plain_paper(settings: Settings, tmp_path: object) -> Iterator[None]:
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"
    settings.MEDIA_ROOT = str(tmp_path)
    MADE.clear()
    BUILT.clear()
    yield
    ACTS.clear()


def test_a_print_is_made_piece_by_piece_and_bound_in_order(office: Office) -> None:
    job = ask(office, pieces=3)
    assert work() == 3
    assert MADE == ALL_THREE
    assert (now(job).state, job.done, job.pieces) == ("done", 3, 3)
    assert (job.started_at, job.finished_at, job.name) == (NOON, NOON, "3plain")
    assert widths(files.paper_file(job).read_bytes()) == [101, 102, 103]


def test_nobody_else_on_the_machine_reads_the_paper(office: Office) -> None:
    job = ask(office)
    work()
    modes = {path.stat().st_mode & 0o077 for path in files.folder_of(job).iterdir()}
    modes |= {path.stat().st_mode & 0o077 for path in (files.folder_of(job),)}
    assert modes == {0}


def test_the_page_can_tell_what_is_being_made(office: Office) -> None:
    job = ask(office, pieces=3)
    told: list[tuple[object, ...]] = []
    ACTS["第2张"] = lambda: told.append((now(job).state, job.done, job.pieces, job.working_on))
    work()
    assert told == [("running", 1, 3, "第2张")]


def test_a_short_print_does_not_wait_for_the_end_of_a_long_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=next(ticks)))
    long = ask(office, pieces=9)
    short: list[PrintJob] = []
    ACTS["第3张"] = lambda: short or short.append(ask(office, at=timezone.now(), pieces=2))
    work(turns=7)
    assert (now(short[0]).state, now(long).state) == ("done", "running")


def test_what_an_orphan_has_finished_is_not_made_again(office: Office) -> None:
    job = ask(office, pieces=3)
    assert work(turns=2) == 2
    assert now(job).state == "running"
    assert work() == 1
    assert MADE == ALL_THREE
    assert widths(files.paper_file(job).read_bytes()) == [101, 102, 103]


def test_a_piece_that_was_being_written_is_made_again(office: Office) -> None:
    job = ask(office)
    files.write(files.piece_file(job, "1"), b"")
    whole = files.piece_file(job, "1")
    whole.rename(whole.with_name(f".{whole.name}.new"))
    work()
    assert MADE == ["第1张", "第2张"]


def test_a_stopped_print_is_not_gone_on_with_until_somebody_says_so(office: Office) -> None:
    job = ask(office, pieces=3)
    ACTS["第2张"] = lambda: print_jobs.stop(job, NOON)
    assert work() == 2
    assert (now(job).state, job.done) == ("stopped", 1)
    assert not files.paper_file(job).exists()
    ACTS.clear()
    print_jobs.try_again(job, print_kinds.RIGHT, office.clerk, NOON)
    work()
    # The second piece had been made when its print was stopped.
    assert MADE == ALL_THREE
    assert now(job).state == "done"


def test_a_print_is_put_together_once_and_anew_when_it_is_tried_again(office: Office) -> None:
    job = ask(office, pieces=3)

    def once_more() -> None:
        print_jobs.stop(job, NOON)
        print_jobs.try_again(job, print_kinds.RIGHT, office.clerk, NOON)

    worker = Worker()
    worker.turn()
    once_more()
    while worker.turn():
        pass
    assert len(BUILT) == 2
    assert (MADE, now(job).state) == (ALL_THREE, "done")


def test_a_piece_without_paper_says_why_and_which_it_was(office: Office) -> None:
    job = ask(office, pieces=3)
    ACTS["第2张"] = print_kinds.refuse("户 0101001 有印不出的字。")
    work()
    assert (now(job).state, job.done) == ("failed", 1)
    assert job.error == "排“第2张”时：户 0101001 有印不出的字。"


def test_what_cannot_be_bound_says_so(office: Office) -> None:
    job = ask(office, "book")
    work()
    assert (now(job).state, job.done) == ("failed", 2)
    assert job.error == "装不成一册。"


def test_a_fault_of_the_program_is_told_plainly_and_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(office, "broken")
    with caplog.at_level(logging.ERROR):
        work()
    assert now(job).error == ("排“坏的一张”时：程序出错，没有排成，请联系系统管理员查看日志。")
    assert "ZeroDivisionError" in caplog.text


def test_one_print_that_fails_keeps_no_other_from_being_made(office: Office) -> None:
    ask(office, "broken")
    job = ask(office)
    work()
    assert now(job).state == "done"


def test_who_has_lost_his_office_meanwhile_gets_no_further_piece(office: Office) -> None:
    job = ask(office, pieces=3)
    yesterday = NOON.date() - timedelta(days=1)
    ACTS["第2张"] = lambda: appointments.end(office.clerk.appointments.get(), yesterday)
    work()
    assert MADE == ["第1张", "第2张"]
    assert now(job).state == "failed"
    assert "您现在的任职不能打印这一份" in job.error


def test_a_closed_account_prints_nothing(office: Office) -> None:
    job = ask(office)
    office.clerk.is_active = False
    office.clerk.save(update_fields=["is_active"])
    work()
    assert (now(job).state, MADE) == ("failed", [])


def test_a_kind_that_is_no_more_is_told(office: Office, settings: Settings) -> None:
    job = ask(office)
    PrintJob.objects.update(kind="gone")
    work()
    assert now(job).error == working.NO_SUCH_KIND


def test_paper_goes_after_three_days_with_whatever_belongs_to_no_print(office: Office) -> None:
    job, other = ask(office), ask(office, pieces=3)
    work()
    stray = files.prints_folder() / "stray"
    stray.mkdir()
    PrintJob.objects.filter(pk=other.pk).update(finished_at=NOON + timedelta(hours=1))
    working.sweep(NOON + timedelta(days=3))
    assert (now(job).swept_at, now(other).swept_at) == (NOON + timedelta(days=3), None)
    assert [files.folder_of(each).exists() for each in (job, other)] == [False, True]
    assert not stray.exists()
    work()
    assert MADE.count("第1张") == 2


def test_what_is_being_made_is_not_swept(office: Office) -> None:
    job = ask(office, pieces=3)
    work(turns=1)
    working.sweep(NOON + timedelta(days=2))
    assert (now(job).state, files.piece_file(job, "1").exists()) == ("running", True)


def test_what_nobody_has_worked_on_for_three_days_is_stopped_and_swept(office: Office) -> None:
    job = ask(office, pieces=3)
    work(turns=1)
    end = NOON + timedelta(days=3)
    working.sweep(end)
    assert (now(job).state, job.finished_at, job.swept_at) == ("stopped", NOON, end)
    assert not files.folder_of(job).exists()


def test_the_command_makes_what_waits_and_sweeps(office: Office) -> None:
    old = ask(office, at=NOON - timedelta(days=9))
    print_jobs.stop(old, NOON - timedelta(days=9))
    job = ask(office, pieces=3)
    call_command("print_worker", once=True)
    assert (now(job).state, now(old).swept_at) == ("done", NOON)
    assert not worker_runs()


def test_a_second_worker_does_not_start_and_the_pages_know_of_the_first(office: Office) -> None:
    job = ask(office)
    with held_by_another_process():
        assert worker_runs()
        with pytest.raises(CommandError, match="打印程序已经在运行，不用再启动。"):
            call_command("print_worker", once=True)
    assert (now(job).state, worker_runs()) == ("waiting", False)
    with sole_worker():
        assert worker_runs()
        with pytest.raises(AlreadyRuns), sole_worker():
            pass
    assert not worker_runs()


def test_a_page_that_looks_keeps_no_worker_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = files.prints_folder() / "worker.lock"
    with lock.open("ab") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        assert not worker_runs()
        monkeypatch.setattr("time.sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))
        with sole_worker():
            pass


def held_by_another_process() -> "_Holder":
    return _Holder(str(files.prints_folder() / "worker.lock"))


class _Holder:
    """A process that holds the lock, and is killed in the end."""

    def __init__(self, lock: str) -> None:
        self.mine, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_hold, args=(lock, theirs), daemon=True)

    def __enter__(self) -> None:
        self.process.start()
        assert self.mine.poll(30)

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()


def _hold(lock: str, pipe: Connection) -> None:
    with Path(lock).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        pipe.send("held")
        pipe.recv()
