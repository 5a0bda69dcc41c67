"""积分标准: two versions side by side in words and numbers, on a page and on paper."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.forms.standard_compare import CompareForm
from points.printing.fonts import MissingGlyph
from points.reports.standard_compared import compared
from points.reports.standard_page import area_parts
from points.reports.standard_paper import comparison_paper
from points.reports.standard_versions import Version, versions
from points.services.policies import policy_of
from points.views.paper import pdf_answer
from points.views.standard import MAY_EDIT


@require_safe
def standard_compare(request: Request) -> HttpResponse:
    """What the new version says otherwise than the old one (`?old=2026-01&new=2027-01.1`)."""
    form = _form(request)
    return _page(request, form, **_compared(form))


@require_safe
def standard_compare_print(request: Request) -> HttpResponse | FileResponse:
    """The same as a sheet of A4 for the meeting."""
    form = _form(request)
    found = _compared(form)
    if not found:
        return _page(request, form)
    try:
        made = comparison_paper(
            found["old"], found["new"], found["compared"], policy_of(request.user.community)
        )
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return _page(request, form, 422, **found, problems=problems)
    name = f"积分标准对照表（{found['old'].standard.starts}至{found['new'].standard.starts}）.pdf"
    return pdf_answer(made, name)


def _form(request: Request) -> CompareForm:
    require(request.user, "points.view_standard")
    may_edit = request.user.has_perm(MAY_EDIT, request.user.community)
    found = versions(request.user, timezone.localdate())
    seen = [each for each in found if may_edit or not each.is_draft]
    asked = request.GET if {"old", "new"} & set(request.GET) else None
    return CompareForm(seen, asked)


def _compared(form: CompareForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    old, new = form.chosen()
    return {"old": old, "new": new, "compared": compared(_whole(old), _whole(new))}


def _whole(version: Version) -> tuple[Any, Any]:
    return version.standard, area_parts(version.standard)


def _page(
    request: Request, form: CompareForm, status: int | None = None, **found: Any
) -> HttpResponse:
    context = {"form": form, "enough": len(form.versions) > 1, **found}
    usual = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "points/standard_compare.html", context, status=status or usual)
