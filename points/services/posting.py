"""Posts the lines of a notice whose period is over: each line becomes one entry, once.

A notice is closed when all its lines are posted; until then each call posts what has become free.
That of an exchange has no lines: it is closed with its period. A village where the paper was hung
late, or taken down before its time, waits until it has hung its days: see `hangings`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.models import Place, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Entry, HangingReceipt, Notice, Posting, Sheet
from points.services import ledger
from points.services.hangings import is_over, lock_notice
from points.services.standings import base_to_come, settled_scores


@dataclass(frozen=True, slots=True)
class Closing:
    """Notices of which lines were posted, without their content: `closed` entirely; of those in
    `partly` something waits for a reply to an objection, for the assembly, or for a village where
    it has to hang longer."""

    closed: list[Notice]
    partly: list[Notice]


def close_notices(
    community: Place | None, at: datetime, by: User | None = None, on: date | None = None
) -> Closing:
    """Closes the notices whose last day has passed on `on` (default: the day of `at`), of one
    community or (None) of all, and enters their points with that day.

    Sheet by sheet, each in its own transaction: what a crash leaves undone the next call does, and
    a second call does nothing. Raises Refused for a day to come, and when `by` (None: the system
    itself) holds no office to close notices in `community`.
    """
    day = on or day_of(at)
    if day > day_of(at):
        raise Refused("公示期满不能按还没有到的日期办理，请改正日期。")
    due = (
        Notice.objects.not_closed()
        .over_on(day)
        .select_related("community")
        .defer("content")
        .order_by("community", "number")
    )
    if community is not None:
        due = due.filter(community=community)
        if by is not None:
            offices_for(by, "points.close_notice", [community], day_of(at))
    done = Closing([], [])
    for notice in due:
        sheets = notice.sheets.filter(state=Sheet.State.PUBLISHED).order_by("pk")
        posted = sum(post_sheet(sheet, at, by, day) for sheet in sheets)
        if _close(notice, at, by, day):
            done.closed.append(notice)
        elif posted:
            done.partly.append(notice)
    return done


@transaction.atomic
def post_sheet(sheet: Sheet, at: datetime, by: User | None = None, on: date | None = None) -> int:
    """Posts the lines of one published sheet that nobody disputes; returns how many.

    0 when it was posted before, while its notice still hangs in its village on `on` (default: the
    day of `at`), and until the assembly has ratified it. The line of an open objection waits for
    the reply.
    """
    day = on or day_of(at)
    locked = (
        Sheet.objects.select_for_update(of=("self",))
        .filter(pk=sheet.pk, state=Sheet.State.PUBLISHED, ratified_at__isnull=False)
        .select_related("group", "notice")
        .defer("notice__content")
    )
    current = locked.first()
    if current is None or current.notice is None:
        return 0
    notice = current.notice
    lock_notice(notice.pk)
    if not is_over(notice, current.group.parent_id, day):
        return 0
    waiting = list(
        settled_scores()
        .filter(decision__sheet=current, line__posting__isnull=True)
        .order_by("line__household__code")
        .values_list("line_id", "line__household_id", "final", "held")
    )
    totals = [(line, household, total) for line, household, total, held in waiting if not held]
    bases = base_to_come([household for _, household, _ in totals], current.year)
    begun = [
        ledger.Movement(
            household_id=household,
            points=points,
            kind=Entry.Kind.BASE,
            year=current.year,
            note=f"{current.year}年基础分",
        )
        for household, points in sorted(bases.items())
    ]
    entries = ledger.write(
        current.community_id,
        [
            *begun,
            *(
                ledger.Movement(
                    household_id=household,
                    points=total,
                    kind=Entry.Kind.MONTH,
                    year=current.year,
                    note=f"{current.period.label}积分",
                )
                for _, household, total in totals
            ),
        ],
        day,
        by,
        at,
    )
    Posting.objects.bulk_create(
        Posting(
            community_id=current.community_id,
            line_id=line,
            entry=entry,
            notice=notice,
        )
        for (line, _, _), entry in zip(totals, entries[len(begun) :], strict=True)
    )
    if len(totals) == len(waiting):
        Sheet.objects.filter(pk=current.pk).update(state=Sheet.State.POSTED)
    return len(totals)


@transaction.atomic
def _close(notice: Notice, at: datetime, by: User | None, day: date) -> bool:
    lock_notice(notice.pk)
    open_sheets = notice.sheets.filter(state=Sheet.State.PUBLISHED)
    short = HangingReceipt.objects.waiting_on(day).filter(notice=notice)
    return bool(
        not open_sheets.exists()
        and not short.exists()
        and Notice.objects.not_closed().filter(pk=notice.pk).update(closed_at=at, closed_by=by)
    )
