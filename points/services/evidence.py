"""The only writer of evidence: photos and scans on a record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from households.models import Card, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Evidence, Record, Sheet
from points.models.evidence import MOST_PER_RECORD
from points.photos import Prepared
from points.services.photo_files import with_file
from points.services.sheet_checks import lock
from points.steps import Step


@transaction.atomic
def attach(
    record: Record, photos: Sequence[Prepared], by: User | Card, at: datetime
) -> list[Evidence]:
    """Hangs `photos` on `record`; all or none.

    The sheet's version stays: it counts what scores are made of, and a photo changes none. It is
    only ever added, so whoever approves has seen nothing that is not there any more.

    Raises Refused once the review is over, for more than six photos on the record, for the own
    household of a person, without an office; and for a card for anything but a claim of its own
    household while self-evaluation is open. Raises AlreadyHandled when the record was voided.
    """
    (sheet,) = lock([record.line.sheet_id])
    current = Record.objects.select_related("line").get(pk=record.pk)
    if isinstance(by, Card):
        _require_own_claim(by, current, sheet)
    else:
        offices_for(by, "points.attach_evidence", [sheet.group], day_of(at))
        if by.household_id == current.line.household_id:
            raise Refused("不能给自己家的记录附佐证，请由别的工作人员办理。")
    if current.voided_at is not None:
        raise AlreadyHandled("这条记录已经作废，不必再附佐证，本次未作改动。")
    if not sheet.in_review:
        raise Refused(f"{sheet}的评审已经结束，不能再附佐证；有新情况的，请按异议或更正办理。")
    room = MOST_PER_RECORD - Evidence.objects.filter(record=current).count()
    if len(photos) > room:
        left = f"这条还能附{room}张，请少选几张。" if room else "这条已经附满。"
        raise Refused({"photos": f"一条记录最多附{MOST_PER_RECORD}张照片，{left}"})
    of = {"community_id": current.community_id, "record": current}
    return Evidence.objects.bulk_create(
        [with_file(Evidence, photo, by, at, **of) for photo in photos]
    )


def _require_own_claim(card: Card, record: Record, sheet: Sheet) -> None:
    if record.line.household_id != card.household_id or record.origin != Record.Origin.SELF:
        raise Refused("只能给本户自评申报的事项附照片。")
    if not sheet.waits_at(Step.SELF):
        raise Refused(f"{sheet}的群众自评已截止，不能再附照片；请把照片交给村小组或积分办。")
