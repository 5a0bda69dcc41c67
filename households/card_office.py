"""收回: the office takes a household's card out of use. Issuing one prints it: see points."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.card_forms import WithdrawForm
from households.http import Request, require
from households.models import Card, Household
from households.refusals import Refused
from households.services import cards
from households.services.submissions import once


@require_http_methods(["GET", "HEAD", "POST"])
def card_withdraw(request: Request, code: str) -> HttpResponse:
    """Asks for the reason, then withdraws the card that was on the screen."""
    household = household_at(request, code)
    valid = valid_card(household)
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


def household_at(request: Request, code: str) -> Household:
    """The household with that code, with its places; 404 or 403 to whoever may not issue cards to
    it."""
    visible = Household.objects.visible_to(request.user)
    chain = ("community", "group__parent", "group__community")
    household = get_object_or_404(visible.select_related(*chain), code=code)
    require(request.user, "households.issue_card", household)
    return household


def valid_card(household: Household) -> Card | None:
    """The card in use, with who issued it."""
    return household.cards.valid().select_related("issued_by").first()
