"""The only writer of 告知 and 陈述: deductions are told to their households, which answer."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from households.models import Card, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Answer, Evidence, Record, Serving, Sheet
from points.services.policies import policy_of
from points.services.scorebook import with_points_now
from points.services.sheet_checks import lock
from points.services.telling import takes_answers

RIGHT = "points.serve_record"


@transaction.atomic
def serve(
    record: Record,
    served_on: date,
    how: str,
    witness: str,
    points_seen: int,
    by: User,
    at: datetime,
) -> Serving:
    """Writes down that the deduction `record` was told to its household.

    `points_seen` is what was on the screen, and so what was told. The household may answer for as
    many days as the community's settings give, the last of them included. This does not move the
    sheet's version: no score changes, and nobody is heard who was not heard before.

    Raises Refused at the field for a day to come or before the matter, and for a telephone call
    without a witness; and for the own household, no deduction, no photo, without an office. Raises
    AlreadyHandled once the audit has passed the sheet, or when the record was voided or changed
    meanwhile.
    """
    (sheet,) = lock([record.line.sheet_id])
    offices = offices_for(by, RIGHT, [sheet.group], day_of(at))
    current = (
        with_points_now(Record.objects.standing().filter(pk=record.pk))
        .select_related("line", "community")
        .first()
    )
    if current is None or current.points_now != points_seen:
        raise AlreadyHandled("这条记录已被他人作废或改分，本次未作改动。请刷新页面查看最新情况。")
    if not takes_answers(sheet):
        raise AlreadyHandled(f"{sheet}已过两委审核，不再登记告知，本次未作改动。")
    if by.household_id == current.line.household_id:
        raise Refused("不能给自己家登记告知，请由别的工作人员办理。")
    if current.points_now >= 0:
        raise Refused("这条记录不扣分，不用告知。")
    if not Evidence.objects.filter(record=current).exists():
        raise Refused("先附佐证照片，再登记告知。")
    if served_on > day_of(at):
        raise Refused({"served_on": "告知日期还没有到，请改正。"})
    if served_on < current.occurred_on:
        raise Refused({"served_on": "告知日期早于事情发生的日期，请改正。"})
    if how == Serving.How.PHONE and not witness.strip():
        raise Refused({"witness": "电话告知须有见证人，请填写见证人姓名。"})
    return Serving.objects.create(
        community_id=current.community_id,
        record=current,
        served_on=served_on,
        how=how,
        witness=witness.strip(),
        points_told=points_seen,
        answer_until=served_on + timedelta(days=policy_of(current.community).answer_days),
        by=by,
        appointment=offices[sheet.group_id],
        at=at,
    )


@transaction.atomic
def answer(
    record: Record, text: str, how: str, answered_on: date, by: User | Card, at: datetime
) -> Answer:
    """Writes down what the household says to the deduction `record`, by card or typed by the
    office; it may say more than once. The sheet's version moves on: whoever has it on the screen
    reads the answer before he decides.

    Raises Refused at the field for no words, a day to come or before it was told; and before it
    was told, once the audit has passed the sheet, for another household's card, for a person's own
    household, without an office. Raises AlreadyHandled when the record was voided.
    """
    (sheet,) = lock([record.line.sheet_id])
    current = Record.objects.select_related("line").get(pk=record.pk)
    if isinstance(by, Card):
        if by.household_id != current.line.household_id or how != Answer.How.CARD:
            raise Refused("只能对本户的扣分陈述。")
    else:
        offices_for(by, RIGHT, [sheet.group], day_of(at))
        if by.household_id == current.line.household_id:
            raise Refused("不能代自己家录陈述，请由别的工作人员办理，或用本户的积分卡陈述。")
    if current.voided_at is not None:
        raise AlreadyHandled("这条记录已经作废，不必再陈述，本次未作改动。")
    if not takes_answers(sheet):
        raise Refused(f"{sheet}的两委审核已经通过，不再收陈述；对结果有异议的，请在公示期内提出。")
    told = current.servings.order_by("served_on").first()
    if told is None:
        raise Refused("这项扣分还没有登记告知，请在告知之后再陈述。")
    if not text.strip():
        raise Refused({"text": "请写明陈述的内容。"})
    if answered_on > day_of(at):
        raise Refused({"answered_on": "陈述日期还没有到，请改正。"})
    if answered_on < told.served_on:
        raise Refused({"answered_on": "陈述日期早于告知日期，请改正。"})
    Sheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1)
    return Answer.objects.create(
        community_id=current.community_id,
        record=current,
        text=text.strip(),
        how=how,
        answered_on=answered_on,
        version=sheet.version + 1,
        by_card=by if isinstance(by, Card) else None,
        typed_by=by if isinstance(by, User) else None,
        at=at,
    )
