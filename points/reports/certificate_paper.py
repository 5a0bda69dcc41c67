"""积分证明 on paper, A4, with its check code; a bank's offer beside it, as information; and the
form on which it is asked for."""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.urls import reverse

from households.models import Place
from households.qr import qr_svg
from points.bank_offer import as_points
from points.models import BankOffer, Certificate, CertificateRequest, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.services.bank_offers import offer_of
from points.services.certificates import CONSENT, VALID_DAYS
from points.services.policies import policy_of


def certificate_paper(certificate: Certificate, site: str) -> bytes:
    """The certificate as PDF, kept nowhere; `site` is the address strangers check it at.

    Raises MissingGlyph before it is set.
    """
    request = certificate.request
    policy = policy_of(request.community)
    # The same certificate says the same whenever it is printed.
    offer = offer_of(request.community, certificate.issued_at)
    require_glyphs(_texts(request, policy, offer))
    check = site + reverse("verify", query={"code": certificate.code})
    context = {
        "certificate": certificate,
        "request": request,
        "household": request.household,
        "community": request.community,
        "policy": policy,
        "office": policy.office_name,
        "day": chinese_date(certificate.issued_on),
        "until": chinese_date(certificate.valid_until),
        "offer": offer_words(certificate, offer),
        "address": site + reverse("verify"),
        "qr": qr_svg(check),
    }
    return typeset([render_to_string("points/print/certificate.html", context)])


def certificate_form(community: Place) -> bytes:
    """The form, to fill in by hand, on which a household asks for a certificate and consents, as
    PDF. Raises MissingGlyph before it is set."""
    policy = policy_of(community)
    require_glyphs([("社区名称", community.name), ("电话", policy.office_phone)])
    context = {
        "community": community,
        "policy": policy,
        "kinds": CertificateRequest.For.labels,
        "relations": CertificateRequest.Relation.labels,
        "told": CONSENT,
        "days": VALID_DAYS,
    }
    return typeset([render_to_string("points/print/certificate_form.html", context)])


def offer_words(certificate: Certificate, offer: BankOffer | None) -> list[str]:
    """What is printed of a bank's offer on a certificate for that bank: information, never a
    decision; nothing for anybody else."""
    request = certificate.request
    if offer is None or not offer.stands:
        return []
    if request.recipient_kind != CertificateRequest.For.BANK or not offer.is_of(request.recipient):
        return []
    terms = offer.offer
    reduction = terms.reduction(certificate.honour)
    # Positive facts alone: that the points are too few for it, nobody is told.
    counted = (
        f"按本证明的{certificate.honour}分计，相当于{as_points(reduction)}个百分点。"
        if reduction
        else ""
    )
    return [
        f"供参考：{offer.bank}面向返乡青年（未满{offer.under_age}周岁）的优惠（{offer.basis}）是，"
        f"荣誉积分每满{offer.per_points}分，贷款利率降低{as_points(offer.step)}个百分点，"
        f"最多{as_points(offer.bound)}个百分点。{counted}",
        "是否符合条件、是否放贷、利率多少，由银行决定；本证明不是担保，也不是推荐。",
    ]


def _texts(
    request: CertificateRequest, policy: Policy, offer: BankOffer | None
) -> Iterator[tuple[str, str]]:
    household = request.household
    yield "社区名称", request.community.name
    yield "落款单位", policy.office_name
    yield f"户 {household.code}", household.code + household.head + household.group.label
    yield "申请", request.applicant + request.recipient + request.purpose
    if offer is not None:
        yield "银行优惠", offer.bank + offer.basis
