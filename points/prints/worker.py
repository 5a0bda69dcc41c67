"""The worker: it sets the pieces of long prints, one of each job in turn, and sweeps old paper."""

import logging
import time
from datetime import datetime
from typing import Final

from django.db import close_old_connections
from django.utils import timezone

from households.refusals import Refused
from points.models import PrintJob
from points.printing.kept import forget_old_papers
from points.printing.pieces import Print
from points.prints import files
from points.prints.kinds import Kind, kinds
from points.services import print_jobs

LOGGER = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 600.0

BINDING: Final = "合成一份"
FAULT: Final = "程序出错，没有排成，请联系系统管理员查看日志。"
WITHOUT_OFFICE: Final = "您现在的任职不能打印这一份，所以没有排完，需要的话请联系社区管理员。"
NO_SUCH_KIND: Final = "系统里已经没有这种打印，请另选一种。"


class Worker:
    """Makes what was asked for. Whoever runs one holds `one_worker.sole_worker` meanwhile.

    What a job consists of is asked once in its time here; all else is read anew for each piece.
    """

    def __init__(self) -> None:
        self._prints: dict[int, Print] = {}
        self._swept = float("-inf")

    def run(self, *, once: bool) -> None:
        """Works until the process ends; with `once` until nothing waits."""
        while True:
            if not self.turn():
                if once or time.monotonic() - self._swept > SWEEP_SECONDS:
                    sweep(timezone.now())
                    self._swept = time.monotonic()
                if once:
                    return
                time.sleep(POLL_SECONDS)
            if not once:
                close_old_connections()

    def turn(self) -> bool:
        """Makes one piece of the job whose turn it is; False when none waits."""
        job = print_jobs.take_turn(timezone.now())
        if job is None:
            self._prints.clear()
            return False
        step = _Step()
        try:
            goes_on = self._go_on(job, step)
        except Refused as refused:
            goes_on = False
            print_jobs.fail(job, step.told("".join(refused.messages)), timezone.now())
        except Exception:
            goes_on = False
            LOGGER.exception("print %s (%s) failed at %s", job.ref, job.kind, step.label)
            print_jobs.fail(job, step.told(FAULT), timezone.now())
        if not goes_on:
            self._prints.pop(job.pk, None)
        return True

    def _go_on(self, job: PrintJob, step: "_Step") -> bool:
        """Makes the next piece, and the paper after the last one; whether more is to be done."""
        kind = _kind_of(job)
        # It waited: it is new, or its asker has put right what kept it from being printed.
        if job.state == PrintJob.State.WAITING or job.pk not in self._prints:
            self._prints[job.pk] = kind.build(job)
        whole = self._prints[job.pk]
        total = len(whole.pieces)
        left = [each for each in whole.pieces if not files.piece_file(job, each.label).exists()]
        done = total - len(left)
        if left:
            piece = left[0]
            step.label = piece.label
            if not print_jobs.note_progress(job, total, done, piece.label):
                return False
            made, kept = piece.make(), files.piece_file(job, piece.label)
            # Cards have been kept with the act that issues them.
            if not kept.exists():
                files.write(kept, made)
            done += 1
        if done < total:
            return print_jobs.note_progress(job, total, done)
        step.label = BINDING
        if print_jobs.note_progress(job, total, done, BINDING):
            parts = [files.piece_file(job, each.label).read_bytes() for each in whole.pieces]
            files.write(files.paper_file(job), whole.bind(parts))
            print_jobs.finish(job, whole.name, timezone.now())
            LOGGER.info("print %s (%s): %d pieces done", job.ref, job.kind, total)
        return False


class _Step:
    """What is being made, for the sentence that says where a job failed."""

    label = ""

    def told(self, sentence: str) -> str:
        return f"排“{self.label}”时：{sentence}" if self.label else sentence


def _kind_of(job: PrintJob) -> Kind:
    """The kind of `job`. Raises Refused when its asker may not print it (any more)."""
    kind = kinds().get(job.kind)
    if kind is None:
        raise Refused(NO_SUCH_KIND)
    if not job.asked_by.has_perm(kind.right, job.place):
        raise Refused(WITHOUT_OFFICE)
    return kind


def sweep(at: datetime) -> None:
    """Deletes the paper that was kept long enough at `at`, and whatever belongs to no job."""
    for job in print_jobs.due_to_sweep(at):
        if print_jobs.note_swept(job, at):
            files.remove(job.ref)
    # Looked for before the jobs are: a folder is made after its job.
    kept = list(files.refs_kept())
    living = PrintJob.objects.filter(ref__in=kept, swept_at__isnull=True)
    for ref in set(kept) - set(living.values_list("ref", flat=True)):
        files.remove(ref)
    forget_old_papers(at)
