"""周巡查: the rounds of a month, one round, confirming it, calling it off, its sheet of paper."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.forms import TokenForm
from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.patrol import CallOffForm, ConfirmForm, MonthChoice, shown_day
from points.models import PatrolRound
from points.periods import Month
from points.printing.fonts import MissingGlyph
from points.reports.blank_forms_choice import named, seen_groups
from points.reports.patrol_list import listed, months_offered, places_offered, weeks
from points.reports.patrol_page import patrol_page
from points.reports.patrol_paper import patrol_paper
from points.services import patrol_plans
from points.services.patrol_walkers import PLAN, may_enter
from points.views.paper import pdf_answer

VIEW = "points.view_patrol"


@require_safe
def patrol_list(request: Request) -> HttpResponse:
    """The rounds of a month (`?month=2026-11&place=<code>`), by week; this month without asking."""
    require(request.user, VIEW)
    today = timezone.localdate()
    months = months_offered(request.user, today)
    groups = seen_groups(request.user, today)
    this_month = str(Month.of(today))
    asked = {"month": this_month} | request.GET.dict()
    form = MonthChoice(asked, months, places_offered(groups))
    chosen = form.cleaned_data if form.is_valid() else {}
    month = Month.parse(chosen.get("month") or this_month)
    rounds = PatrolRound.objects.visible_to(request.user).of_month(month)
    if chosen.get("place"):
        rounds = rounds.filter(group__in=[each.pk for each in named(groups, chosen["place"])])
    context = {
        "form": form,
        "month": month,
        "weeks": weeks(listed(rounds), today),
        "may_plan": request.user.has_perm(PLAN),
    }
    return render(request, "points/patrol_list.html", context)


@require_safe
def patrol(request: Request, ref: str) -> HttpResponse:
    """One round with what was found, and what the person may do about it."""
    found = visible_round(request, ref)
    return _page(request, found, ConfirmForm(initial=_shown(found)))


@require_http_methods(["POST"])
def patrol_confirm(request: Request, ref: str) -> HttpResponse:
    """A walker stands by what was found; or the office has both signatures (`on_paper`)."""
    found = visible_round(request, ref)
    require_enters(request, found)
    on_paper = "on_paper" in request.POST
    form = ConfirmForm(request.POST)
    now = timezone.now()

    def act() -> bool:
        day, version = form.cleaned_data["walked_on"], form.cleaned_data["version"]
        done = patrol_plans.confirm(found, version, day, request.user, now, on_paper=on_paper)
        return done.closed_at is not None

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            closed, _ = once(token, "patrol_confirm", request.user, now, act)
        except AlreadyHandled as handled:
            messages.info(request, "".join(handled.messages))
            return redirect("patrol", ref=ref)
        except Refused as refused:
            form.refuse(refused)
        else:
            told = "两位巡查员都已确认，本轮结束。" if closed else "已确认，等另一位巡查员确认。"
            messages.success(request, told)
            return redirect("patrol", ref=ref)
    # What is shown now is what would be confirmed next.
    return _page(request, visible_round(request, ref), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def patrol_call_off(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then calls the round off."""
    found = visible_round(request, ref)
    require(request.user, PLAN, found.group)
    form = CallOffForm(request.POST or None)
    now = timezone.now()

    def act() -> None:
        patrol_plans.call_off(found, form.cleaned_data["reason"], request.user, now)

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "patrol_call_off", request.user, now, act)
        except AlreadyHandled as handled:
            messages.info(request, "".join(handled.messages))
            return redirect("patrol", ref=ref)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "这一轮巡查已取消，这一周可以重新安排。")
            return redirect("patrol", ref=ref)
    context = {"form": form, "patrol": found}
    status = 422 if form.is_bound else 200
    return render(request, "points/patrol_call_off.html", context, status=status)


@require_safe
def patrol_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """周巡查评分表 of the round: its households, walkers and day filled in."""
    found = visible_round(request, ref)
    try:
        made = patrol_paper(found, request.user, timezone.localdate())
    except MissingGlyph as missing:
        form = ConfirmForm(initial=_shown(found))
        return _page(request, found, form, missing.messages, status=422)
    return pdf_answer(made, f"{found.group.label}周巡查评分表.pdf")


def visible_rounds(request: Request) -> QuerySet[PatrolRound]:
    """The rounds in scope, with group, community and walkers at hand."""
    visible = PatrolRound.objects.visible_to(request.user)
    return visible.select_related(
        "group__parent", "group__community", "first_walker", "second_walker", "voided_by"
    )


def visible_round(request: Request, ref: str) -> PatrolRound:
    """The round, for whoever sees patrols there or walks it himself; otherwise 404 or 403."""
    found = get_object_or_404(visible_rounds(request), ref=ref)
    require_sees(request, found)
    return found


def require_sees(request: Request, found: PatrolRound) -> None:
    """Raises PermissionDenied unless the person sees patrols of the group, or walks this one."""
    require(request.user, VIEW, None if found.is_walked_by(request.user) else found)


def require_enters(request: Request, found: PatrolRound) -> None:
    """Raises PermissionDenied for whoever is neither a walker of the round nor its office."""
    if not may_enter(found, request.user, timezone.localdate()):
        raise PermissionDenied("只有这一轮的巡查员和积分办能办理，请联系积分办。")


def _shown(found: PatrolRound) -> dict[str, object]:
    return {"walked_on": shown_day(found, timezone.localdate()), "version": found.version}


def _page(
    request: Request,
    found: PatrolRound,
    form: TokenForm,
    problems: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a round, with `problems` that kept something from being done."""
    context = {
        "page": patrol_page(found, request.user, timezone.localdate()),
        "form": form,
        "problems": [{"text": text, "target": ""} for text in problems],
    }
    return render(request, "points/patrol.html", context, status=status)
