"""发卡、换卡、收回: the office's side of a household's card."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.addresses import site_address
from households.card_forms import IssueForm, WithdrawForm
from households.http import Request, require
from households.models import Card, Household
from households.qr import qr_svg
from households.refusals import Refused
from households.services import cards
from households.services.submissions import once


@require_http_methods(["GET", "HEAD", "POST"])
def card_issue(request: Request, code: str) -> HttpResponse:
    """Issues a card, with a reason in place of an earlier one, and shows its secrets once."""
    household = _household(request, code)
    form = IssueForm(request.POST or None)
    made: list[cards.Issued] = []
    now = timezone.now()

    def act() -> None:
        reason = form.cleaned_data["reason"]
        made.append(cards.issue(household, request.user, now, reason))

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "issue_card", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _issued_page(request, household, made)
    context = {"form": form, "household": household, "card": _valid_card(household)}
    status = 422 if form.is_bound else 200
    return render(request, "households/card_issue.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def card_withdraw(request: Request, code: str) -> HttpResponse:
    """Asks for the reason, then withdraws the card that was on the screen."""
    household = _household(request, code)
    valid = _valid_card(household)
    form = WithdrawForm(request.POST or None, initial={"card": valid and valid.pk})
    now = timezone.now()

    def act() -> None:
        card = get_object_or_404(household.cards, pk=form.cleaned_data["card"])
        cards.withdraw(card, form.cleaned_data["reason"], request.user, now)

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            once(token, "withdraw_card", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已收回，这张积分卡不能再用。")
            return redirect("household_page", code=code)
    context: dict[str, Any] = {
        "form": form,
        "household": household,
        "card": valid,
        "back": reverse("household_page", args=[code]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "households/card_withdraw.html", context, status=status)


def _household(request: Request, code: str) -> Household:
    visible = Household.objects.visible_to(request.user)
    chain = ("community", "group__parent", "group__community")
    household = get_object_or_404(visible.select_related(*chain), code=code)
    require(request.user, "households.issue_card", household)
    return household


def _valid_card(household: Household) -> Card | None:
    return household.cards.valid().select_related("issued_by").first()


def _issued_page(request: Request, household: Household, made: list[cards.Issued]) -> HttpResponse:
    """The new card with its PIN; without them when the form was sent before: nobody knows them."""
    context: dict[str, Any] = {"household": household}
    for issued in made:
        address = site_address(request) + reverse("card_enter", args=[issued.token])
        context |= {"qr": qr_svg(address), "pin": issued.pin, "card": issued.card}
    return render(request, "households/card_issued.html", context)
