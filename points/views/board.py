"""公示栏: what hangs on the wall, for everybody with a telephone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from households.models import Place
from households.public import board_page, community_or_404
from households.roles import PlaceKind
from points.models import Notice, Standard
from points.periods import Month
from points.reports.board_page import (
    by_year,
    longer_in_words,
    sums_in_words,
    village_of,
    villages_of,
)
from points.reports.board_totals import board_totals
from points.reports.notice_list import notice_rows
from points.reports.notice_table import notice_table
from points.reports.standard_page import area_parts, size
from points.services.policies import policy_of

NOTICES_PER_PAGE = 24


@board_page
def board(request: HttpRequest) -> HttpResponse:
    """The communities that have hung a notice."""
    hung = Notice.objects.hung_by(timezone.localdate())
    communities = Place.objects.filter(kind=PlaceKind.COMMUNITY, pk__in=hung.values("community"))
    return render(request, "points/board.html", {"communities": communities})


@board_page
def board_community(request: HttpRequest, code: str) -> HttpResponse:
    """The notices of one community, the newest first, and the way to all else that is public; with
    `?village=<code>` every notice opens at that village."""
    community = community_or_404(code)
    today = timezone.localdate()
    notices = Notice.objects.hung_by(today).filter(community=community).defer("content")
    page = Paginator(notices, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "years": by_year(notice_rows(page, today)),
        "standard": _in_force(community),
        **_villages(request, community),
    }
    return render(request, "points/board_community.html", context)


@board_page
def board_notice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One notice, a village at a time (`?village=<code>`)."""
    community = community_or_404(code)
    today = timezone.localdate()
    notice = get_object_or_404(Notice.objects.hung_by(today), community=community, number=number)
    policy = policy_of(community)
    context = notice_table(notice, policy, request.GET.get("village"), today)
    if context is None:
        # A village that has nothing in this notice, as where nobody exchanged.
        absent = _villages(request, community)["chosen"]
        if absent is None:
            raise Http404
        context = {**(notice_table(notice, policy, None, today) or {}), "absent": absent}
    else:
        context["sums"] = sums_in_words(notice, context["village"])
        context["longer"] = longer_in_words(notice, context["village"])
    return render(request, "points/board_notice.html", {"community": community, **context})


@board_page
def board_standard(request: HttpRequest, code: str) -> HttpResponse:
    """The standard in force this month, in plain words."""
    community = community_or_404(code)
    standard = _in_force(community)
    parts = area_parts(standard) if standard else []
    context = {"community": community, "standard": standard, "parts": parts, "size": size(parts)}
    return render(request, "points/board_standard.html", context)


@board_page
def board_points(request: HttpRequest, code: str) -> HttpResponse:
    """The points given and spent, by year and month."""
    community = community_or_404(code)
    today = timezone.localdate()
    context = {"community": community, "totals": board_totals(community, today), "today": today}
    return render(request, "points/board_points.html", context)


def _in_force(community: Place) -> Standard | None:
    adopted = Standard.objects.filter(community=community)
    return adopted.in_force_on_first_day_of(Month.of(timezone.localdate())).first()


def _villages(request: HttpRequest, community: Place) -> dict[str, Any]:
    villages = villages_of(community, timezone.localdate())
    chosen = village_of(villages, request.GET.get("village"))
    return {"community": community, "villages": villages, "chosen": chosen}
