"""The home of whoever works for the supermarket."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.periods import Quarter
from supermarket.reports.market_home import market_home as home


@require_safe
def market_home(request: Request) -> HttpResponse:
    """Windows, warnings, and the way to everything else."""
    require(request.user, "supermarket.view_outlet")
    community, today = request.user.community, timezone.localdate()
    context = {
        "home": home(request.user, today),
        "quarter": Quarter.of(today),
        "may_open": request.user.has_perm("supermarket.open_window", community),
        "may_change": request.user.has_perm("supermarket.change_outlet", community),
        "may_see_outlook": request.user.has_perm("supermarket.view_outlook", community),
    }
    return render(request, "supermarket/home.html", context)
