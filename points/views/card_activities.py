"""A household answers calls for volunteers: what there is, one call, signing up and withdrawing."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.acting import carried_out
from households.cardholder import CardRequest, card_page
from households.http import Request
from points.forms.card_activity import CardSignUpForm
from points.models import SignUp
from points.reports.card_activities import (
    calls_for,
    card_calls,
    counts_under,
    services_of,
    to_answer,
)
from points.services import sign_ups


@require_safe
@card_page
def card_activities(request: CardRequest) -> HttpResponse:
    """The calls the household may answer, and what it has done."""
    household = request.card.household
    context = {
        "calls": card_calls(household, to_answer(household, timezone.localdate())),
        "services": services_of(household),
    }
    return render(request, "points/card/activities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_activity(request: CardRequest, ref: str) -> HttpResponse:
    """One call: signs somebody up, or takes a sign-up back (`withdraw` names it)."""
    card, household = request.card, request.card.household
    activity = get_object_or_404(calls_for(household), ref=ref)
    form = CardSignUpForm(request.POST if request.method == "POST" else None)
    own = SignUp.objects.filter(activity=activity, household=household)
    withdrawn = request.POST.get("withdraw", "")
    sign_up = get_object_or_404(own, ref=withdrawn) if withdrawn else None

    def act(at: datetime) -> str:
        if sign_up is not None:
            sign_ups.withdraw(sign_up, card, at)
            return "已取消报名。"
        made = sign_ups.sign_up(activity, household, form.cleaned_data["person"], card, at)
        if sign_ups.waits(made):
            return "已报名候补，前面有人退出就补上。"
        return "已报名，请按时到集合地点签到。"

    purpose = "card_withdraw_from" if sign_up is not None else "card_sign_up"
    done, told = carried_out(cast("Request", request), form, purpose, act, card=card)
    if done:
        messages.success(request, told)
        return redirect("card_activity", ref)
    (call,) = card_calls(household, [activity])
    context = {"call": call, "counts": counts_under(activity), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "points/card/activity.html", context, status=status)
