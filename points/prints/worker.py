"""The worker: it sets the pieces of long prints, one of each job in turn, and sweeps old paper."""

import errno
import logging
import time
from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import Error, close_old_connections
from django.utils import timezone

from households.refusals import Refused
from points.models import PrintJob
from points.printing.kept import forget_old_papers
from points.printing.pieces import Print
from points.prints import files
from points.prints.kinds import Kind, Work, works
from points.services import print_jobs

LOGGER = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 600.0
REST_SECONDS: Final = 5.0
"""How long it rests when the database or the disk does not answer."""
TRIES: Final = 5
"""How often in a row it tries where it is to end once nothing waits."""

BINDING: Final = "合成一份"
FAULT: Final = "程序出错，没有排成，请联系系统管理员查看日志。"
NOT_WRITTEN: Final = "服务器磁盘写不进去（可能满了），请联系系统管理员。"
NEVER_ENDS: Final = "打印程序几次中断，请联系系统管理员。"
NOTHING: Final = "没有要打印的内容。"
WITHOUT_OFFICE: Final = "您现在的任职不能打印这一份，所以没有排完，需要的话请联系社区管理员。"
NO_SUCH_KIND: Final = "系统里已经没有这种打印，请另选一种。"

NOT_TAKEN: Final = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EIO,
    errno.EACCES,
    errno.EPERM,
}
"""What a disk answers that takes nothing."""


class Worker:
    """Makes what was asked for. Whoever runs one holds `one_worker.sole_worker` meanwhile.

    What a job consists of is asked once in its time here; all else is read anew for each piece.
    """

    def __init__(self) -> None:
        self._prints: dict[int, Print] = {}
        self._swept = float("-inf")

    def run(self, *, once: bool) -> None:
        """Works until the process ends; with `once` until nothing waits."""
        failures = 0
        while True:
            try:
                self._sweep_when_due()
                worked = self.turn()
            except (Error, OSError):
                failures += 1
                if once and failures == TRIES:
                    raise
                LOGGER.exception("the print worker rests for %d seconds", REST_SECONDS)
                close_old_connections()
                time.sleep(REST_SECONDS)
                continue
            failures = 0
            if once and not worked:
                return
            if not once:
                close_old_connections()
            if not worked:
                time.sleep(POLL_SECONDS)

    def _sweep_when_due(self) -> None:
        """By the clock, however much there is to print."""
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._swept = time.monotonic()
            sweep(timezone.now())

    def turn(self) -> bool:
        """Makes one piece of the job whose turn it is; False when none waits."""
        job = print_jobs.take_turn(timezone.now())
        if job is None:
            self._prints.clear()
            return False
        step = _Step()
        if job.begun >= print_jobs.MOST_BEGUN:
            LOGGER.error("print %s (%s) ended the worker: %s", job.ref, job.kind, job.working_on)
            step.label = job.working_on
            print_jobs.fail(job, step.told(NEVER_ENDS), timezone.now())
            return True
        try:
            goes_on = self._go_on(job, step)
        except Refused as refused:
            goes_on = False
            print_jobs.fail(job, step.told("".join(refused.messages)), timezone.now())
        except KeyboardInterrupt:
            with suppress(Error):
                print_jobs.leave(job)
            raise
        except Exception as error:
            goes_on = False
            LOGGER.exception("print %s (%s) failed at %s", job.ref, job.kind, step.label)
            told = NOT_WRITTEN if _is_of_the_disk(error) else FAULT
            print_jobs.fail(job, step.told(told), timezone.now())
        if not goes_on:
            self._prints.pop(job.pk, None)
        return True

    def _go_on(self, job: PrintJob, step: "_Step") -> bool:
        """Makes the next piece, and the paper after the last one; whether more is to be done."""
        kind = _kind_of(job)
        # It waited: it is new, or its asker has put right what kept it from being printed.
        waited = job.state == PrintJob.State.WAITING
        if waited and not kind.by_piece:
            # A volume is of one moment; what an earlier one left is removed here, not by the page:
            # the worker may still be at a piece of it then.
            files.remove(job.ref)
        if waited or job.pk not in self._prints:
            self._prints[job.pk] = kind.build(job)
        whole = self._prints[job.pk]
        if not whole.pieces:
            raise Refused(NOTHING)
        total = len(whole.pieces)
        left = [each for each in whole.pieces if not files.piece_file(job, each.key).exists()]
        done = total - len(left)
        if left:
            piece = left[0]
            step.label = piece.label
            if not print_jobs.note_progress(job, total, done, piece.label):
                return False
            made, kept = piece.make(), files.piece_file(job, piece.key)
            # Cards have been kept with the act that issues them.
            if not kept.exists():
                files.write(kept, made)
            done += 1
        if done < total:
            return print_jobs.note_progress(job, total, done)
        step.label = BINDING
        if print_jobs.note_progress(job, total, done, BINDING):
            parts = [files.piece_file(job, each.key).read_bytes() for each in whole.pieces]
            files.write(files.paper_file(job), whole.bind(parts))
            if print_jobs.finish(job, whole.name, timezone.now()):
                LOGGER.info("print %s (%s): %d pieces done", job.ref, job.kind, total)
        return False


class _Step:
    """What is being made, for the sentence that says where a job failed."""

    label = ""

    def told(self, sentence: str) -> str:
        # Binding is no part of the print that anybody could look at.
        at_a_piece = self.label not in ("", BINDING)
        return f"排“{self.label}”时：{sentence}" if at_a_piece else sentence


def _is_of_the_disk(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in NOT_TAKEN


def _kind_of(job: PrintJob) -> Kind | Work:
    """The kind of `job`. Raises Refused when its asker may not print it (any more)."""
    kind = works().get(job.kind)
    if kind is None:
        raise Refused(NO_SUCH_KIND)
    if not job.asked_by.has_perm(kind.right, job.place):
        raise Refused(WITHOUT_OFFICE)
    return kind


def sweep(at: datetime) -> None:
    """Deletes the paper that was kept long enough at `at`, and whatever belongs to no job."""
    print_jobs.stop_abandoned(at)
    for job in print_jobs.due_to_sweep(at):
        if print_jobs.note_swept(job, at):
            files.remove(job.ref)
    # Looked for before the jobs are: a folder is made after its job.
    kept = list(files.refs_kept())
    living = PrintJob.objects.filter(ref__in=kept, swept_at__isnull=True)
    for ref in set(kept) - set(living.values_list("ref", flat=True)):
        files.remove(ref)
    forget_old_papers(at)
