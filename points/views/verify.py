"""核对: whether the notice on a paper is the one the system holds, and what it says of one's own
household."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from households.addresses import address_hash
from households.forms import show_refusal
from households.public import public_page
from households.refusals import Refused
from points.forms.notice import LineForm, VerifyForm
from points.reports.certificate_page import told_of
from points.reports.notice_clearing import since
from points.reports.notice_kinds import reading, standing
from points.reports.notice_line import own_line
from points.reports.notice_proof import Verdict, hung, prove, verdict
from points.reports.notice_words import period, previous_code
from points.reports.ranking_proof import ranking_told
from points.services import line_checks


@public_page
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a check code; with `?code=`, as the QR code brings it, says what is known of it: of
    a notice, of a certificate, or of a year's ranking."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return _asking(request, form, status)
    code = form.cleaned_data["code"]
    today = timezone.localdate()
    found = verdict(code, today)
    context: dict[str, Any] = {"verify_form": form, "form": LineForm()}
    if found is None:
        context["certificate"] = told_of(code, today)
        context["ranking"] = ranking_told(code)
    return _answer(request, code, found, context)


@public_page
@require_POST
def verify_line(request: HttpRequest) -> HttpResponse:
    """One household's own line in the notice of a check code. By POST, so that no household has an
    address, and counted before anything is proved, so that nobody takes them one after the other.
    """
    form = LineForm(request.POST)
    form.full_clean()
    code = form.cleaned_data.get("code")
    if code is None:
        return _asking(request, VerifyForm(request.POST), 422)
    today = timezone.localdate()
    context: dict[str, Any] = {"verify_form": VerifyForm(initial={"code": code}), "form": form}
    household = form.cleaned_data.get("household")
    if household is None:
        return _answer(request, code, verdict(code, today), context, 422)
    notice = hung(code, today)
    if notice is None:
        return _answer(request, code, None, context)
    try:
        line_checks.count(notice, address_hash(request), timezone.now())
    except Refused as refused:
        show_refusal(form, refused)
        return render(
            request, "points/verify.html", {**context, "asked": code, "refused": True}, status=429
        )
    proof = prove(notice)
    if proof.verdict.agrees:
        context |= {"household": household, "line": own_line(proof, household)}
    return _answer(request, code, proof.verdict, context)


def _asking(request: HttpRequest, form: VerifyForm, status: int) -> HttpResponse:
    context = {"verify_form": form, "form": form}
    return render(request, "points/verify.html", context, status=status)


def _answer(
    request: HttpRequest,
    code: str,
    found: Verdict | None,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """What is known of `code`. `form`: that of the household, whose errors stand on top."""
    context |= {"asked": code, "verdict": found}
    if found is not None:
        notice = found.notice
        context |= {
            "told_of": reading(notice).told_of(notice),
            "by_household": reading(notice).by_household,
            "period": period(notice),
            "standing": standing(notice, timezone.localdate()),
            "since": since(notice),
            "previous_code": previous_code(notice),
        }
    return render(request, "points/verify.html", context, status=status)
