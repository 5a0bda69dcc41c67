"""The only writer of 一票否决: what takes a family off the year's list, told to it and open to its
objection. Every act locks the community, as freezing the year's ranking does."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from households.models import Card, Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Objection, Policy, Record, Veto, VetoLift, VetoObjection
from points.periods import chinese_date, working_days_after
from points.services.objections import TYPED_WITHIN
from points.services.policies import policy_of
from points.services.scorebook import with_points_now

RIGHT: Final = "points.add_veto"
DECIDE: Final = "points.decide_veto"
LONGEST: Final = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a veto rests on: the matter, its document (name, number, day), and from which day to
    which it is in force, both counted. `record`: of an item that is grounds for one."""

    matter: str
    document: str
    document_number: str
    document_on: date
    starts_on: date
    ends_on: date
    record: Record | None = None


@transaction.atomic
def impose(household: Household, ground: Ground, by: User, at: datetime) -> Veto:
    """Writes down a veto. It counts for the ranking of each year on whose last day it is in force;
    one that is settled stays as it is until it is corrected (see `rankings.correct`).

    Raises Refused, at the field that is wrong: without a matter or a document, for a document or a
    beginning to come, days in the wrong order or more than five years, a second one that begins
    while one is in force, the own household, a record of somebody else or of an item that is no
    ground, and without an office.
    """
    day = day_of(at)
    Place.objects.select_for_update(no_key=True).get(pk=household.community_id)
    office = offices_for(by, RIGHT, [household.group], day)[household.group_id]
    _require_not_own(household, by)
    _require_papers(ground, day)
    _require_days(ground, day)
    if ground.record is not None:
        _require_ground(household, ground.record)
    other = (
        Veto.objects.standing()
        .filter(household=household, starts_on__lte=ground.ends_on, ends_on__gte=ground.starts_on)
        .first()
    )
    if other is not None:
        raise Refused(
            {
                "household": f"这一户的一票否决从{chinese_date(other.starts_on)}到"
                f"{chinese_date(other.ends_on)}有效，不用再登记；期限不同的，请先解除原来的。"
            }
        )
    return Veto.objects.create(
        community_id=household.community_id,
        household=household,
        record=ground.record,
        matter=ground.matter.strip(),
        document=ground.document.strip(),
        document_number=ground.document_number.strip(),
        document_on=ground.document_on,
        starts_on=ground.starts_on,
        ends_on=ground.ends_on,
        by=by,
        appointment=office,
        at=at,
    )


def _require_papers(ground: Ground, day: date) -> None:
    if not ground.matter.strip():
        raise Refused({"matter": "请写明因为什么事否决，本户会看到。"})
    if not ground.document.strip():
        raise Refused({"document": "一票否决须有文件，请填写文件名称，如处罚决定书、会议纪要。"})
    if ground.document_on > day:
        raise Refused({"document_on": "文件日期还没有到，请改正。"})


def _require_days(ground: Ground, day: date) -> None:
    if ground.starts_on > day:
        raise Refused({"starts_on": "起算日期还没有到，请改正。"})
    if ground.ends_on < ground.starts_on:
        raise Refused({"ends_on": "截止日期不能早于起算日期，请改正。"})
    if ground.ends_on - ground.starts_on > LONGEST:
        raise Refused({"ends_on": "一票否决最长五年，请核对截止日期的年份。"})


def _require_ground(household: Household, record: Record) -> None:
    (now,) = with_points_now(Record.objects.filter(pk=record.pk)) or (None,)
    if (
        now is None
        or now.line.household_id != household.pk
        or not now.item.veto
        or now.voided_at is not None
        or now.points_now == 0
    ):
        raise Refused("这条记录不是这一户的一票否决事项，请从记录页面重新进入。")


@transaction.atomic
def tell(veto: Veto, told_on: date, how: str, told_by: str, by: User, at: datetime) -> Veto:
    """Notes that the household was told on `told_on`, how, and by whom (as typed). It may object
    as many days as it may answer a deduction, counted from then or, where that is later, from the
    day on which the veto was written down.

    Raises AlreadyHandled when it was told; Refused for a veto that is over, a day to come or before
    the document, without a name, without an office.
    """
    current = _current(veto)
    _require_office(current, RIGHT, by, at)
    if current.told_on is not None:
        raise AlreadyHandled("已经登记过告知，本次未作改动。")
    if told_on > day_of(at):
        raise Refused({"told_on": "告知日期还没有到，请改正。"})
    if told_on < current.document_on:
        told = f"文件是{chinese_date(current.document_on)}的，告知不能更早，请改正。"
        raise Refused({"told_on": told})
    if not told_by.strip():
        raise Refused({"told_by": "请填写告知人的姓名。"})
    days = policy_of(current.community).answer_days
    current.told_on, current.told_how, current.told_by = told_on, how, told_by.strip()
    # Nobody objects to what is not written down yet.
    current.object_until = max(told_on, day_of(current.at)) + timedelta(days=days)
    current.told_noted_by, current.told_noted_at = by, at
    current.save(
        update_fields=[
            "told_on",
            "told_how",
            "told_by",
            "object_until",
            "told_noted_by",
            "told_noted_at",
        ]
    )
    return current


@transaction.atomic
def object_to(
    veto: Veto, text: str, how: str, received_on: date, by: User | Card, at: datetime
) -> VetoObjection:
    """Writes down what the household objects. By its card that is on the day of `at`, whatever
    `how` and `received_on` say; the office types one in up to 14 days after it was received.

    Raises AlreadyHandled while one waits for its reply; Refused for a veto that is over or was not
    told, for another household's card, outside the days to object, without a text or an office.
    """
    current, day = _current(veto), day_of(at)
    if isinstance(by, Card):
        _require_own(current, by)
        how, received_on = Objection.How.CARD, day
    else:
        _require_office(current, RIGHT, by, at)
    if current.told_on is None or current.object_until is None:
        raise Refused("还没有登记告知；先登记告知本户，再登记它的异议。")
    if VetoObjection.objects.open().filter(veto=current).exists():
        raise AlreadyHandled("已经有一件异议在办理，本次未作改动。")
    if received_on > day:
        raise Refused({"received_on": "收到日期还没有到，请改正。"})
    if not current.told_on <= received_on <= current.object_until:
        first, last = chinese_date(current.told_on), chinese_date(current.object_until)
        told = f"异议期是{first}至{last}"
        if isinstance(by, Card):
            raise Refused(f"{told}，已经过了。确有差错的，请到社区积分办说明。")
        raise Refused({"received_on": f"{told}，收到日期不在这期间，请核对。"})
    if day - received_on > TYPED_WITHIN:
        told = f"收到超过{TYPED_WITHIN.days}天的异议不能再补登。确有差错的，请办理解除。"
        raise Refused({"received_on": told})
    if not text.strip():
        raise Refused({"text": "请写明对什么、为什么有异议。"})
    return VetoObjection.objects.create(
        community_id=current.community_id,
        veto=current,
        text=text.strip(),
        how=how,
        received_on=received_on,
        by_card=by if isinstance(by, Card) else None,
        typed_by=by if isinstance(by, User) else None,
        at=at,
    )


def reply_by(objection: VetoObjection, policy: Policy) -> date:
    """The last day to answer it, in working days as of other objections."""
    return working_days_after(objection.received_on, policy.reply_days)


@transaction.atomic
def reply(veto: Veto, upheld: bool, text: str, by: User, at: datetime) -> VetoObjection:
    """Answers the objection that waits; upheld, it lifts the veto. Raises AlreadyHandled when none
    waits; Refused without a text, for whoever wrote the veto, without an office."""
    current = _current(veto)
    _require_office(current, DECIDE, by, at)
    waiting = VetoObjection.objects.open().filter(veto=current).first()
    if waiting is None:
        raise AlreadyHandled("没有等答复的异议，本次未作改动。")
    if by.pk == current.by_id:
        raise Refused("这件一票否决是您登记的，异议须由别人答复。")
    if not text.strip():
        raise Refused({"text": "请写明答复，本户会看到。"})
    waiting.upheld, waiting.reply = upheld, text.strip()
    waiting.replied_by, waiting.replied_at = by, at
    waiting.save(update_fields=["upheld", "reply", "replied_by", "replied_at"])
    if upheld:
        _lift(current, f"异议成立：{waiting.reply}"[:400], by, at)
    return waiting


@transaction.atomic
def lift(veto: Veto, why: str, by: User, at: datetime) -> VetoLift:
    """Ends the veto before its last day, for a reason. A ranking that is settled stays until it is
    corrected. Raises AlreadyHandled when it is over; Refused while an objection waits for its
    reply, which lifts it as well, without a reason or an office."""
    current = _current(veto)
    _require_office(current, DECIDE, by, at)
    if VetoObjection.objects.open().filter(veto=current).exists():
        raise Refused("有一件异议等答复；异议有道理的，请在答复里选“异议成立，解除否决”。")
    if not why.strip():
        raise Refused({"why": "请写明解除的理由和依据。"})
    return _lift(current, why.strip(), by, at)


def _lift(veto: Veto, why: str, by: User, at: datetime) -> VetoLift:
    group = veto.household.group
    office = offices_for(by, DECIDE, [group], day_of(at))[group.pk]
    return VetoLift.objects.create(
        community_id=veto.community_id, veto=veto, why=why, by=by, appointment=office, at=at
    )


@transaction.atomic
def void(veto: Veto, reason: str, by: User, at: datetime) -> None:
    """Declares that it was typed in wrongly; it stays to be read. Raises AlreadyHandled when it is
    over; Refused while an objection waits for its reply, without a reason or an office."""
    current = _current(veto)
    _require_office(current, RIGHT, by, at)
    if VetoObjection.objects.open().filter(veto=current).exists():
        raise Refused("有一件异议等答复，请先由另一位经办人答复；异议成立的，否决随之解除。")
    if not reason.strip():
        raise Refused({"reason": "请写明作废的原因。"})
    Veto.objects.filter(pk=current.pk, voided_at__isnull=True).update(
        voided_at=at, voided_by=by, void_reason=reason.strip()
    )


def _current(veto: Veto) -> Veto:
    """The veto as it is under the community's lock. Raises AlreadyHandled when it is voided or
    lifted."""
    Place.objects.select_for_update(no_key=True).get(pk=veto.community_id)
    current = (
        Veto.objects.standing().select_related("household__group", "community").filter(pk=veto.pk)
    ).first()
    if current is None:
        raise AlreadyHandled("这件一票否决已经作废或解除，本次未作改动。")
    return current


def _require_office(veto: Veto, right: str, by: User, at: datetime) -> None:
    """Refuses the own household, too."""
    offices_for(by, right, [veto.household.group], day_of(at))
    _require_not_own(veto.household, by)


def _require_own(veto: Veto, card: Card) -> None:
    if card.household_id != veto.household_id:
        raise Refused("这件事不是您家的，请回首页。")


def _require_not_own(household: Household, by: User) -> None:
    if by.household_id == household.pk:
        raise Refused("这件事与您自己家有关，请由别的工作人员办理。")
