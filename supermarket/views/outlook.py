"""积分兑付: what the points in people's hands will cost, on the screen and for the meeting."""

from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from households.services.days import day_of
from points.printing.fonts import MissingGlyph
from points.views.paper import pdf_answer
from supermarket.models import MarketPolicy
from supermarket.reports.book_paper import Making
from supermarket.reports.outlook import outlook
from supermarket.reports.outlook_paper import outlook_paper
from supermarket.reports.outlook_words import told
from supermarket.services.market_policies import policy_of

VIEW: Final = "supermarket.view_outlook"


@require_safe
def market_outlook(request: Request) -> HttpResponse:
    """What is owed, what would run out, what nobody takes, what to order."""
    return _page(request, _policy(request))


@require_safe
def market_outlook_print(request: Request) -> HttpResponse | FileResponse:
    """The same on one sheet of A4."""
    policy, at = _policy(request), timezone.now()
    found = outlook(policy, day_of(at))
    try:
        made = outlook_paper(policy.community, found, Making(request.user, at))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return _page(request, policy, problems, status=422)
    return pdf_answer(made, f"积分兑付{found.day:%Y%m%d}.pdf")


def _policy(request: Request) -> MarketPolicy:
    policy = policy_of(request.user.community)
    require(request.user, VIEW, policy)
    return policy


def _page(
    request: Request, policy: MarketPolicy, problems: Any = (), status: int = 200
) -> HttpResponse:
    found = outlook(policy, timezone.localdate())
    context = {
        "found": found,
        "told": told(found),
        "may_change": request.user.has_perm("supermarket.change_marketpolicy", policy),
        "problems": problems,
    }
    return render(request, "supermarket/outlook.html", context, status=status)
