"""校验码抄录: the last codes of a community's chain, for supervisors to copy by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from households.public import board_page, community_or_404
from points.reports.notice_chain import last_codes, unbroken


@board_page
def board_chain(request: HttpRequest, code: str) -> HttpResponse:
    """The last codes, each with its number and period; they are everybody's to copy."""
    community = community_or_404(code)
    rows = last_codes(community, timezone.localdate())
    holds = bool(rows) and unbroken(community, rows[0].number)
    context = {"community": community, "rows": rows, "holds": holds}
    return render(request, "points/board_chain.html", context)
