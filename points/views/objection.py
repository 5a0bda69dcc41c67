"""异议: the office's list of them, one typed in, one with what may be done about it, the reply."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.forms import TokenForm
from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from points.forms.objection import (
    RefuseForm,
    TypedObjectionForm,
    UpholdForm,
    notices_to_object_to,
)
from points.forms.objection_filter import ObjectionFilter
from points.models import Objection
from points.periods import chinese_date
from points.printing.fonts import MissingGlyph
from points.reports.objection_list import listed, objection_rows
from points.reports.objection_page import objection_page
from points.reports.objection_reply import reply_paper
from points.services import objections
from points.services.policies import policy_of
from points.services.revisions import field_of
from points.views.paper import pdf_answer

PER_PAGE = 50


@require_safe
def objection_list(request: Request) -> HttpResponse:
    """The objections in scope: the open ones, those overdue, or all (`?state=`)."""
    require(request.user, "points.view_objection")
    today = timezone.localdate()
    visible = listed(Objection.objects.visible_to(request.user))
    found = ObjectionFilter(request.GET, visible, request=request, day=today)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page": page,
        "rows": objection_rows(page, today),
        "may_add": request.user.has_perm("points.add_objection"),
        "may_see_adjustments": request.user.has_perm("points.view_adjustment"),
    }
    return render(request, "points/objection_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_new(request: Request) -> HttpResponse:
    """Types in an objection that came by word of mouth, on paper or by telephone."""
    require(request.user, "points.add_objection")
    now = timezone.now()
    today = timezone.localdate(now)
    notices = notices_to_object_to(request.user, today)
    sent = request.POST if request.method == "POST" else None
    form = TypedObjectionForm(request.user, notices, sent, initial={"received_on": today})

    def act() -> str:
        notice, line = form.cleaned_data["notice"], form.cleaned_data["line"]
        return objections.raise_objection(notice, line, form.raised(), request.user, now).ref

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            ref, _ = once(token, "objection_new", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            made = Objection.objects.get(ref=ref)
            days = f"{chinese_date(made.accept_by)}前受理，{chinese_date(made.reply_by)}前答复"
            messages.success(request, f"异议已登记，请在{days}（都含当天）。")
            return redirect("objection", ref=ref)
    context = {"form": form, "notices": notices}
    status = 422 if form.is_bound else 200
    return render(request, "points/objection_new.html", context, status=status)


@require_safe
def objection(request: Request, ref: str) -> HttpResponse:
    """One objection with its story; for the office the forms to accept and to answer it."""
    return objection_response(request, visible_objection(request, ref, "points.view_objection"))


@require_safe
def objection_reply(request: Request, ref: str) -> HttpResponse | FileResponse:
    """异议答复单: the reply as a paper for whoever objected."""
    found = visible_objection(request, ref, "points.view_objection")
    if not hasattr(found, "reply"):
        raise Http404
    try:
        made = reply_paper(found, policy_of(found.notice.community))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return objection_response(request, found, problems=problems, status=422)
    name = f"异议答复单{found.line.household.code}{found.line.sheet.period.label}.pdf"
    return pdf_answer(made, name)


def visible_objection(request: Request, ref: str, right: str) -> Objection:
    """The objection as lists show it: 404 outside the scope, 403 without the right."""
    visible = listed(Objection.objects.visible_to(request.user))
    found = get_object_or_404(visible, ref=ref)
    require(request.user, right, found)
    return found


def objection_response(
    request: Request,
    found: Objection,
    refused: TokenForm | None = None,
    status: int = 200,
    problems: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """The page of `found`, with the form that was `refused` as it was filled in."""
    page = objection_page(found, request.user, timezone.localdate())
    upholding = refused if isinstance(refused, UpholdForm) else uphold_form(found)
    fields = {field.name: field for field in upholding}
    context: dict[str, Any] = {
        "page": page,
        "form": refused,
        "problems": problems,
        "form_token": TokenForm()["form_token"].value(),
        "refuse_form": refused if isinstance(refused, RefuseForm) else refuse_form(),
        "uphold_form": upholding,
        "rows": [{"row": row, "field": fields.get(field_of(row.record))} for row in page.records],
    }
    return render(request, "points/objection.html", context, status=status)


def refuse_form(data: Any = None) -> RefuseForm:
    return RefuseForm(data, auto_id="refuse-%s")


def uphold_form(found: Objection, data: Any = None) -> UpholdForm:
    """With a field for each record that stands on the line."""
    records = list(found.line.records.standing().select_related("item"))
    shown = {"version": found.line.sheet.version}
    return UpholdForm(records, data, initial=shown, auto_id="uphold-%s")
