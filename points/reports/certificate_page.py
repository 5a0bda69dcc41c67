"""积分证明登记簿: what was given to whom; one request; what a code tells a stranger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Max, Q, SmallIntegerField, When
from django.urls import reverse

from households.models import Place, User
from households.names import masked
from points.models import Certificate, CertificateRequest, Sheet
from points.models.certificate import RequestQuerySet
from points.periods import chinese_date
from points.services.certificates import ISSUE

KEPT_YEARS: Final = 3
WAITING, VALID, OVER, REVOKED, ENDED = "待开具", "有效", "已过期", "已作废", "未开具"
TONES: Final = {WAITING: "warn", VALID: "ok", OVER: "", REVOKED: "danger", ENDED: ""}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request and where it stands."""

    request: CertificateRequest
    standing: str

    @property
    def certificate(self) -> Certificate | None:
        return getattr(self.request, "certificate", None)

    @property
    def tone(self) -> str:
        return TONES[self.standing]


def listed(visible: RequestQuerySet) -> RequestQuerySet:
    """What the pages read of a request, the waiting ones first, then the latest."""
    waits = Q(certificate__isnull=True, ended_at__isnull=True)
    first = Case(When(waits, then=0), default=1, output_field=SmallIntegerField())
    return visible.select_related(
        "household__group__parent", "community", "typed_by", "ended_by", "certificate__issued_by"
    ).order_by(first, "-at", "-pk")


def of_the_last_years(visible: RequestQuerySet, day: date) -> RequestQuerySet:
    """Those that the register shows: agreed to in this year or the three before it. Older ones stay
    in the database, and nobody opens them any more."""
    return visible.filter(consented_on__year__gte=day.year - KEPT_YEARS)


def rows(requests: Iterable[CertificateRequest], day: date) -> list[RequestRow]:
    """A row for each of `requests` (see `listed`). No query."""
    return [RequestRow(each, standing(each, day)) for each in requests]


def standing(request: CertificateRequest, day: date) -> str:
    """Where a request, or the certificate given on it, stands on `day`."""
    given: Certificate | None = getattr(request, "certificate", None)
    if given is None:
        return WAITING if request.ended_at is None else ENDED
    if given.revoked_at is not None:
        return REVOKED
    return VALID if given.valid_on(day) else OVER


def facts(request: CertificateRequest) -> list[dict[str, Any]]:
    """The request and what was given, for the list of facts."""
    given: Certificate | None = getattr(request, "certificate", None)
    household = request.household
    page = reverse("household_page", args=[household.code])
    asked = f"{chinese_date(request.consented_on)}，{request.get_how_display()}"
    named = [
        ("农户", str(household), page),
        ("村民小组", household.group.label, ""),
        ("申请人", f"{request.applicant}（{request.get_relation_display()}）", ""),
        ("交给", f"{request.recipient}（{request.get_recipient_kind_display()}）", ""),
        ("用途", request.purpose, ""),
        ("年度", f"{request.year}年", ""),
        ("同意", asked, ""),
        ("申请书", request.paper, ""),
        ("登记", request.author, ""),
    ]
    if given is None:
        named.append(("没有开具的原因", request.end_reason, ""))
    else:
        named += [
            ("荣誉积分", f"{given.honour} 分", ""),
            ("计分月数", f"{given.months} 个月", ""),
            ("星级", f"{given.stars}星" if given.stars else "", ""),
            ("开具", f"{given.issued_by}，{chinese_date(given.issued_on)}", ""),
            ("有效期至", chinese_date(given.valid_until), ""),
            ("校验码", given.code, ""),
            ("作废原因", given.revoke_reason, ""),
        ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named if text]


def year_to_prove(community: Place | int, day: date) -> int:
    """The year a form begins with: the last one with posted points; that of `day` before there are
    any. One query."""
    posted = Sheet.objects.filter(community=community, state=Sheet.State.POSTED)
    last: int | None = posted.aggregate(last=Max("year"))["last"]
    return last or day.year


def may_issue(request: CertificateRequest, user: User) -> bool:
    """Whether `user` may answer it: not that of his own household."""
    own = request.household_id == user.household_id
    return not own and user.has_perm(ISSUE, request)


@dataclass(frozen=True, slots=True)
class Told:
    """What a stranger with the code is told: no more than the paper in his hand shows."""

    certificate: Certificate
    standing: str
    head: str

    @property
    def valid(self) -> bool:
        return self.standing == VALID


def told_of(code: str, day: date) -> Told | None:
    """The certificate with this check code, with the name masked; None for none. One query."""
    found = Certificate.objects.filter(code=code).select_related(
        "request__household", "request__community"
    )
    given = found.first()
    if given is None:
        return None
    return Told(given, standing(given.request, day), masked(given.request.household.head))
