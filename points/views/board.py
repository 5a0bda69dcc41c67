"""公示栏: what hangs on the wall, for everybody with a telephone."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.models import Place
from households.public import public_page
from households.roles import PlaceKind
from points.models import Notice
from points.reports.notice_list import notice_rows
from points.reports.notice_table import notice_table
from points.services.policies import policy_of

NOTICES_PER_PAGE = 24


@public_page
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The communities that have hung a notice."""
    hung = Notice.objects.hung_by(timezone.localdate())
    communities = Place.objects.filter(kind=PlaceKind.COMMUNITY, pk__in=hung.values("community"))
    return render(request, "points/board.html", {"communities": communities})


@public_page
@require_safe
def board_community(request: HttpRequest, code: str) -> HttpResponse:
    """The notices of one community, the newest first."""
    community = _community(code)
    today = timezone.localdate()
    notices = Notice.objects.hung_by(today).filter(community=community).defer("content")
    page = Paginator(notices, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"community": community, "page": page, "rows": notice_rows(page, today)}
    return render(request, "points/board_community.html", context)


@public_page
@require_safe
def board_notice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One notice, a village at a time (`?village=<code>`)."""
    community = _community(code)
    today = timezone.localdate()
    notice = get_object_or_404(Notice.objects.hung_by(today), community=community, number=number)
    table = notice_table(notice, policy_of(community), request.GET.get("village"), today)
    if table is None:
        raise Http404
    return render(request, "points/board_notice.html", {"community": community, **table})


def _community(code: str) -> Place:
    return get_object_or_404(Place, kind=PlaceKind.COMMUNITY, code=code)
