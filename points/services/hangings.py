"""The only writer of 张贴记录, and the rule how long a notice really hangs in each village.

Where nobody types receipts, a notice is over with its own last day. Where somebody does, the days
of a village are those of the paper there: it is over once one hanging was up for the notice's
number of days, and no earlier than the notice itself. So a paper hung late hangs longer, and one
taken down before its last day begins again with its next hanging; until that is through, neither
are the village's lines posted nor is the time to object up. Taken down on the last day is not
early. The other villages, the frozen content and the assembly that ratifies go by the notice's own
days.

Both acts lock the notice, as posting does after its sheet.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import HangingPhoto, HangingReceipt, Notice, Sheet
from points.periods import chinese_date, closing_day
from points.photos import Prepared
from points.services.photo_files import with_file

RIGHT = "points.note_hanging"


def lock_notice(pk: int) -> None:
    """Keeps receipts of the notice from being written, and what rests on them from being done,
    until the transaction ends. New rows may refer to the notice meanwhile."""
    Notice.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def is_over(notice: Notice, village_id: int | None, day: date) -> bool:
    """Whether `notice` has hung its whole time in the village on `day`."""
    receipts = HangingReceipt.objects.waiting_on(day).filter(notice=notice, village=village_id)
    return notice.closes_on < day and not receipts.exists()


def hang_longer(notices: Iterable[Notice], day: date) -> set[int]:
    """Those of `notices` (primary keys) that on `day` have to hang longer than their own days in
    one of their villages. One query."""
    waiting = HangingReceipt.objects.waiting_on(day).filter(notice__in=notices)
    late = Q(notice__closes_on__lt=day) | Q(taken_on__lt=F("hangs_until"))
    return set(waiting.filter(late).values_list("notice", flat=True))


@transaction.atomic
def hang(
    notice: Notice,
    village: Place,
    hung_on: date,
    hung_by: str,
    photos: Sequence[Prepared],
    by: User,
    at: datetime,
) -> HangingReceipt:
    """Notes that the paper of `notice` was hung in `village` on `hung_on`, by whom (as typed).

    Raises AlreadyHandled while it hangs there by an earlier receipt; Refused for a village the
    notice is not of, a day to come, before the notice was published or before the last one was
    taken down, without a name, without an office.
    """
    lock_notice(notice.pk)
    office = offices_for(by, RIGHT, [village], day_of(at))[village.pk]
    _require_of(notice, village)
    earlier = HangingReceipt.objects.filter(notice=notice, village=village).order_by("pk").last()
    if earlier is not None and earlier.taken_on is None:
        raise AlreadyHandled(f"{village.name}已经登记了张贴，现在还挂着，本次未作改动。")
    published = day_of(notice.published_at)
    if hung_on > day_of(at):
        raise Refused({"hung_on": "张贴日期还没有到，请改正。"})
    if hung_on < published:
        told = f"这期公示是{chinese_date(published)}发布的，张贴日期不能更早，请改正。"
        raise Refused({"hung_on": told})
    if earlier is not None and earlier.taken_on is not None and hung_on < earlier.taken_on:
        told = f"上一次是{chinese_date(earlier.taken_on)}撤下的，重新张贴不能更早，请改正。"
        raise Refused({"hung_on": told})
    receipt = HangingReceipt.objects.create(
        community_id=notice.community_id,
        notice=notice,
        village=village,
        hung_on=hung_on,
        hung_by=_named(hung_by, "hung_by", "张贴人"),
        hangs_until=max(notice.closes_on, closing_day(hung_on, notice.period_days)),
        noted_by=by,
        appointment=office,
        noted_at=at,
    )
    of = {"community_id": notice.community_id, "hanging": receipt}
    HangingPhoto.objects.bulk_create(
        [with_file(HangingPhoto, photo, by, at, **of) for photo in photos]
    )
    return receipt


@transaction.atomic
def take_down(
    notice: Notice,
    village: Place,
    taken_on: date,
    taken_by: str,
    reason: str,
    by: User,
    at: datetime,
) -> HangingReceipt:
    """Notes that the paper of `notice` was taken down in `village` on `taken_on`, by whom.

    Before its last day it needs a `reason`, and the village's days begin again. Raises
    AlreadyHandled when nothing hangs there; Refused for a day to come or before it was hung,
    without a name, early without a reason or after the village's points were entered, without an
    office.
    """
    lock_notice(notice.pk)
    offices_for(by, RIGHT, [village], day_of(at))
    current = HangingReceipt.objects.filter(
        notice=notice, village=village, taken_on__isnull=True
    ).first()
    if current is None:
        raise AlreadyHandled(f"{village.name}没有正在张贴的记录，不用登记撤下，本次未作改动。")
    if taken_on > day_of(at):
        raise Refused({"taken_on": "撤下日期还没有到，请改正。"})
    if taken_on < current.hung_on:
        told = f"是{chinese_date(current.hung_on)}张贴的，撤下日期不能更早，请改正。"
        raise Refused({"taken_on": told})
    current.taken_on = taken_on
    current.taken_by = _named(taken_by, "taken_by", "撤下人")
    current.taken_noted_by, current.taken_noted_at = by, at
    if current.is_short:
        _require_not_posted(notice, village)
        current.taken_reason = reason.strip()
        if not current.taken_reason:
            told = f"应张贴到{chinese_date(current.hangs_until)}，提前撤下请写明原因。"
            raise Refused({"taken_reason": told})
    current.save(
        update_fields=["taken_on", "taken_by", "taken_reason", "taken_noted_by", "taken_noted_at"]
    )
    return current


def villages_in(notice: Notice) -> set[str]:
    """Codes of the villages whose groups `notice` tells of."""
    return {group["village_code"] for group in notice.content["groups"]}


def _require_of(notice: Notice, village: Place) -> None:
    if village.community_id != notice.community_id or village.code not in villages_in(notice):
        raise Refused(f"第{notice.number}期公示里没有{village.name}，请核对期号和村。")


def _require_not_posted(notice: Notice, village: Place) -> None:
    closed = Notice.objects.filter(pk=notice.pk, closed_at__isnull=False)
    here = Sheet.objects.filter(notice=notice, group__parent=village)
    waiting = here.filter(state=Sheet.State.PUBLISHED)
    if closed.exists() or (here.exists() and not waiting.exists()):
        told = f"{village.name}这一期已经办结，积分不能撤回，不能再登记提前撤下，请核对撤下日期。"
        raise Refused({"taken_on": told})


def _named(typed: str, field: str, who: str) -> str:
    name = typed.strip()
    if not name:
        raise Refused({field: f"请填写{who}的姓名。"})
    return name
