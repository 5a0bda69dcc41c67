"""The only writer of 批量打印: prints that are set beside the request, and which is next.

A job goes waiting → running → done or failed; its asker stops it, or asks for it again. Each step
is an update of the row as it was seen (`where state`): what comes too late changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import PrintJob

KEPT: Final = timedelta(days=3)
"""How long the paper is kept after its end: a name on it may be erased, a card be handed out."""
MOST_AT_ONCE: Final = 20
"""Unfinished prints of one person; more of them is a mistake, and would keep everybody waiting."""

MOST_BEGUN: Final = 3
"""How often a piece is begun that never comes to its end; then it is what ends the worker."""

State = PrintJob.State


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed for whom: `kind` and `asked` as `PrintJob` has them, `right` is what
    printing it needs at `place`."""

    kind: str
    right: str
    place: Place
    title: str
    asked: Mapping[str, Any]
    site: str


@transaction.atomic
def ask(order: Order, by: User, at: datetime) -> PrintJob:
    """The job that prints `order`; one that the same person still waits for is not made twice.

    Raises Refused without an office, or when the person waits for MOST_AT_ONCE prints already.
    """
    waiting = _waited_for(by)
    offices_for(by, order.right, [order.place], day_of(at))
    same = [job for job in waiting if _is_for(job, order)]
    if same:
        return same[0]
    _require_few(waiting)
    return PrintJob.objects.create(
        community=order.place.home(),
        place=order.place,
        kind=order.kind,
        asked=dict(order.asked),
        site=order.site,
        title=order.title,
        asked_by=by,
        asked_at=at,
        touched_at=at,
    )


def _waited_for(by: User) -> list[PrintJob]:
    """What a person waits for, and nobody adds to until the end of the transaction."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return list(PrintJob.objects.unfinished().filter(asked_by=by))


def _require_few(waiting: Sequence[PrintJob]) -> None:
    if len(waiting) >= MOST_AT_ONCE:
        raise Refused(f"您还有{len(waiting)}份没有打完，请等它们排完，或停止不要的，再来打印。")


def _is_for(job: PrintJob, order: Order) -> bool:
    wanted = (order.kind, order.place.pk, dict(order.asked), order.site)
    return (job.kind, job.place_id, job.asked, job.site) == wanted


def take_turn(at: datetime) -> PrintJob | None:
    """The unfinished job whose last turn is longest ago, as it stood before, and running from now
    on; None without one.

    So a short print waits for one piece of a long one, not for all of it. To be called by one
    worker at a time: a job found running is one that an earlier worker has left. The turn counts as
    begun until one of the following says how it came out.
    """
    unfinished = PrintJob.objects.unfinished()
    people = unfinished.select_related("asked_by", "place__parent", "place__community")
    while (job := people.order_by("touched_at", "pk").first()) is not None:
        begun = {"state": State.RUNNING, "touched_at": at, "begun": F("begun") + 1}
        # Nought rows: its asker has just stopped it.
        if unfinished.filter(pk=job.pk).update(started_at=Coalesce(F("started_at"), at), **begun):
            return job
    return None


def leave(job: PrintJob) -> None:
    """Notes that the worker was told to end: the piece it was at is not to blame."""
    _running(job).update(begun=0)


@transaction.atomic
def hold(job: PrintJob) -> None:
    """Keeps a running job from being stopped until the end of the transaction around this. Raises
    Refused when it is not running any more."""
    if _running(job).select_for_update(no_key=True).first() is None:
        raise Refused("这份打印已经停止。")


def note_progress(job: PrintJob, pieces: int, done: int, working_on: str = "") -> bool:
    """Notes how far a running job is, which works on nothing once a piece has come to its end;
    False when it is not running any more."""
    far: dict[str, Any] = {"pieces": pieces, "done": done, "working_on": working_on}
    if not working_on:
        far["begun"] = 0
    return _running(job).update(**far) > 0


def finish(job: PrintJob, name: str, at: datetime) -> bool:
    """Notes that the whole paper is there, to be saved as `name`; False when the job is not running
    any more."""
    done = {"state": State.DONE, "done": F("pieces"), "working_on": "", "begun": 0}
    return _running(job).update(name=name, finished_at=at, **done) > 0


def fail(job: PrintJob, error: str, at: datetime) -> bool:
    """Notes the sentence that says why there is no paper; False when the job is not running."""
    failed = {"state": State.FAILED, "error": error, "working_on": "", "finished_at": at}
    return _running(job).update(**failed) > 0


def stop(job: PrintJob, at: datetime) -> None:
    """Takes no further piece up. Raises AlreadyHandled when the job has ended meanwhile."""
    ended = {"state": State.STOPPED, "working_on": "", "finished_at": at}
    if not PrintJob.objects.unfinished().filter(pk=job.pk).update(**ended):
        raise AlreadyHandled("这份打印已经结束，不用停止了。")


@transaction.atomic
def try_again(job: PrintJob, right: str, by: User, at: datetime) -> None:
    """Lets a job that failed or was stopped go on; the pieces that are kept are not made again.

    Raises Refused without an office, when the person waits for the same print already or for
    MOST_AT_ONCE, AlreadyHandled when it goes on already or nothing is kept.
    """
    waiting = [each for each in _waited_for(by) if each.pk != job.pk]
    offices_for(by, right, [job.place], day_of(at))
    order = Order(job.kind, right, job.place, job.title, job.asked, job.site)
    if any(_is_for(each, order) for each in waiting):
        raise Refused("同样的一份正在打印，请到“批量打印”里看那一份，这一份不用再试。")
    _require_few(waiting)
    ended = PrintJob.objects.filter(
        pk=job.pk,
        state__in=(State.FAILED, State.STOPPED),
        swept_at__isnull=True,
        finished_at__gt=at - KEPT,
    )
    anew = {"started_at": None, "finished_at": None, "touched_at": at, "begun": 0}
    if not ended.update(state=State.WAITING, error="", **anew):
        raise AlreadyHandled("这份打印不用再试了，请看最新的情况。")


def stop_abandoned(at: datetime) -> None:
    """Ends what was begun and not worked on for as long as paper is kept, as of when it was left:
    no worker ran, and what there is of it is as old as that. What only waits has no paper yet."""
    left = PrintJob.objects.unfinished().filter(touched_at__lte=at - KEPT, started_at__isnull=False)
    left.update(state=State.STOPPED, working_on="", finished_at=F("touched_at"))


def due_to_sweep(at: datetime) -> list[PrintJob]:
    """Those whose paper has been kept long enough at `at`."""
    return list(
        PrintJob.objects.filter(finished_at__lte=at - KEPT, swept_at__isnull=True).order_by("pk")
    )


def note_swept(job: PrintJob, at: datetime) -> bool:
    """Notes that the files go; False when the job has been taken up again meanwhile."""
    ended = PrintJob.objects.filter(pk=job.pk, finished_at__lte=at - KEPT, swept_at__isnull=True)
    return ended.update(swept_at=at) > 0


def _running(job: PrintJob) -> Any:
    return PrintJob.objects.filter(pk=job.pk, state=State.RUNNING)
