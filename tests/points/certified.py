"""A household whose November is posted, and what it asks a certificate for."""

from dataclasses import replace
from datetime import date
from typing import Any

from households.models import Card, User
from points.models import Certificate, CertificateRequest
from points.services import certificates, posting
from points.services.certificates import Asked
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER

TODAY = AFTER.date()
"""2026年11月27日."""

ASKED = Asked(
    year=2026,
    applicant="张小禾",
    relation="child",
    recipient_kind="bank",
    recipient="东岭农商银行",
    purpose="返乡创业贷款",
    adult=True,
    agrees=True,
    consented_on=TODAY,
    paper="张小禾11月27日签字的申请书",
)


class Certified(Dispute):
    """Zhang has 10 points of November, posted."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        posting.close_notices(self.community, AFTER)

    def ask(self, by: User | Card | None = None, **more: Any) -> CertificateRequest:
        asked = replace(ASKED, **more)
        return certificates.ask(self.zhang, asked, by or self.clerk, AFTER)

    def issue(self, request: CertificateRequest | None = None) -> Certificate:
        return certificates.issue(request or self.ask(), self.clerk, AFTER)


def typed(**more: Any) -> dict[str, Any]:
    """What a form of a request is sent with, without the household."""
    names = ("year", "applicant", "relation", "recipient_kind", "recipient", "purpose", "paper")
    own = {name: getattr(ASKED, name) for name in names}
    return own | {"adult": "on", "agrees": "on", "consented_on": str(TODAY)} | more


OVER = date(2026, 12, 27)
"""The first day on which what was given on 27 November is over."""
