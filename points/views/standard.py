"""积分标准: the one in force, the other versions, and drafts for those who may edit them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from households.refusals import Refused
from points.models import Standard
from points.periods import Month
from points.reports.standard_page import area_parts, facts, remark, size
from points.reports.standard_versions import State, Version, versions
from points.services.standards import refuse_unfit

MAY_EDIT = "points.change_standard"


@require_safe
def standard_in_force(request: Request) -> HttpResponse:
    """The standard this month's sheets use, or what to do where there is none."""
    require(request.user, "points.view_standard")
    found = _versions(request)
    shown = next((each for each in found if each.state is State.IN_FORCE), None)
    return _page(request, found, shown)


@require_safe
def standard_version(request: Request, month: Month) -> HttpResponse:
    """The adopted standard that starts in `month`."""
    return _page(request, *find(request, month))


@require_safe
def standard_draft(request: Request, month: Month, place: int) -> HttpResponse:
    """One of the drafts that start in `month`."""
    return _page(request, *find(request, month, place))


def find(request: Request, month: Month, place: int = 0) -> tuple[list[Version], Version]:
    """All versions in scope, and the one an address means; 404 without it, 403 for a draft that
    the person may not edit."""
    found = _versions(request)
    for each in found:
        if (each.standard.starts, each.place) == (month, place):
            # Reading is asked without the row: an office at a group reads its community's standard.
            require(request.user, "points.view_standard")
            if place:
                require(request.user, MAY_EDIT, each.standard)
            return found, each
    raise Http404


def obstacle(draft: Standard) -> str:
    """Why `draft` can't be adopted as it stands; empty when it can."""
    try:
        refuse_unfit(draft)
    except Refused as refused:
        return "".join(refused.messages)
    return ""


def _versions(request: Request) -> list[Version]:
    return versions(request.user, Month.of(timezone.localdate()))


def _page(request: Request, found: list[Version], shown: Version | None) -> HttpResponse:
    user = request.user
    may_edit = user.has_perm(MAY_EDIT, user.community)
    parts = area_parts(shown.standard) if shown else []
    is_draft = shown is not None and shown.state is State.DRAFT
    context = {
        "shown": shown,
        "is_draft": is_draft,
        "parts": parts,
        "size": size(parts),
        "facts": facts(shown) if shown else [],
        "obstacle": obstacle(shown.standard) if shown and is_draft else "",
        "remark": remark(parts) if is_draft else "",
        "others": [
            each for each in found if each != shown and (may_edit or each.state is not State.DRAFT)
        ],
        "may_edit": may_edit,
        "may_copy": user.has_perm("points.add_standard", user.community),
        "may_adopt": is_draft and user.has_perm("points.adopt_standard", user.community),
    }
    return render(request, "points/standard.html", context)
