"""事项记录: recording one matter, the list of records, one record, voiding it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.http import Request, require
from households.models import Household
from households.refusals import Refused
from households.services.submissions import once
from points.forms.record import RecordForm, VoidForm, first_day_for, open_months
from points.forms.record_filter import RecordFilter
from points.models import Record
from points.periods import Month
from points.reports.gallery import gallery
from points.reports.item_search import items_of, matching
from points.reports.record_page import counted, facts
from points.reports.story import record_story
from points.reports.told import told
from points.services import evidence, records
from points.services.amounts import worth
from points.services.late import Room, room_for
from points.services.scorebook import with_points_now
from points.steps import Step

LATEST = 10
PER_PAGE = 50
MOST_FOUND = 12
PLACES = frozenset({"household", "occurred_on", "month"})
"""Fields at which a matter is refused for being in the wrong month."""
KEPT = ("household", "item", "occurred_on", "month", "origin", "late")
"""Fields whose beginning may come in the address."""


@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: Request) -> HttpResponse:
    """One matter after another: what the next one has in common stays in the address."""
    require(request.user, "points.add_record")
    months = open_months(request.user)
    if request.method != "POST" or not months:
        form = RecordForm(request.user, months, initial=_initial(request, months))
        return _new_page(request, form)
    form = RecordForm(request.user, months, _typed(request), request.FILES)
    valid, now = form.is_valid(), timezone.now()
    household, day = (form.cleaned_data.get(name) for name in ("household", "occurred_on"))

    def act() -> str:
        month, draft = form.cleaned_data["month"], form.draft()
        record = records.record_matter(month, draft, form.recorded_as, request.user, now)
        if photos := form.cleaned_data["photos"]:
            evidence.attach(record, photos, request.user, now)
        return record.ref

    if valid:
        token = form.cleaned_data["form_token"]
        try:
            ref, _ = once(token, "record_new", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _recorded(ref))
            return redirect(f"{reverse('record_new')}?{urlencode(form.kept())}")
    room = None
    if isinstance(household, Household) and day and PLACES & form.errors.keys():
        room = room_for(household, day, months, now)
    return _new_page(request, form, room, status=422)


def _typed(request: Request) -> QueryDict:
    """What was typed; in another month where the button pressed says so."""
    typed = request.POST.copy()
    if month := typed.get("late_in"):
        typed["month"], typed["late"] = month, "on"
    elif month := typed.get("in_month"):
        typed["month"], typed["late"] = month, ""
    return typed


@require_safe
def item_search(request: Request) -> JsonResponse:
    """Items of the month's standard (`?month=2026-11`), for the field that looks them up."""
    require(request.user, "points.view_item")
    try:
        month = Month.parse(request.GET.get("month", ""))
    except ValueError:
        return JsonResponse({"results": []})
    found = matching(items_of(request.user, month), request.GET.get("q", ""))
    results = [
        {"value": item.code, "label": str(item), "hint": worth(item)} for item in found[:MOST_FOUND]
    ]
    return JsonResponse({"results": results})


@require_safe
def record_list(request: Request) -> HttpResponse:
    """The records in scope, the latest first."""
    require(request.user, "points.view_record")
    visible = _shown(Record.objects.visible_to(request.user)).order_by("-pk")
    found = RecordFilter(request.GET, visible, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page": page,
        "caption": f"共 {page.paginator.count} 条",
        "filtered": found.is_narrowed(),
        **_may(request),
    }
    return render(request, "points/record_list.html", context)


@require_safe
def record_page(request: Request, ref: str) -> HttpResponse:
    """One record with its history and what it counts for."""
    record = visible_record(request, ref)
    require(request.user, "points.view_record", record)
    return record_response(request, record)


def record_response(
    request: Request, record: Any, problems: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """The page of `record`, with `problems` that kept something from being done."""
    sheet = record.line.sheet
    revisable = sheet.in_review and Step(sheet.step).revises and record.voided_at is None
    context = {
        "record": record,
        "sheet": sheet,
        "facts": facts(record),
        "counted": counted(record),
        "story": record_story(record),
        "gallery": gallery(record, request.user),
        "told": told(record, record.points_now, request.user, timezone.localdate()),
        "problems": [{"text": text, "target": ""} for text in problems],
        "may_see_objections": request.user.has_perm("points.view_objection", record),
        "may_veto": record.item.veto
        and record.voided_at is None
        and record.points_now != 0
        and request.user.has_perm("points.add_veto", record),
        "may_void": record.voided_at is None
        and sheet.takes_records
        and request.user.has_perm("points.void_record", record),
        "may_revise": revisable and request.user.has_perm(Step(sheet.step).right, record),
        **_may(request),
    }
    return render(request, "points/record_page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def record_void(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then voids the record."""
    record = visible_record(request, ref)
    require(request.user, "points.void_record", record)
    if request.user.household_id == record.line.household_id:
        raise PermissionDenied("不能作废自己家的记录，请由别的工作人员办理。")
    form = VoidForm(request.POST or None)
    now = timezone.now()

    def act() -> None:
        records.void_records([record.pk], form.cleaned_data["reason"], request.user, now)

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            once(token, "record_void", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已作废，这条记录不再计分。")
            return redirect("record_page", ref=ref)
    context = {"form": form, "record": record, "back": reverse("record_page", args=[ref])}
    status = 422 if form.is_bound else 200
    return render(request, "points/record_void.html", context, status=status)


def visible_record(request: Request, ref: str) -> Any:
    """The record with its points now: 404 outside the scope."""
    visible = _shown(Record.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("voided_by", "community"), ref=ref)


def _shown(found: Any) -> Any:
    """The records with what every list of them shows."""
    return with_points_now(found).select_related(
        "line__household", "line__sheet__group__parent", "item", "recorded_by"
    )


def _initial(request: Request, months: list[Month]) -> dict[str, Any]:
    """What the address brings, filled up with the latest open month and its likeliest day."""
    initial: dict[str, Any] = {"quantity": 1, "origin": Record.Origin.OFFICE}
    if months:
        day = first_day_for(months[0], timezone.localdate())
        initial |= {"month": str(months[0]), "occurred_on": day}
    return initial | {name: request.GET[name] for name in KEPT if name in request.GET}


def _recorded(ref: str) -> str:
    """What was recorded and what it counts for, as the message after it."""
    record = _shown(Record.objects.filter(ref=ref)).select_related("line__sheet__standard").get()
    context = {"record": record, "counted": counted(record)}
    return render_to_string("points/_recorded.html", context)


def _may(request: Request) -> dict[str, bool]:
    """The buttons beside the records."""
    return {
        "may_record": request.user.has_perm("points.add_record"),
        "may_import": request.user.has_perm("points.import_record"),
    }


def _new_page(
    request: Request, form: RecordForm, room: Room | None = None, status: int = 200
) -> HttpResponse:
    """The form; with the `room` there is elsewhere for a matter that was refused."""
    mine = Record.objects.visible_to(request.user).filter(recorded_by=request.user)
    context = {
        "form": form,
        "room": room,
        "latest": _shown(mine).order_by("-pk")[:LATEST],
        "may_open": request.user.has_perm("points.open_sheet"),
        **_may(request),
    }
    return render(request, "points/record_new.html", context, status=status)
