"""A household reads a veto that it was told of, and objects to it with its card."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from households.acting import carried_out, form_page
from households.cardholder import CardRequest, card_page
from households.http import Request
from points.forms.card import VetoObjectionForm
from points.models import Objection
from points.reports.card_honours import card_vetoes, told_vetoes
from points.services import vetoes


@form_page
@card_page
def card_veto(request: CardRequest, ref: str) -> HttpResponse:
    """One of the household's own, with what it objected and was answered; the form to object."""
    card, today = request.card, timezone.localdate()
    mine = card_vetoes(told_vetoes(card.household, today).filter(ref=ref), card.household, today)
    if not mine:
        raise Http404
    (found,) = mine
    form = VetoObjectionForm(request.POST or None)

    def act(now: datetime) -> None:
        text, day = form.cleaned_data["text"], timezone.localdate(now)
        vetoes.object_to(found.veto, text, Objection.How.CARD, day, card, now)

    done, _ = carried_out(cast("Request", request), form, f"card_veto {ref}", act, card=card)
    if done:
        messages.success(request, "您的异议已经收到，由登记人以外的工作人员答复，您在这里看得到。")
        return redirect("card_veto", ref=ref)
    status = 422 if form.is_bound else 200
    context = {"shown": found, "form": form}
    return render(request, "points/card/veto.html", context, status=status)
