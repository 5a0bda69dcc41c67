"""Long prints in trouble: no database, a full disk, a piece that ends the worker each time."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from pytest_django import Settings

from points.models import PrintJob
from points.printing.pieces import Piece, Print
from points.prints import files
from points.prints import worker as working
from points.prints.worker import Worker
from points.services import print_jobs
from tests.factory import NOON, Office
from tests.points import print_kinds
from tests.points.print_kinds import ACTS, BUILT, MADE, ask, now, sheets, widths, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture(autouse=True)
def _plain_paper(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    MADE.clear()
    BUILT.clear()
    yield
    ACTS.clear()


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the worker has slept each time, which takes no time here. A connection is given back
    before; the one of the test stays."""
    slept: list[float] = []
    closed: list[None] = []
    monkeypatch.setattr(working, "close_old_connections", lambda: closed.append(None))

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert len(closed) == len(slept)

    monkeypatch.setattr("time.sleep", sleep)
    return slept


def failing(times: int, error: Exception, really: Callable[..., Any]) -> Callable[..., Any]:
    """What raises `error` at first, and then does what is `really` to be done."""
    left = iter(range(times))

    def act(*given: Any) -> Any:
        if next(left, None) is not None:
            raise error
        return really(*given)

    return act


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("take_turn", OperationalError("database is locked")),
        ("take_turn", InterfaceError("connection already closed")),
        ("due_to_sweep", OperationalError("database is locked")),
        ("due_to_sweep", OSError(errno.ENOSPC, "full")),
    ],
)
def test_a_database_that_does_not_answer_for_a_while_ends_no_worker(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    rests: list[float],
    where: str,
    error: Exception,
) -> None:
    job = ask(office)
    times = working.TRIES - 1 if where == "take_turn" else 1
    monkeypatch.setattr(print_jobs, where, failing(times, error, getattr(print_jobs, where)))
    Worker().run(once=True)
    assert now(job).state == "done"
    assert rests == [working.REST_SECONDS] * times


def test_a_failure_that_cannot_be_noted_is_noted_later(
    office: Office, monkeypatch: pytest.MonkeyPatch, rests: list[float]
) -> None:
    job = ask(office, "broken")
    locked = OperationalError("database is locked")
    monkeypatch.setattr(print_jobs, "fail", failing(1, locked, print_jobs.fail))
    Worker().run(once=True)
    assert (now(job).state, len(rests)) == ("failed", 1)


def test_who_is_to_end_once_nothing_waits_gives_up_after_some_tries(
    office: Office, monkeypatch: pytest.MonkeyPatch, rests: list[float]
) -> None:
    locked = OperationalError("database is locked")
    monkeypatch.setattr(print_jobs, "take_turn", failing(99, locked, print_jobs.take_turn))
    with pytest.raises(OperationalError):
        Worker().run(once=True)
    assert len(rests) == working.TRIES - 1


def test_paper_is_swept_by_the_clock_while_there_is_much_to_print(
    office: Office, monkeypatch: pytest.MonkeyPatch, rests: list[float]
) -> None:
    clock = iter(range(0, 10**6, 400))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    told: list[int] = []
    monkeypatch.setattr(working, "sweep", lambda _: told.append(len(MADE)))
    ask(office, pieces=9)
    Worker().run(once=True)
    assert told[0] == 0
    assert len([made for made in told if 0 < made < 9]) > 1


class Killed(BaseException):
    """The process is gone: nothing that stands behind is carried out."""


def dies() -> None:
    raise Killed


def test_a_piece_that_ends_the_worker_each_time_is_given_up(office: Office) -> None:
    job, other = ask(office, pieces=3), ask(office, at=NOON + timedelta(seconds=1))
    ACTS["第3张"] = dies
    for _ in range(print_jobs.MOST_BEGUN):
        with pytest.raises(Killed):
            work()
    assert (now(job).state, job.begun) == ("running", 3)
    work()
    assert (now(job).state, job.done) == ("failed", 2)
    assert job.error == "排“第3张”时：打印程序几次中断，请联系系统管理员。"
    assert now(other).state == "done"
    assert MADE.count("第3张") == 3
    ACTS.clear()
    print_jobs.try_again(job, print_kinds.RIGHT, office.clerk, NOON)
    work()
    assert now(job).state == "done"


def test_a_print_that_ends_the_worker_before_its_first_piece_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(office)
    monkeypatch.setattr("tests.points.print_kinds.BUILT", _Deadly())
    for _ in range(print_jobs.MOST_BEGUN):
        with pytest.raises(Killed):
            work()
    work()
    assert now(job).error == "打印程序几次中断，请联系系统管理员。"


class _Deadly(list[PrintJob]):
    def append(self, _: PrintJob) -> None:
        raise Killed


def test_pieces_that_come_to_their_end_between_are_not_counted(office: Office) -> None:
    job = ask(office, pieces=9)
    for number in range(1, 7):
        ACTS.clear()
        ACTS[f"第{number}张"] = dies
        with pytest.raises(Killed):
            work()
    ACTS.clear()
    work()
    assert now(job).state == "done"


def test_a_worker_that_is_told_to_end_blames_no_piece(office: Office) -> None:
    job = ask(office)

    def told_to_end() -> None:
        raise KeyboardInterrupt

    ACTS["第1张"] = told_to_end
    for _ in range(print_jobs.MOST_BEGUN + 1):
        with pytest.raises(KeyboardInterrupt):
            work()
    assert (now(job).state, job.begun) == ("running", 0)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_as_one_and_no_half_file_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(office)
    ACTS["第2张"] = lambda: monkeypatch.setattr(os, "fsync", full)
    work()
    assert now(job).error == "排“第2张”时：服务器磁盘写不进去（可能满了），请联系系统管理员。"
    assert list(files.folder_of(job).iterdir()) == [files.piece_file(job, "1")]


def test_a_file_that_is_missing_is_no_full_disk(office: Office) -> None:
    job = ask(office)
    ACTS["第1张"] = lambda: Path("/nowhere/at/all").read_bytes()
    work()
    assert now(job).error == "排“第1张”时：程序出错，没有排成，请联系系统管理员查看日志。"


def test_what_is_written_is_on_the_disk_before_and_after_it_takes_its_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.piece_file(ask(office), "1")
    synced: list[tuple[str, bool]] = []
    really = os.fsync

    def noted(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append(("folder" if is_folder else "file", path.exists()))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    files.write(path, b"paper")
    assert synced == [("folder", False), ("file", False), ("folder", True)]
    synced.clear()
    files.put(path, path.with_name("other.pdf"))
    assert synced == [("folder", False)]


def test_a_volume_that_is_tried_again_has_nothing_from_before(office: Office) -> None:
    job = ask(office, "book")
    work()
    assert now(job).state == "failed"
    assert MADE == ["第1张", "第2张"]
    print_jobs.try_again(job, print_kinds.RIGHT, office.clerk, NOON)
    work()
    assert MADE == ["第1张", "第2张"] * 2


def test_a_volume_goes_on_after_a_restart_where_it_stood(office: Office) -> None:
    ask(office, "book")
    work(turns=1)
    work()
    assert MADE == ["第1张", "第2张"]


def test_two_pieces_with_one_label_are_two(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    twins = [Piece("G1", "王家湾1组", lambda: sheets(1, 101))]
    twins += [Piece("G2", "王家湾1组", lambda: sheets(1, 102))]
    monkeypatch.setitem(
        print_kinds.KINDS, "plain", _plain_kind(lambda job: Print(job.title, twins))
    )
    job = ask(office)
    work()
    assert widths(files.paper_file(job).read_bytes()) == [101, 102]


def test_a_print_without_pieces_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(print_kinds.KINDS, "plain", _plain_kind(lambda job: Print(job.title, [])))
    job = ask(office)
    work()
    assert (now(job).state, job.error, job.pieces) == ("failed", "没有要打印的内容。", None)


def _plain_kind(build: Callable[[PrintJob], Print]) -> Any:
    return replace(print_kinds.PLAIN, build=build)


def test_a_print_that_was_stopped_as_it_ended_is_not_told_as_done(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(office)
    really = print_jobs.finish

    def stopped_first(job: PrintJob, *rest: Any) -> bool:
        print_jobs.stop(job, NOON)
        return really(job, *rest)

    monkeypatch.setattr(print_jobs, "finish", stopped_first)
    with caplog.at_level("INFO"):
        work()
    assert now(job).state == "stopped"
    assert "pieces done" not in caplog.text
