"""核对: whether the notice on a paper is the one the system holds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.public import public_page
from points.forms.notice import VerifyForm
from points.reports.notice_kinds import reading, standing
from points.reports.notice_proof import prove
from points.reports.notice_words import period, previous_code


@public_page
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a check code; with `?code=`, as the QR code brings it, says what is known of it."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        proof = prove(form.cleaned_data["code"], timezone.localdate())
        context |= {"asked": form.cleaned_data["code"], "proof": proof}
        if proof is not None:
            context |= {
                "told_of": reading(proof.notice).told_of(proof.notice),
                "period": period(proof.notice),
                "standing": standing(proof.notice, timezone.localdate()),
                "previous_code": previous_code(proof.notice),
            }
    return render(request, "points/verify.html", context, status=status)
