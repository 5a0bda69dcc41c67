"""What the office does about an objection: accept it, refuse it, uphold it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.forms import TokenForm
from households.http import Request
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.models import Objection
from points.periods import chinese_date
from points.services import objections
from points.services.sheet_checks import Changed, Seen
from points.views.objection import (
    objection_response,
    refuse_form,
    uphold_form,
    visible_objection,
)

RIGHT = "points.handle_objection"
Typed = dict[str, Any]


@require_POST
def objection_accept(request: Request, ref: str) -> HttpResponse:
    """受理."""

    def act(found: Objection, form: TokenForm, now: datetime) -> str:
        objections.accept(found, request.user, now)
        return f"异议已受理，请在{chinese_date(found.reply_by)}前（含当天）答复。"

    return _handle(request, ref, lambda _, data: TokenForm(data), act)


@require_POST
def objection_refuse(request: Request, ref: str) -> HttpResponse:
    """Answers that the line stays as it is."""

    def act(found: Objection, form: TokenForm, now: datetime) -> str:
        objections.refuse(found, form.cleaned_data["text"], request.user, now)
        return "已答复：异议不成立。请打印答复单交给提出人。"

    return _handle(request, ref, lambda _, data: refuse_form(data), act)


@require_POST
def objection_uphold(request: Request, ref: str) -> HttpResponse:
    """Answers that the objection is right, and changes records of the line."""

    def act(found: Objection, form: Any, now: datetime) -> str:
        text, changes = form.cleaned_data["text"], form.changes()
        seen = Seen(found.line.sheet_id, form.cleaned_data["version"])
        objections.uphold(found, text, changes, request.user, now, seen)
        return "已答复：异议成立，得分已更正。请打印答复单交给提出人。"

    return _handle(request, ref, uphold_form, act)


def _handle(
    request: Request,
    ref: str,
    make_form: Callable[[Objection, Any], TokenForm],
    act: Callable[[Objection, Any, datetime], str],
) -> HttpResponse:
    found = visible_objection(request, ref, RIGHT)
    form, now = make_form(found, request.POST), timezone.now()
    if not form.is_valid():
        return objection_response(request, found, form, status=422)
    token = form.cleaned_data["form_token"]
    try:
        told, _ = once(token, "objection", request.user, now, lambda: act(found, form, now))
    except Refused as refused:
        # Read again: what is answered next is what this page shows.
        found = visible_objection(request, ref, RIGHT)
        if isinstance(refused, Changed):
            typed: Typed = request.POST.dict()
            form = make_form(found, typed | {"version": found.line.sheet.version})
        form.refuse(refused)
        status = 409 if isinstance(refused, AlreadyHandled) else 422
        return objection_response(request, found, form, status=status)
    messages.success(request, told)
    return redirect("objection", ref=ref)
