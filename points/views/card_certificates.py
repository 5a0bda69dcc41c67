"""A household asks for a certificate of its points with its card, and takes its consent back."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from households.acting import carried_out, form_page
from households.cardholder import CardRequest, card_page
from households.forms import TokenForm
from households.http import Request
from points.forms.certificate import AskForm
from points.models import CertificateRequest
from points.models.certificate import RequestQuerySet
from points.reports.certificate_page import listed, rows, year_to_prove
from points.services import certificates


@form_page
@card_page
def card_certificates(request: CardRequest) -> HttpResponse:
    """The household's requests, and the form of a new one."""
    card, today = request.card, timezone.localdate()
    year = year_to_prove(card.household.community_id, today)
    form = AskForm(request.POST or None, initial={"year": year})

    def act(now: datetime) -> None:
        asked = form.asked(consented_on=timezone.localdate(now))
        certificates.ask(card.household, asked, card, now)

    done, _ = carried_out(cast("Request", request), form, "card_certificates", act, card=card)
    if done:
        messages.success(request, "申请已提交，请到社区积分办领取盖章的证明。")
        return redirect("card_certificates")
    context = {"form": form, "rows": rows(_own(request), today)}
    status = 422 if form.is_bound else 200
    return render(request, "points/card/certificates.html", context, status=status)


@form_page
@card_page
def card_certificate_end(request: CardRequest, ref: str) -> HttpResponse:
    """Asks once, then takes the consent back."""
    found = get_object_or_404(_own(request), ref=ref)
    form = TokenForm(request.POST or None)

    def act(now: datetime) -> None:
        certificates.end(found, "本户收回同意", request.card, now)

    done, _ = carried_out(
        cast("Request", request), form, f"card_certificate {ref}", act, card=request.card
    )
    if done:
        messages.success(request, "已收回同意；开具过的证明同时作废。")
        return redirect("card_certificates")
    context = {"form": form, "request_of": found}
    status = 422 if form.is_bound else 200
    return render(request, "points/card/certificate_end.html", context, status=status)


def _own(request: CardRequest) -> RequestQuerySet:
    return listed(CertificateRequest.objects.filter(household=request.card.household))
