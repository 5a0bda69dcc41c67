"""How an objection is told: who raised it, where it stands, how long there is still time."""

from dataclasses import dataclass
from datetime import date

from households.models import Household
from points.models import NoticeHousehold, Objection, ObjectionReply
from points.periods import working_days_until

TO_ACCEPT = "待受理"
TO_ANSWER = "待答复"
TONES = {
    TO_ACCEPT: "warn",
    TO_ANSWER: "info",
    ObjectionReply.Outcome.UPHELD.label: "ok",
    ObjectionReply.Outcome.REFUSED.label: "plain",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What an open objection waits for, its last day, and the time left in words."""

    act: str
    due: date
    left: str
    late: bool


def clock(objection: Objection, today: date) -> Clock:
    """The clock of an open objection: to be accepted first, to be answered then."""
    accepted = objection.accepted_at is not None
    act, due = ("答复", objection.reply_by) if accepted else ("受理", objection.accept_by)
    return Clock(act, due, time_left(due, today), today > due)


def time_left(due: date, today: date) -> str:
    """“还有2个工作日”, “今天到期”, “已超期1天” (days of the calendar)."""
    if today > due:
        return f"已超期{(today - due).days}天"
    left = working_days_until(today, due)
    return f"还有{left}个工作日" if left else "今天到期"


def standing(objection: Objection) -> str:
    """待受理, 待答复, 异议成立 or 异议不成立; read with its reply."""
    reply = getattr(objection, "reply", None)
    if reply is not None:
        return reply.get_outcome_display()
    return TO_ANSWER if objection.accepted_at is not None else TO_ACCEPT


def objector(objection: Objection) -> str:
    """Who objected: the household, whoever spoke for it, or both."""
    named = (str(objection.objector) if objection.objector else "", objection.objector_name)
    return " ".join(filter(None, named))


def is_of_its_own_line(objection: Objection) -> bool:
    return objection.objector_id == objection.line.household_id


def shown_in_notice(objection: Objection) -> str:
    """The household objected to as the notice named it, for whoever knows it from there alone."""
    household: Household = objection.line.household
    named = NoticeHousehold.objects.filter(notice=objection.notice_id, household=household).first()
    return f"{named.code} {named.shown_as}" if named else household.code
