"""The love supermarket on the public board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from households.public import board_page, community_or_404
from points.services.policies import policy_of
from supermarket.reports.board_market import board_market as market_for


@board_page
def board_market(request: HttpRequest, code: str) -> HttpResponse:
    """The days of exchange, goods and services with their points, what was given."""
    community = community_or_404(code)
    context = {
        "community": community,
        "market": market_for(community, timezone.localdate()),
        "buys": policy_of(community).exchange_examples.splitlines(),
    }
    return render(request, "supermarket/board.html", context)
