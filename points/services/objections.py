"""The only writer of objections and of the replies to them.

A line is held back from posting as long as an objection to it has no reply. Everything here locks
the line's sheet first, as posting does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from households.models import Appointment, Card, Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Notice, Objection, ObjectionReply, Sheet, SheetLine
from points.periods import chinese_date, working_days_after
from points.services import corrections, revisions
from points.services.hangings import last_day, last_days
from points.services.policies import policy_of
from points.services.sheet_checks import Seen, lock, require_seen

TYPED_WITHIN: Final = timedelta(days=14)
"""Later nobody could say any more whether it really came within the period."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What is objected, and who brought it how and on which day: a household, or somebody named."""

    text: str
    how: str
    received_on: date
    objector: Household | None = None
    objector_name: str = ""


@transaction.atomic
def raise_objection(
    notice: Notice, line: SheetLine, raised: Raised, by: User | Card, at: datetime
) -> Objection:
    """Writes down an objection to `line` of `notice`, to its own household's or another's.

    By card it comes from the card's household on the day of `at`, whatever `raised` says besides
    its text. The office types one in up to 14 days after it was received. The clock runs in working
    days, by the community's setting of this moment. Raises Refused, with a sentence at the field
    that is wrong: outside the notice's period (both its days belong to it, and those it hangs
    longer in the line's village), for a line that is not
    in the notice, without a text or an objector, for a second one of an objector who waits for a
    reply, without an office.
    """
    (sheet,) = lock([line.sheet_id])
    day = day_of(at)
    if isinstance(by, Card):
        how = Objection.How.CARD
        raised = replace(raised, how=how, received_on=day, objector=by.household, objector_name="")
    else:
        offices_for(by, "points.add_objection", [sheet.group], day)
    if sheet.notice_id != notice.pk or sheet.community_id != by.community_id:
        raise Refused({"household": f"第{notice.number}期公示里没有这一户，请核对期号和户。"})
    _require_within(notice, sheet, raised.received_on, day)
    if not raised.text.strip():
        raise Refused({"text": "请写明对哪一条、为什么有异议。"})
    if raised.objector is None and not raised.objector_name.strip():
        raise Refused({"objector": "请填写提出异议的户，或者提出人的姓名。"})
    _require_no_other(line, raised)
    policy = policy_of(notice.community)
    return Objection.objects.create(
        community_id=sheet.community_id,
        notice=notice,
        line=line,
        objector=raised.objector,
        objector_name=raised.objector_name.strip(),
        how=raised.how,
        text=raised.text.strip(),
        received_on=raised.received_on,
        accept_by=working_days_after(raised.received_on, policy.accept_days),
        reply_by=working_days_after(raised.received_on, policy.reply_days),
        by_card=by if isinstance(by, Card) else None,
        typed_by=by if isinstance(by, User) else None,
        at=at,
    )


def _require_within(notice: Notice, sheet: Sheet, received_on: date, day: date) -> None:
    opens, closes = chinese_date(notice.opens_on), chinese_date(notice.closes_on)
    period = f"第{notice.number}期的公示期是{opens}至{closes}"
    village = sheet.group.parent
    last = last_day(notice, sheet.group.parent_id, last_days([notice]))
    if village is not None and last is not None and last > notice.closes_on:
        period += f"，{village.name}张贴到{chinese_date(last)}"
    if received_on > day:
        raise Refused({"received_on": "收到日期还没有到，请改正。"})
    if received_on < notice.opens_on:
        raise Refused({"received_on": f"{period}，请在公示期内提出异议。"})
    if last is not None and last < received_on:
        told = f"{period}，已经过了，不能再提异议。确有差错的，请到社区积分办说明，查实后办理更正。"
        raise Refused({"received_on": told})
    if day - received_on > TYPED_WITHIN:
        told = f"收到超过{TYPED_WITHIN.days}天的异议不能再补登。确有差错的，请办理入账后更正。"
        raise Refused({"received_on": told})


def _require_no_other(line: SheetLine, raised: Raised) -> None:
    others = Objection.objects.open().filter(line=line, objector=raised.objector)
    if raised.objector is None:
        others = others.filter(objector_name=raised.objector_name.strip())
    if others.exists():
        told = "已经对这一户的本月积分提出过异议，还在办理；新的情况请告诉积分办，一并答复。"
        raise Refused({"objector": f"{raised.objector or raised.objector_name.strip()}{told}"})


@transaction.atomic
def accept(objection: Objection, by: User, at: datetime) -> None:
    """受理: the office takes the objection up.

    Raises AlreadyHandled when somebody has done so; Refused without an office, and for whoever
    belongs to the line's or the objector's household.
    """
    current, _ = _open(objection, by, at)
    if current.accepted_at is not None:
        raise AlreadyHandled("这件异议已经受理，本次未作改动。")
    _accept(current, by, at)


@transaction.atomic
def refuse(objection: Objection, text: str, by: User, at: datetime) -> ObjectionReply:
    """Answers that the line stays as it is; what was not accepted before is accepted with it.

    Raises AlreadyHandled when the objection has its reply; Refused without a text, without an
    office, and for whoever belongs to the line's or the objector's household.
    """
    current, office = _open(objection, by, at)
    return _reply(current, ObjectionReply.Outcome.REFUSED, text, office, by, at)


@transaction.atomic
def uphold(
    objection: Objection,
    text: str,
    changes: Mapping[int, int],
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> ObjectionReply:
    """Answers that the objection is right and corrects the line: record (primary key) → points.

    `seen` is the line's sheet as it was on the screen. What was never recorded is not put right
    here but recorded late, in a month still open. Raises as `refuse`; Changed when the sheet is not
    what was seen; Refused for no change at all, or as `revisions.revise_upon`.
    """
    corrections.lock_year(objection.line)
    current, office = _open(objection, by, at)
    if seen is not None:
        require_seen(lock([seen.sheet]), [seen])
    if not changes:
        raise Refused(
            "异议成立的，请至少改一条记录的分值。漏记的事不在这里补：请补录到还没有评分的月份。"
        )
    reply = _reply(current, ObjectionReply.Outcome.UPHELD, text, office, by, at)
    revisions.revise_upon(reply, changes)
    corrections.correct(reply)
    return reply


def _open(objection: Objection, by: User, at: datetime) -> tuple[Objection, Appointment]:
    """The objection as it is under the lock of its sheet, and the office that handles it."""
    (sheet,) = lock([objection.line.sheet_id])
    offices = offices_for(by, "points.handle_objection", [sheet.group], day_of(at))
    current = Objection.objects.open().select_related("line").filter(pk=objection.pk).first()
    if current is None:
        raise AlreadyHandled("这件异议已经答复，本次未作改动。")
    if by.household_id and by.household_id in (current.line.household_id, current.objector_id):
        raise Refused("这件异议与您自己家有关，请由别的工作人员办理。")
    return current, offices[sheet.group_id]


def _accept(objection: Objection, by: User, at: datetime) -> None:
    Objection.objects.filter(pk=objection.pk).update(accepted_at=at, accepted_by=by)


def _reply(
    objection: Objection, outcome: str, text: str, office: Appointment, by: User, at: datetime
) -> ObjectionReply:
    if not text.strip():
        raise Refused({"text": "请写明答复，提出人会看到。"})
    if objection.accepted_at is None:
        _accept(objection, by, at)
    return ObjectionReply.objects.create(
        community_id=objection.community_id,
        objection=objection,
        outcome=outcome,
        text=text.strip(),
        by=by,
        appointment=office,
        at=at,
    )
