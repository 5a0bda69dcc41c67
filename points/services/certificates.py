"""The only writer of certificates and of the consent they are given on.

A certificate tells honour points, months scored and stars of one year, and nothing else of the
household. Without the consent of an adult of it there is none; while an objection to one of its
lines or to a veto is open, or a correction of its account waits, there is none either, as what it
would tell may change.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from households.models import Appointment, Card, Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.canonical import normalise_code
from points.models import (
    Adjustment,
    AnnualRanking,
    Certificate,
    CertificateRequest,
    Objection,
    SheetLine,
    Veto,
    VetoObjection,
)
from points.periods import FIRST_YEAR, chinese_date, latest_month
from points.services.ranking_book import corrected
from points.services.standings import honour

ISSUE: Final = "points.issue_certificate"
VALID_DAYS: Final = 30
"""The day it is given on counts."""
CONSENT: Final = "本户同意把户主姓名、村组、户编号、荣誉积分、计分月数和星级告诉这个单位"
"""What the household agrees to, on its card page and on paper."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who of the household asks, for whom and what for; `adult` and `agrees` are what he stated.

    `paper` names the signed form when it did not come by card.
    """

    year: int
    applicant: str
    relation: str
    recipient_kind: str
    recipient: str
    purpose: str
    adult: bool
    agrees: bool
    consented_on: date
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate would say: points of honour, months scored, stars (None: not settled)."""

    honour: int
    months: int
    stars: int | None


@transaction.atomic
def ask(household: Household, asked: Asked, by: User | Card, at: datetime) -> CertificateRequest:
    """Writes down a request with the consent it is made on; by card it is of today.

    Raises Refused with a sentence at the field that is wrong: without the consent, for somebody who
    is not of age, without a name, a recipient or a purpose; for a year to come; on paper without
    the signed form, for a day to come or more than 30 days ago, for the own household, or without
    an office; for a household that has left, and while the same waits to be answered.
    """
    day = day_of(at)
    own = by if isinstance(by, Card) else None
    if isinstance(by, User):
        _require_office(household, by, day)
        _require_paper(asked, day)
    _require_consent(asked)
    # The card and the office may ask at the same moment.
    household = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    _require_here(household)
    if not FIRST_YEAR <= asked.year <= day.year:
        raise Refused({"year": f"年度应在{FIRST_YEAR}至{day.year}年之间，请改正。"})
    same = {"year": asked.year, "recipient": asked.recipient.strip(), "household": household}
    if CertificateRequest.objects.waiting().filter(**same).exists():
        told = "同一年度、给同一单位的申请已经登记，还在等积分办开具，不用再申请。"
        raise Refused({"recipient": told})
    return CertificateRequest.objects.create(
        community_id=household.community_id,
        **same,
        applicant=asked.applicant.strip(),
        relation=asked.relation,
        recipient_kind=asked.recipient_kind,
        purpose=asked.purpose.strip(),
        how=CertificateRequest.How.CARD if own else CertificateRequest.How.PAPER,
        paper="" if own else asked.paper.strip(),
        consented_on=day if own else asked.consented_on,
        by_card=own,
        typed_by=None if isinstance(by, Card) else by,
        at=at,
    )


def facts_of(household: Household, year: int, day: date) -> Facts:
    """What stands in the books of `year` on `day`, by what is posted."""
    points = honour([household.pk], latest_month(year, day)).get(household.pk, 0)
    lines = SheetLine.objects.filter(household=household, year=year, posting__isnull=False)
    ranking = AnnualRanking.objects.filter(community=household.community_id, year=year).first()
    standings = corrected(ranking) if ranking else []
    ranked = next((each.ranked for each in standings if each.household == household), None)
    return Facts(points, lines.count(), ranked.stars if ranked else None)


@transaction.atomic
def issue(request: CertificateRequest, by: User, at: datetime) -> Certificate:
    """Gives what was asked for, valid for 30 days.

    Raises AlreadyHandled for a request that was answered or taken back; Refused while an objection
    to a line of the household or to its veto is open, or a correction of its account waits for the
    second person; upon a consent of more than 30 days ago, where there is nothing positive to tell,
    for a household that has left, for the own household, or without an office.
    """
    day, household = day_of(at), request.household
    office = _require_office(household, by, day)
    _lock(request)
    if not CertificateRequest.objects.waiting().filter(pk=request.pk).exists():
        raise AlreadyHandled
    if request.consented_on < _oldest_consent(day):
        raise Refused(f"本户的同意已过{VALID_DAYS}天，请办“不开具”，由本户重新申请。")
    household.refresh_from_db(fields=["left_on"])
    _require_here(household)
    _require_undisputed(household)
    facts = facts_of(household, request.year, day)
    if facts.honour < 1 or facts.months < 1:
        raise Refused(f"{household}{request.year}年还没有入账的荣誉积分，没有可以证明的。")
    return Certificate.objects.create(
        community_id=request.community_id,
        request=request,
        code=normalise_code(secrets.token_hex(8)),
        honour=facts.honour,
        months=facts.months,
        stars=facts.stars,
        issued_by=by,
        appointment=office,
        issued_on=day,
        valid_until=day + timedelta(days=VALID_DAYS - 1),
        issued_at=at,
    )


@transaction.atomic
def end(request: CertificateRequest, reason: str, by: User | Card, at: datetime) -> None:
    """The household takes its consent back, or the office gives no certificate, for a reason.

    A certificate given on it is revoked with it. Raises Refused without a reason, for the own
    household, or without an office; AlreadyHandled when it had ended.
    """
    if isinstance(by, User):
        _require_office(request.household, by, day_of(at))
    if not reason.strip():
        raise Refused({"reason": "请写明原因，申请的农户会看到。"})
    user = by if isinstance(by, User) else None
    _lock(request)
    standing = CertificateRequest.objects.filter(pk=request.pk, ended_at__isnull=True)
    written = standing.update(ended_at=at, ended_by=user, end_reason=reason.strip())
    if not written:
        raise AlreadyHandled
    Certificate.objects.filter(request=request, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=user, revoke_reason=reason.strip()
    )


def _require_office(household: Household, by: User, day: date) -> Appointment:
    if by.household_id == household.pk:
        raise Refused({"household": "不能办理自己家的积分证明，请由别的工作人员办理。"})
    return offices_for(by, ISSUE, [household.group], day)[household.group_id]


def _oldest_consent(day: date) -> date:
    return day - timedelta(days=VALID_DAYS)


def _require_paper(asked: Asked, day: date) -> None:
    if not asked.paper.strip():
        raise Refused({"paper": "请写明依据哪份签了字的申请书；没有本户书面同意，不能开证明。"})
    oldest = _oldest_consent(day)
    if not oldest <= asked.consented_on <= day:
        told = f"同意日期应在{chinese_date(oldest)}至{chinese_date(day)}之间"
        raise Refused({"consented_on": f"{told}；更早的，请本户重新填申请书。"})


def _require_consent(asked: Asked) -> None:
    if not asked.agrees:
        raise Refused({"agrees": "没有本户同意，不能开积分证明。"})
    if not asked.adult:
        raise Refused({"adult": "须由本户成年人申请。"})
    for name, told in (
        ("applicant", "请填写申请人的姓名。"),
        ("recipient", "请填写证明交给哪个单位。"),
        ("purpose", "请填写证明的用途。"),
    ):
        if not getattr(asked, name).strip():
            raise Refused({name: told})


def _require_here(household: Household) -> None:
    if household.left_on is not None:
        raise Refused({"household": f"{household}已经迁出，不能再开积分证明。"})


def _require_undisputed(household: Household) -> None:
    dispute = Objection.objects.open().filter(line__household=household).select_related("line")
    found = dispute.first()
    if found is not None:
        month = f"{found.line.year}年{found.line.month}月"
        raise Refused(f"{household}{month}的积分有异议还没有答复，答复之后才能开证明。")
    vetoes = Veto.objects.standing().filter(household=household)
    if VetoObjection.objects.open().filter(veto__in=vetoes).exists():
        raise Refused(f"{household}对一票否决的异议还没有答复，答复之后才能开证明。")
    if Adjustment.objects.filter(household=household, decision__isnull=True).exists():
        raise Refused(f"{household}有一笔更正还没有复核，复核之后才能开证明。")


def _lock(request: CertificateRequest) -> None:
    CertificateRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
