"""Pages of the whole installation."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.card_views import pin_page
from households.cardholder import CardRequest, current_card, entrance
from households.http import Request
from points.reports.card_page import card_page
from points.reports.desk import desk
from points.reports.year_end_tasks import year_end_tasks
from supermarket.reports.card_market import card_market
from supermarket.reports.desk import market_tasks
from supermarket.reports.desk_tasks import keeping_tasks


@require_safe
def desk_page(request: Request) -> HttpResponse:
    """The desk, where everybody starts: what waits for the person signed in."""
    today = timezone.localdate()
    waiting = desk(request.user, today)
    context = {
        "desk": waiting,
        "tasks": [
            *market_tasks(request.user, today),
            *waiting.tasks,
            *year_end_tasks(request.user, today),
            *keeping_tasks(request.user, today),
        ],
        "today": today,
    }
    return render(request, "points/desk.html", context)


@require_safe
@entrance
def card_home(request: HttpRequest) -> HttpResponse:
    """What a household has, what that buys, what waits for it; without an unlocked card, the way
    to one."""
    card = current_card(request)
    if card is None:
        return pin_page(request)
    cast("CardRequest", request).card = card
    today = timezone.localdate()
    context = {
        "page": card_page(card.household, today),
        "market": card_market(card.household, today),
    }
    return render(request, "points/card/home.html", context)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """“ok” when the program and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Asks search engines to stay away from everything."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
