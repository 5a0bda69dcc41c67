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
from points.reports.notice_kinds import reading, standing
from points.reports.notice_line import own_line
from points.reports.notice_proof import Proof, prove
from points.reports.notice_words import period, previous_code
from points.services import line_checks


@public_page
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a check code; with `?code=`, as the QR code brings it, says what is known of it."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return _asking(request, form, status)
    code = form.cleaned_data["code"]
    proof = prove(code, timezone.localdate())
    return _answer(request, code, proof, {"verify_form": form, "form": LineForm()})


@public_page
@require_POST
def verify_line(request: HttpRequest) -> HttpResponse:
    """One household's own line in the notice of a check code. By POST, so that no household has an
    address, and counted, so that nobody takes them one after the other."""
    form = LineForm(request.POST)
    form.full_clean()
    code = form.cleaned_data.get("code")
    if code is None:
        return _asking(request, VerifyForm(request.POST), 422)
    proof = prove(code, timezone.localdate())
    context: dict[str, Any] = {"verify_form": VerifyForm(initial={"code": code}), "form": form}
    household = form.cleaned_data.get("household")
    status = 200 if household else 422
    if household and proof is not None and proof.agrees:
        try:
            line_checks.count(proof.notice, address_hash(request), timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
            status = 429
        else:
            context |= {"household": household, "line": own_line(proof, household)}
    return _answer(request, code, proof, context, status)


def _asking(request: HttpRequest, form: VerifyForm, status: int) -> HttpResponse:
    context = {"verify_form": form, "form": form}
    return render(request, "points/verify.html", context, status=status)


def _answer(
    request: HttpRequest, code: str, proof: Proof | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """What is known of `code`. `form`: that of the household, whose errors stand on top."""
    context |= {"asked": code, "proof": proof}
    if proof is not None:
        today = timezone.localdate()
        context |= {
            "told_of": reading(proof.notice).told_of(proof.notice),
            "period": period(proof.notice),
            "standing": standing(proof.notice, today),
            "previous_code": previous_code(proof.notice),
        }
    return render(request, "points/verify.html", context, status=status)
