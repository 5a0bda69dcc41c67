"""The only writer of 张贴记录, and the rule how long a notice really hangs in each village.

Where nobody types receipts, a notice is over with its own last day. Where somebody does, the days
of a village are those of the paper there: it is over once one hanging was up for the notice's
number of days, and no earlier than the notice itself. So a paper hung late hangs longer, and one
taken down before its last day begins again with its next hanging; until that is through, neither
are the village's lines posted nor ratified, nor is the time to object up. Taken down on the last
day is not early. The other villages and the frozen content go by the notice's own days.

What was typed in wrongly is voided and counts for nothing: the village's days are those of its
other receipts. What was done for good because a village had hung its days keeps resting on them:
nothing is noted or voided afterwards by which they would not have been over.

Every act locks the notice, as posting does after its sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from django.db import transaction
from django.db.models import F, Min, Q

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Clearing, HangingPhoto, HangingReceipt, Notice, Posting
from points.models.hanging import HangingReceiptQuerySet
from points.periods import chinese_date, closing_day
from points.photos import Prepared
from points.services.photo_files import with_file

RIGHT = "points.note_hanging"

LastDays: TypeAlias = Mapping[tuple[int, int | None], date | None]
"""Of notice and village (primary keys) the last day there, where somebody typed receipts; None
where the paper was taken down early and has to hang again, from a day that nobody knows yet."""


def lock_notice(pk: int) -> None:
    """Keeps receipts of the notice from being written, and what rests on them from being done,
    until the transaction ends. New rows may refer to the notice meanwhile."""
    Notice.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def last_days(notices: Iterable[Notice]) -> LastDays:
    """The last days of `notices` in the villages that have receipts. One query, without notices
    none."""
    noted = HangingReceipt.objects.standing().filter(notice__in=[notice.pk for notice in notices])
    to_the_end = Q(taken_on__isnull=True) | Q(taken_on__gte=F("hangs_until"))
    days = noted.order_by().values("notice", "village")
    ends = days.annotate(last=Min("hangs_until", filter=to_the_end))
    return {(each["notice"], each["village"]): each["last"] for each in ends}


def last_day(notice: Notice, village_id: int | None, days: LastDays) -> date | None:
    """The last day of `notice` in the village by `days`, its own where nobody typed receipts; None
    while nobody knows it."""
    return days.get((notice.pk, village_id), notice.closes_on)


def is_over(notice: Notice, village_id: int | None, day: date) -> bool:
    """Whether `notice` has hung its whole time in the village on `day`. One query."""
    last = last_day(notice, village_id, last_days([notice]))
    return last is not None and last < day


def hang_longer(notices: Iterable[Notice], day: date) -> set[int]:
    """Those of `notices` (primary keys) that, as is known on `day`, hang longer than their own days
    in one of their villages, and are not over there. One query."""
    own = {notice.pk: notice for notice in notices}
    return {
        notice
        for (notice, _), last in last_days(own.values()).items()
        if last is None or (last > own[notice].closes_on and last >= day)
    }


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
    taken down, without a name, without an office, and for a paper that had not hung its days when
    the village's points were entered.
    """
    lock_notice(notice.pk)
    office = offices_for(by, RIGHT, [village], day_of(at))[village.pk]
    _require_of(notice, village)
    earlier = _standing(notice, village).order_by("pk").last()
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
    until = max(notice.closes_on, closing_day(hung_on, notice.period_days))
    _require_full_when_done(notice, village, until)
    receipt = HangingReceipt.objects.create(
        community_id=notice.community_id,
        notice=notice,
        village=village,
        hung_on=hung_on,
        hung_by=_named(hung_by, "hung_by", "张贴人"),
        hangs_until=until,
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
    office = offices_for(by, RIGHT, [village], day_of(at))[village.pk]
    current = _standing(notice, village).filter(taken_on__isnull=True).first()
    if current is None:
        raise AlreadyHandled(f"{village.name}没有正在张贴的记录，不用登记撤下，本次未作改动。")
    if taken_on > day_of(at):
        raise Refused({"taken_on": "撤下日期还没有到，请改正。"})
    if taken_on < current.hung_on:
        told = f"是{chinese_date(current.hung_on)}张贴的，撤下日期不能更早，请改正。"
        raise Refused({"taken_on": told})
    current.taken_on = taken_on
    current.taken_by = _named(taken_by, "taken_by", "撤下人")
    current.taken_noted_by, current.taken_appointment, current.taken_noted_at = by, office, at
    if current.is_short:
        _require_not_done(notice, village, current)
        current.taken_reason = reason.strip()
        if not current.taken_reason:
            told = f"应张贴到{chinese_date(current.hangs_until)}，提前撤下请写明原因。"
            raise Refused({"taken_reason": told})
    of_whom = ["taken_noted_by", "taken_appointment", "taken_noted_at"]
    current.save(update_fields=["taken_on", "taken_by", "taken_reason", *of_whom])
    return current


@transaction.atomic
def void(receipt: HangingReceipt, reason: str, by: User, at: datetime) -> None:
    """Declares that `receipt` was typed in wrongly, for `reason`; it stays to be read.

    Raises AlreadyHandled when somebody has done so; Refused without a reason, without an office,
    and when points were entered (a notice without any: when it was closed) because it had hung its
    days, and no other receipt of the village had by then.
    """
    lock_notice(receipt.notice_id)
    offices_for(by, RIGHT, [receipt.village], day_of(at))
    mine = HangingReceipt.objects.standing().filter(pk=receipt.pk)
    current = mine.select_related("notice", "village").defer("notice__content").first()
    if current is None:
        raise AlreadyHandled("这条张贴记录已经作废，本次未作改动。")
    if not reason.strip():
        raise Refused({"reason": "请写明作废的原因。"})
    _require_nothing_rests_on(current)
    mine.update(voided_at=at, voided_by=by, void_reason=reason.strip())


def villages_in(notice: Notice) -> set[str]:
    """Codes of the villages whose groups `notice` tells of."""
    return {group["village_code"] for group in notice.content["groups"]}


def _require_of(notice: Notice, village: Place) -> None:
    if village.community_id != notice.community_id or village.code not in villages_in(notice):
        raise Refused(f"第{notice.number}期公示里没有{village.name}，请核对期号和村。")


def _standing(notice: Notice, village: Place) -> HangingReceiptQuerySet:
    return HangingReceipt.objects.standing().filter(notice=notice, village=village)


def _require_full_when_done(notice: Notice, village: Place, until: date) -> None:
    done_on = _done_on(notice, village)
    if done_on is None or until < done_on or _standing(notice, village).full_by(done_on).exists():
        return
    raise Refused(
        {
            "hung_on": f"{village.name}这一期已经在{chinese_date(done_on)}办结，"
            f"这次张贴要到{chinese_date(until)}才满期，不能再登记，请核对张贴日期。"
            "张贴情况有出入的，请写成书面说明存档。"
        }
    )


def _others_full_by(day: date, receipt: HangingReceipt) -> bool:
    """Whether another paper of its village had hung its whole time on `day`."""
    full = HangingReceipt.objects.full_by(day).exclude(pk=receipt.pk)
    return full.filter(notice=receipt.notice_id, village=receipt.village_id).exists()


def _require_not_done(notice: Notice, village: Place, receipt: HangingReceipt) -> None:
    done_on = _done_on(notice, village)
    if done_on is not None and not _others_full_by(done_on, receipt):
        told = f"{village.name}这一期已经办结，积分不能撤回，不能再登记提前撤下，请核对撤下日期。"
        raise Refused({"taken_on": told})


def _require_nothing_rests_on(receipt: HangingReceipt) -> None:
    notice, village = receipt.notice, receipt.village
    done_on = _done_on(notice, village, receipt.noted_at)
    if done_on is not None and not _others_full_by(done_on, receipt):
        raise Refused(
            f"{village.name}这一期已经凭这条记录在{chinese_date(done_on)}办结，不能再作废。"
            "有积分差错的，请办理入账后更正；张贴情况有出入的，请写成书面说明存档。"
        )


def _done_on(notice: Notice, village: Place, since: datetime | None = None) -> date | None:
    """The first day on which (after `since`) something was done for good in the village because
    `notice` had hung its days there: its points entered, the year cleared that it announced, or a
    notice closed that has no points."""
    if notice.kind == Notice.Kind.MONTHLY:
        entered = Posting.objects.filter(notice=notice, line__sheet__group__parent=village)
        after = entered.filter(entry__at__gte=since) if since else entered
        return after.aggregate(first=Min("entry__effective_on"))["first"]
    # Anew, as it may have been closed before the lock.
    done = Notice.objects.filter(pk=notice.pk).values_list("closed_at", flat=True)
    cleared = Clearing.objects.standing().filter(announcement__notice=notice)
    at = [each for each in (*done, *cleared.values_list("at", flat=True)) if each is not None]
    return min((day_of(each) for each in at if since is None or each >= since), default=None)


def _named(typed: str, field: str, who: str) -> str:
    name = typed.strip()
    if not name:
        raise Refused({field: f"请填写{who}的姓名。"})
    return name
