"""积分标准: the one in force, the other versions, and drafts for those who may edit them."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.periods import Month
from points.reports.standard_hearing import hearing
from points.reports.standard_page import area_parts, facts, remark, size
from points.reports.standard_versions import State, Version, versions
from points.services.standard_fit import barred_words, obstacle

MAY_EDIT = "points.change_standard"


@require_safe
def standard_in_force(request: Request) -> HttpResponse:
    """The standard this month's sheets use, or what to do where there is none."""
    require(request.user, "points.view_standard")
    found = _versions(request)
    shown = next((each for each in found if each.state is State.IN_FORCE), None)
    return version_page(request, found, shown)


@require_safe
def standard_version(request: Request, month: Month) -> HttpResponse:
    """The adopted standard that starts in `month`."""
    return version_page(request, *find(request, month))


@require_safe
def standard_draft(request: Request, month: Month, place: int) -> HttpResponse:
    """One of the drafts that start in `month`."""
    return version_page(request, *find(request, month, place))


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


def in_force_before(found: list[Version], month: Month) -> Version | None:
    """The adopted standard that the one starting in `month` takes over from."""
    adopted = [each for each in found if not each.is_draft]
    return next((each for each in adopted if each.standard.starts < month), None)


def _compare_address(found: list[Version], shown: Version) -> str:
    """The comparison with the standard before it; empty where there is none."""
    before = in_force_before(found, shown.standard.starts)
    query = {"old": before.key, "new": shown.key} if before else {}
    return f"{reverse('standard_compare')}?{urlencode(query)}" if query else ""


def _versions(request: Request) -> list[Version]:
    return versions(request.user, timezone.localdate())


def version_page(
    request: Request,
    found: list[Version],
    shown: Version | None,
    problems: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of `shown`, or of nothing in force, with the other versions; `problems`: why it
    could not be printed."""
    user = request.user
    may_edit = user.has_perm(MAY_EDIT, user.community)
    parts = area_parts(shown.standard) if shown else []
    is_draft = shown is not None and shown.is_draft
    context = {
        "problems": problems,
        "shown": shown,
        "is_draft": is_draft,
        "parts": parts,
        "size": size(parts),
        "facts": facts(shown) if shown else [],
        "obstacle": obstacle(shown.standard) if shown and is_draft else "",
        "barred": list(barred_words(shown.standard)) if shown and is_draft else [],
        "remark": remark(parts) if is_draft else "",
        "hearing": hearing(shown) if shown and is_draft else None,
        "compare_address": _compare_address(found, shown) if shown else "",
        "others": [each for each in found if each != shown and (may_edit or not each.is_draft)],
        "may_edit": may_edit,
        "may_copy": user.has_perm("points.add_standard", user.community),
        "may_ask": is_draft and user.has_perm("points.publish_notice", user.community),
        "may_see_comments": user.has_perm("points.view_objection", user.community),
        "may_adopt": is_draft and user.has_perm("points.adopt_standard", user.community),
    }
    return render(request, "points/standard.html", context, status=status)
