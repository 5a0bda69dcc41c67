"""The household's pages to read: its card's first page, one of its months, the standard."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.card_views import pin_page
from households.cardholder import CardRequest, card_page, current_card, entrance
from points.models import Standard
from points.periods import Month
from points.reports import card_page as home
from points.reports.card_months import card_months
from points.reports.standard_page import area_parts


@require_safe
@entrance
def card_home(request: HttpRequest) -> HttpResponse:
    """What the household has and what waits for it; without an unlocked card, the way to one."""
    card = current_card(request)
    if card is None:
        return pin_page(request)
    cast("CardRequest", request).card = card
    page = home.card_page(card.household, timezone.localdate())
    return render(request, "points/card/home.html", {"page": page})


@require_safe
@card_page
def card_month(request: CardRequest, month: Month) -> HttpResponse:
    """One month with its records, what each counted and why."""
    found = card_months(request.card.household, [month.year], timezone.localdate())
    shown = next((each for each in found if each.sheet.period == month), None)
    if shown is None:
        raise Http404
    return render(request, "points/card/month.html", {"shown": shown})


@require_safe
@card_page
def card_standard(request: CardRequest) -> HttpResponse:
    """The standard in force this month, in plain words."""
    month = Month.of(timezone.localdate())
    adopted = Standard.objects.filter(community=request.card.community_id)
    standard = adopted.in_force_on_first_day_of(month).first()
    context = {"standard": standard, "parts": area_parts(standard) if standard else []}
    return render(request, "points/card/standard.html", context)
