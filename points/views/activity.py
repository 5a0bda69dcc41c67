"""志愿活动: the list of calls, one sent out or changed, its page, its start, its end."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from points.forms.activity import (
    CallForm,
    CancelForm,
    CloseForm,
    call_values,
    places_to_organise,
)
from points.models import Activity, Team
from points.reports.activity_list import activity_rows, listed, over, to_come
from points.reports.activity_page import activity_page, too_old_told
from points.reports.activity_words import when
from points.services import activities, attendances
from points.services.activities import RIGHT
from points.views.activity_forms import (
    SEE,
    FormPage,
    address_of,
    answer_form,
    organised_activity,
    trail_to,
    visible_activity,
)

PER_PAGE = 30


@require_safe
def activity_list(request: Request) -> HttpResponse:
    """The calls of the community that are to come, or those that are over (`?state=over`)."""
    require(request.user, SEE)
    ended = request.GET.get("state") == "over"
    visible = Activity.objects.visible_to(request.user)
    found = listed(over(visible) if ended else to_come(visible))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": activity_rows(page),
        "over": ended,
        "may_organise": request.user.has_perm(RIGHT),
    }
    return render(request, "points/activity_list.html", context)


@form_page
def activity_new(request: Request) -> HttpResponse:
    """Sends a call for volunteers out."""
    require(request.user, RIGHT)
    form = _call_form(request, None)

    def act(at: datetime) -> str:
        return address_of(activities.call(form.call(), request.user, at).ref)

    page = FormPage(
        "发布招募",
        "发布招募",
        reverse("activity_list"),
        trail_to(),
        lead="发布之后，范围内的农户打开积分卡就能看到、报名。",
    )
    return answer_form(request, page, form, "activity_new", act, "招募已发布。")


@form_page
def activity_change(request: Request, ref: str) -> HttpResponse:
    """Changes a call that has not begun."""
    found = organised_activity(request, ref)
    form = _call_form(request, found)

    def act(at: datetime) -> None:
        activities.change(found, form.call(), request.user, at)

    page = FormPage("修改招募", "保存", address_of(ref), trail_to(found))
    return answer_form(request, page, form, "activity_change", act, "招募信息已修改。", page.back)


def _call_form(request: Request, found: Activity | None) -> CallForm:
    today = timezone.localdate()
    community = request.user.community
    teams = Team.objects.visible_to(request.user).filter(until__isnull=True)
    initial = call_values(found) if found is not None else {"most_hours": 4}
    sent = request.POST if request.method == "POST" else None
    places = places_to_organise(request.user)
    return CallForm(community, places, list(teams), today, sent, initial=initial)


@require_safe
def activity(request: Request, ref: str) -> HttpResponse:
    """One activity: its call, who has signed up, who came, what may be done."""
    return activity_response(request, visible_activity(request, ref))


@require_POST
def activity_start(request: Request, ref: str) -> HttpResponse:
    """Opens the signing in and goes there."""
    found = organised_activity(request, ref)
    form = TokenForm(request.POST)

    def act(at: datetime) -> None:
        activities.start(found, request.user, at)

    done, _ = carried_out(request, form, "activity_start", act)
    if done:
        messages.success(request, "可以签到了。")
        return redirect("activity_sign_in", ref)
    problems = [str(told) for errors in form.errors.values() for told in errors]
    return activity_response(request, visible_activity(request, ref), problems, status=422)


@form_page
def activity_close(request: Request, ref: str) -> HttpResponse:
    """Ends an activity before two witnesses, signing out whoever has not been."""
    found = organised_activity(request, ref)
    there = found.attendances.still_there().count()
    form = CloseForm(request.user, there, request.POST if request.method == "POST" else None)

    def act(at: datetime) -> None:
        if form.cleaned_data.get("left") is not None and there:
            attendances.leave_all(found, form.cleaned_data["left"], request.user, at)
        activities.close(found, *form.witnesses(), request.user, at)

    old = too_old_told(found, timezone.localdate())
    lead = f"结束之后签到不能再改；{old or '各户的积分在村小组评分时一并建议记入。'}"
    if there:
        lead += f"还有{there}人没有签退。"
    page = FormPage("结束活动", "结束活动", address_of(ref), trail_to(found), lead=lead)
    return answer_form(request, page, form, "activity_close", act, "活动已结束。", page.back)


@form_page
def activity_cancel(request: Request, ref: str) -> HttpResponse:
    """Calls an activity off, with the reason that everybody who signed up reads."""
    found = organised_activity(request, ref)
    form = CancelForm(request.POST if request.method == "POST" else None)

    def act(at: datetime) -> None:
        activities.cancel(found, form.cleaned_data["reason"], request.user, at)

    page = FormPage(
        "取消活动",
        "取消活动",
        address_of(ref),
        trail_to(found),
        lead=f"{when(found)}的“{found}”。取消之后不能恢复，要办请另发招募。",
        danger=True,
    )
    return answer_form(request, page, form, "activity_cancel", act, "活动已取消。", page.back)


def activity_response(
    request: Request, found: Activity, problems: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """The page of `found`, with `problems` that kept something from being done."""
    context = {
        "page": activity_page(found, request.user),
        "too_old": too_old_told(found, timezone.localdate()),
        "form_token": uuid4(),
        "problems": [{"text": text, "target": ""} for text in problems],
    }
    return render(request, "points/activity.html", context, status=status)
