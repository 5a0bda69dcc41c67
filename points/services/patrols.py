"""The only writer of patrol findings and their photos: one at the door, or many from paper.

Everybody starts with full marks, so only exceptions are entered. A phone that comes back after its
round was closed is listened to for some time: what was noted before is kept as late, and counts in
the next month in which it still can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import transaction

from households.models import Submission, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.submissions import once
from points.models import PatrolFinding, PatrolFindingPhoto, PatrolRound
from points.periods import Month
from points.services.patrol_book import Noted, RoundBook
from points.services.patrol_months import taken_in
from points.services.patrol_plans import count_change, lock, sheet_about
from points.services.patrol_walkers import PLAN, may_enter
from points.services.photo_files import with_file

PURPOSE = "patrol_finding"
"""Of the form token of one finding, whichever page sends it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one finding: its reference, and the month a late one counts in."""

    ref: str
    late_in: Month | None

    @property
    def told(self) -> str:
        """The sentence for whoever sent it."""
        if self.late_in is None:
            return "已记下。"
        return f"本轮已结束，已收下，计入{self.late_in.label}。"

    def as_json(self) -> dict[str, str]:
        return {"ref": self.ref, "late_in": str(self.late_in or "")}

    @classmethod
    def of_json(cls, kept: dict[str, str]) -> Self:
        return cls(kept["ref"], Month.parse(kept["late_in"]) if kept["late_in"] else None)


class NotedRefused(Refused):
    """Some of several findings were refused, none was kept: `by_position` has each Refused."""

    def __init__(self, by_position: dict[int, Refused]) -> None:
        super().__init__([message for each in by_position.values() for message in each.messages])
        self.by_position = by_position


def enter_one(
    token: UUID, patrol: PatrolRound, noted: Noted, by: User, at: datetime
) -> tuple[Kept, bool]:
    """Keeps one finding, once however often `token` is sent; returns what became of it and whether
    this call kept it. A retry is answered before anything is tested.

    The first one from a phone says on which day the round was walked. Raises Refused with a
    sentence at the field that is wrong (household, indicator, taken, note, fix_by, photos), or for
    the whole: called off, closed (unless it comes from a phone in time), without an office.
    """

    def act() -> dict[str, str]:
        try:
            (found,) = enter(patrol, [noted], by, at)
        except NotedRefused as refused:
            raise refused.by_position[0] from refused
        return Kept(found.ref, found.counts_in if found.late else None).as_json()

    kept, new = once(token, PURPOSE, by, at, act)
    return Kept.of_json(kept), new


def kept_before(token: UUID | None, by: User) -> Kept | None:
    """What became of a finding that `by` has sent under this token before; None for a new one."""
    if token is None:
        return None
    sent = Submission.objects.filter(token=token, user=by, purpose=PURPOSE).first()
    return Kept.of_json(sent.result) if sent and sent.result else None


@transaction.atomic
def enter(
    patrol: PatrolRound,
    noted: Sequence[Noted],
    by: User,
    at: datetime,
    *,
    walked_on: date | None = None,
) -> list[PatrolFinding]:
    """Keeps all of `noted` or none; `walked_on` is the day of the round, where it is known.

    Raises NotedRefused naming each that was refused; Refused as `enter_one`.
    """
    book = RoundBook.open(patrol, by, at)
    if walked_on is not None:
        book.note_day(walked_on)
    found: list[PatrolFinding] = []
    refused: dict[int, Refused] = {}
    for position, each in enumerate(noted):
        try:
            found.append(book.accept(each))
        except Refused as error:
            refused[position] = error
    if refused:
        raise NotedRefused(refused)
    change(book, found, {})
    _hang_photos(found, noted, by, at)
    return found


def change(book: RoundBook, added: Sequence[PatrolFinding], voids: Mapping[int, str]) -> None:
    """Voids findings (primary key → reason) and adds those that `book` accepted: one version on.

    For use within the transaction that opened `book`. Raises AlreadyHandled when one was voided
    meanwhile.
    """
    if not added and not voids:
        return
    patrol = book.patrol
    for reason in dict.fromkeys(voids.values()):
        keys = [pk for pk, why in voids.items() if why == reason]
        voided = PatrolFinding.objects.standing().filter(pk__in=keys, round=patrol)
        if len(keys) != voided.update(
            voided_by=book.by,
            voided_at=book.at,
            void_reason=reason,
            voided_in_version=patrol.version + 1,
        ):
            raise AlreadyHandled
    PatrolFinding.objects.bulk_create(added)
    count_change(patrol)


def _hang_photos(
    found: Sequence[PatrolFinding], noted: Sequence[Noted], by: User, at: datetime
) -> None:
    PatrolFindingPhoto.objects.bulk_create(
        [
            with_file(
                PatrolFindingPhoto,
                photo,
                by,
                at,
                community_id=finding.community_id,
                finding=finding,
            )
            for finding, each in zip(found, noted, strict=True)
            for photo in each.photos
        ]
    )


@transaction.atomic
def void(finding: PatrolFinding, reason: str, by: User, at: datetime) -> None:
    """Declares that `finding` was wrong, for `reason`; it stays to be read.

    Whoever wrote it down may while the round is open, the office also later, until the sheet that
    it was counted in takes no more records. Raises Refused otherwise and without a reason;
    AlreadyHandled when it was voided meanwhile.
    """
    patrol = lock(finding.round)
    book = RoundBook(patrol, by, at, ())
    current = PatrolFinding.objects.select_related("round", "household").get(pk=finding.pk)
    if not reason.strip():
        raise Refused({"reason": "请写明作废的原因。"})
    if current.household_id == by.household_id:
        raise Refused("不能作废自己家的扣分，请由别的工作人员办理。")
    if patrol.is_open and current.by_id == by.pk:
        if not may_enter(patrol, by, day_of(at)):
            raise Refused("您现在没有办理此事的任职，请联系积分办。")
    else:
        offices_for(by, PLAN, [patrol.group], day_of(at))
    _require_not_counted(current)
    change(book, [], {current.pk: reason.strip()})


def _require_not_counted(finding: PatrolFinding) -> None:
    month = taken_in(finding)
    if month is None:
        return
    over = sheet_about(finding.household, month)
    if over is not None and not over.takes_records:
        raise Refused(f"{over}的村小组评分已结束，不能再作废；有差错的，请在评审时改分。")
