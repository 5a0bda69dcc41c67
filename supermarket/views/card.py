"""The supermarket behind a household's card: what there is, and putting some of it by."""

from datetime import datetime
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.acting import carried_out
from households.cardholder import CardRequest, card_page
from households.forms import TokenForm
from households.http import Request
from households.refusals import Refused
from points.services.policies import policy_of
from supermarket.forms.card import ReserveForm
from supermarket.models import Product, Reservation
from supermarket.reports.card_market import card_market as market_for
from supermarket.services import reservations
from supermarket.services.offers import Pick
from supermarket.services.reserving import reserve_all

RESERVE: Final = "card_reserve"
WITHDRAW: Final = "card_reservation_withdraw"


@require_safe
@card_page
def card_market(request: CardRequest) -> HttpResponse:
    """Goods and services with their points, the days of exchange, what is reserved."""
    household = request.card.household
    context = {
        "market": market_for(household, timezone.localdate()),
        "buys": policy_of(household.community).exchange_examples.splitlines(),
    }
    return render(request, "supermarket/card/market.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_reserve(request: CardRequest, number: int) -> HttpResponse:
    """So many of one product, to be fetched at one of the counters."""
    card, today = request.card, timezone.localdate()
    product = get_object_or_404(Product, community=card.community_id, number=number)
    market = market_for(card.household, today)
    offer = next((each for each in market.offers if each.product == product), None)
    if offer is None:
        messages.warning(request, f"{product.name}已经下架，请改选别的。")
        return redirect("card_market")
    form = ReserveForm(market, offer, request.POST or None)

    def act(at: datetime) -> str:
        window, typed = market.season.window, form.cleaned_data
        if window is None:
            raise Refused(market.when)
        pick = Pick(product, typed["quantity"], typed["points_seen"])
        household = card.household
        (made,) = reserve_all(window, typed["outlet"], household, [pick], card, at)
        return f"已预约{product.name}{made.quantity}{product.unit}，占用{made.points}分。"

    done, told = carried_out(cast("Request", request), form, RESERVE, act, card=card)
    if done:
        messages.success(request, told)
        return redirect("card_market")
    context = {"form": form, "market": market, "offer": offer, "why_not": market.why_not(offer)}
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/card/reserve.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_reservation_withdraw(request: CardRequest, ref: str) -> HttpResponse:
    """Asks once, then gives a reservation up."""
    card = request.card
    chain = ("outlet__place", "household", "product", "window")
    mine = Reservation.objects.filter(household=card.household_id).select_related(*chain)
    reservation = get_object_or_404(mine, ref=ref)
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> None:
        reservations.withdraw(reservation, card, at)

    done, _ = carried_out(cast("Request", request), form, WITHDRAW, act, card=card)
    if done:
        messages.success(request, f"已取消预约：{reservation.product.name}。")
        return redirect("card_market")
    context: dict[str, Any] = {
        "form": form,
        "reservation": reservation,
        "back": reverse("card_market"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/card/withdraw.html", context, status=status)
