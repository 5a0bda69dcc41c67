"""扣分告知: telling a deduction, typing the household's answer, the paper to hand over."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.forms import TokenForm
from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.serving import ServeForm, TypedAnswerForm
from points.models import Record
from points.printing.fonts import MissingGlyph
from points.reports.gallery import gallery
from points.reports.record_page import counted, facts
from points.reports.serving_paper import serving_paper
from points.reports.told import told
from points.services import servings
from points.services.policies import policy_of
from points.services.telling import takes_answers
from points.views.paper import pdf_answer
from points.views.record import record_response, visible_record
from points.views.sheet import handled

NO_DEDUCTION = "这条记录现在不扣分，或者积分表已过两委审核，不能再登记告知。"
NO_ANSWER = "两委审核已经通过，不再收陈述；对结果有异议的，请在公示期内提出。"


@require_http_methods(["GET", "HEAD", "POST"])
def record_serve(request: Request, ref: str) -> HttpResponse:
    """Registers that a deduction was told to its household, with the points that were shown."""
    record = _others_record(request, ref)
    if request.method != "POST":
        if record.points_now >= 0 or not _may_still(record):
            return handled(request, [record.line.sheet], AlreadyHandled(NO_DEDUCTION))
        shown = {"points_seen": record.points_now, "served_on": timezone.localdate()}
        return _page(request, "record_serve", record, ServeForm(initial=shown))
    form = ServeForm(request.POST)

    def act(now: datetime) -> None:
        typed = form.cleaned_data
        day, how, witness = typed["served_on"], typed["how"], typed["witness"]
        servings.serve(record, day, how, witness, typed["points_seen"], request.user, now)

    return _register(request, "record_serve", record, form, act, "已登记告知。")


@require_http_methods(["GET", "HEAD", "POST"])
def record_answer(request: Request, ref: str) -> HttpResponse:
    """Types what the household says to a deduction."""
    record = _others_record(request, ref)
    if request.method != "POST":
        if not _may_still(record):
            return handled(request, [record.line.sheet], AlreadyHandled(NO_ANSWER))
        form = TypedAnswerForm(initial={"answered_on": timezone.localdate()})
        return _page(request, "record_answer", record, form)
    form = TypedAnswerForm(request.POST)

    def act(now: datetime) -> None:
        typed = form.cleaned_data
        text, how, day = typed["text"], typed["how"], typed["answered_on"]
        servings.answer(record, text, how, day, request.user, now)

    return _register(request, "record_answer", record, form, act, "已录入本户的陈述。")


@require_safe
def serving_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """扣分告知单 as PDF, to be signed by hand."""
    record = visible_record(request, ref)
    require(request.user, servings.RIGHT, record)
    if record.voided_at is not None or record.points_now >= 0:
        raise Http404("这条记录现在不扣分，没有告知单。")
    try:
        made = serving_paper(record, record.points_now, policy_of(record.community))
    except MissingGlyph as missing:
        return record_response(request, record, missing.messages, status=422)
    name = f"扣分告知单{record.line.household.code}.pdf"
    return pdf_answer(made, name)


def _others_record(request: Request, ref: str) -> Any:
    """The record, for somebody who may tell its household of it."""
    record = visible_record(request, ref)
    require(request.user, servings.RIGHT, record)
    if request.user.household_id == record.line.household_id:
        raise PermissionDenied("不能给自己家办理告知和陈述，请由别的工作人员办理。")
    return record


def _may_still(record: Record) -> bool:
    return record.voided_at is None and takes_answers(record.line.sheet)


def _register(
    request: Request,
    purpose: str,
    record: Any,
    form: TokenForm,
    act: Callable[[datetime], None],
    done: str,
) -> HttpResponse:
    now = timezone.now()
    if not form.is_valid():
        return _page(request, purpose, record, form, status=422)
    try:
        once(form.cleaned_data["form_token"], purpose, request.user, now, lambda: act(now))
    except AlreadyHandled as refused:
        record.line.sheet.refresh_from_db(fields=["state", "step"])
        return handled(request, [record.line.sheet], refused)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, purpose, record, form, status=422)
    messages.success(request, done)
    return redirect("record_page", ref=record.ref)


def _page(
    request: Request, purpose: str, record: Any, form: TokenForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "record": record,
        "facts": facts(record),
        "counted": counted(record),
        "gallery": gallery(record, request.user),
        "told": told(record, record.points_now, request.user, timezone.localdate()),
    }
    return render(request, f"points/{purpose}.html", context, status=status)
