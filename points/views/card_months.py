"""The household's pages to read: one of its months, the standard."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.cardholder import CardRequest, card_page
from points.models import Standard
from points.periods import Month
from points.reports.card_months import card_months
from points.reports.standard_page import area_parts


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
