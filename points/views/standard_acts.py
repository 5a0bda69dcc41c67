"""积分标准: copying a version into a draft, and adopting a draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.standard import AdoptForm, CopyForm
from points.periods import Month
from points.reports.standard_compared import compared
from points.reports.standard_hearing import hearing
from points.reports.standard_page import area_parts, consequence, remark, size
from points.reports.standard_versions import Version, versions
from points.services import standards
from points.services.standard_content import content_version
from points.services.standard_fit import obstacle
from points.views.standard import find, in_force_before


@require_http_methods(["GET", "HEAD", "POST"])
def standard_copy(request: Request, month: Month) -> HttpResponse:
    """Copies the adopted standard that starts in `month`."""
    return _copy(request, find(request, month)[1])


@require_http_methods(["GET", "HEAD", "POST"])
def standard_draft_copy(request: Request, month: Month, place: int) -> HttpResponse:
    """Copies one of the drafts that start in `month`."""
    return _copy(request, find(request, month, place)[1])


@require_http_methods(["GET", "HEAD", "POST"])
def standard_adopt(request: Request, month: Month, place: int) -> HttpResponse:
    """Shows what adopting a draft means and asks for the resolution, then adopts it."""
    try:
        return _adopt(request, month, place)
    except AlreadyHandled as handled:
        messages.warning(request, handled.messages[0])
        return redirect("standard")


def _copy(request: Request, source: Version) -> HttpResponse:
    require(request.user, "points.add_standard", source.standard)
    now = timezone.now()
    next_month = Month.of(timezone.localdate(now)).next()
    initial = {"title": source.standard.title, "starts": next_month}
    form = CopyForm(request.POST or None, initial=initial)

    def act() -> int:
        typed = form.cleaned_data
        return standards.copy_to_draft(source.standard, typed["title"], typed["starts"]).pk

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            made, _ = once(token, "copy_standard", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已复制成草案。改好之后，由管理员办理通过。")
            return redirect(address_of(request, made))
    context = {"form": form, "source": source}
    return render(
        request, "points/standard_copy.html", context, status=422 if form.is_bound else 200
    )


def _adopt(request: Request, month: Month, place: int) -> HttpResponse:
    if request.method != "POST":
        return _adopt_page(request, month, place, AdoptForm())
    form = AdoptForm(request.POST, request.FILES)
    now = timezone.now()

    def act() -> str:
        # Looked up in here: an adopted draft has no address any more, and a retry of the form that
        # adopted it must be answered all the same.
        _, draft = _to_adopt(request, month, place)
        basis, seen = form.cleaned_data["basis"], request.POST.get("seen", "")
        meeting = form.meeting()
        return str(standards.adopt(draft.standard, basis, request.user, now, seen, meeting))

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            title, _ = once(token, "adopt_standard", request.user, now, act)
        except AlreadyHandled:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{title}”已通过，{month.label}起各月按它计分。")
            return redirect("standard_version", month=month)
    return _adopt_page(request, month, place, form, status=422)


def _to_adopt(request: Request, month: Month, place: int) -> tuple[list[Version], Version]:
    """All versions, and the draft an address means; 404 without it, 403 without the right.

    Raises AlreadyHandled where a standard of the draft's month has been adopted instead.
    """
    try:
        found, draft = find(request, month, place)
    except Http404:
        find(request, month)
        raise AlreadyHandled from None
    require(request.user, "points.adopt_standard", draft.standard)
    return found, draft


def _adopt_page(
    request: Request, month: Month, place: int, form: AdoptForm, status: int = 200
) -> HttpResponse:
    found, draft = _to_adopt(request, month, place)
    before = in_force_before(found, month)
    parts = area_parts(draft.standard)
    context = {
        "form": form,
        "draft": draft,
        "size": size(parts),
        "obstacle": obstacle(draft.standard),
        "remark": remark(parts),
        "hearing": hearing(draft),
        "compared": compared(
            (before.standard, area_parts(before.standard)), (draft.standard, parts)
        )
        if before
        else None,
        "before": before,
        "consequence": consequence(draft.standard, before.standard if before else None),
        "carried": [{"name": "seen", "value": content_version(draft.standard)}],
    }
    return render(request, "points/standard_adopt.html", context, status=status)


def address_of(request: Request, key: int) -> str:
    """The page of the draft that was made; the list where it is gone by now."""
    found = versions(request.user, timezone.localdate())
    return next((each.address for each in found if each.standard.pk == key), "standard")
