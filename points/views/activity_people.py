"""Who takes part in an activity: signed up and withdrawn by the office, signed in and out at the
spot, ticked from the paper, voided where it was wrong."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from households.models import Household
from households.refusals import Refused
from households.scanned import card_token, households_for
from households.search import MOST_FOUND
from points.forms.activity import SignUpForm
from points.forms.attendance import IN, OUT, SignForm, TicksForm
from points.forms.record import VoidForm, looked_up
from points.models import Activity, Attendance, SignUp
from points.reports.activity_page import activity_page, households_of, still_to_come
from points.services import attendances, sign_ups
from points.services.activities import RIGHT
from points.services.attendance_book import Arrival
from points.services.persons import said
from points.views.activity_forms import (
    FormPage,
    address_of,
    answer_form,
    organised_activity,
    trail_to,
)


@form_page
def activity_sign_up(request: Request, ref: str) -> HttpResponse:
    """The office signs somebody up who came, or called."""
    found = organised_activity(request, ref)
    sent = request.POST if request.method == "POST" else None
    form = SignUpForm(request.user, households_of(found), sent)
    form.fields["household"].widget.attrs |= looked_up(reverse("household_search"))

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        made = sign_ups.sign_up(found, typed["household"], typed["person"], request.user, at)
        waiting = "候补，前面有人退出就补上" if sign_ups.waits(made) else ""
        return f"已报名{waiting}：{said(made.household, made.person)}。"

    page = FormPage("替农户报名", "报名", address_of(ref), trail_to(found), lead=found.title)
    return answer_form(request, page, form, "activity_sign_up", act, to=page.back)


@form_page
def sign_up_withdraw(request: Request, ref: str) -> HttpResponse:
    """Takes a sign-up back at the household's wish."""
    visible = SignUp.objects.visible_to(request.user)
    chain = ("activity__place", "household__group")
    sign_up = get_object_or_404(visible.select_related(*chain), ref=ref)
    found = sign_up.activity
    require(request.user, RIGHT, found.place)
    form = TokenForm(request.POST if request.method == "POST" else None)

    def act(at: datetime) -> None:
        sign_ups.withdraw(sign_up, request.user, at)

    page = FormPage(
        "取消报名",
        "取消报名",
        address_of(found.ref),
        trail_to(found),
        lead=f"{said(sign_up.household, sign_up.person)}，“{found}”。排在后面的会依次补上。",
        danger=True,
    )
    return answer_form(request, page, form, "sign_up_withdraw", act, "已取消报名。", page.back)


@form_page
def activity_sign_in(request: Request, ref: str) -> HttpResponse:
    """Signs people in, or out (`?mode=out`), one after the other. By POST: a card's token belongs
    into no address and no log."""
    found = organised_activity(request, ref)
    mode = OUT if request.GET.get("mode") == OUT else IN
    sent = request.POST if request.method == "POST" else None
    now_there = timezone.localdate() == found.held_on
    form = SignForm(sent, today=now_there)
    choices: list[Household] = []
    if form.is_bound and form.is_valid():
        try:
            choices = households_for(households_of(found), form.cleaned_data["q"])
        except Refused as refused:
            form.refuse(refused)
        else:
            if len(choices) == 1 and _signed(request, found, form, mode, choices[0]):
                return redirect(f"{reverse('activity_sign_in', args=[ref])}?mode={mode}")
    context: dict[str, Any] = {
        "page": activity_page(found, request.user),
        "form": form,
        "mode": mode,
        "choices": choices[:MOST_FOUND] if len(choices) > 1 and not form.errors else [],
        "more": len(choices) > MOST_FOUND,
    }
    status = 422 if form.errors else 200
    return render(request, "points/activity_sign_in.html", context, status=status)


def _signed(
    request: Request, found: Activity, form: SignForm, mode: str, household: Household
) -> bool:
    """Whether somebody of `household` is signed in or out now; otherwise the form says why."""
    typed = form.cleaned_data
    by_card = card_token(form.data.get("q", "")) and not form.data.get("household")
    how = Attendance.How.SCAN if by_card else Attendance.How.CODE

    def act(at: datetime) -> str:
        if mode == OUT:
            signed = attendances.leave(
                found, household, typed["person"], typed["when"], request.user, at
            )
            return f"已签退：{said(household, signed.person)}，{signed.left:%H:%M}。"
        arrival = Arrival(household, typed["person"], typed["when"])
        signed = attendances.come(found, arrival, how, request.user, at)
        return f"已签到：{said(household, signed.person)}，{signed.came:%H:%M}。"

    done, told = carried_out(request, form, f"sign_{mode}", act)
    if done:
        messages.success(request, told)
    return done


@form_page
def activity_ticks(request: Request, ref: str) -> HttpResponse:
    """Types the paper in: who is ticked on it, with two times each."""
    found = organised_activity(request, ref)
    sent = request.POST if request.method == "POST" else None
    form = TicksForm(request.user, found, still_to_come(found), households_of(found), sent)

    def act(at: datetime) -> int:
        how = Attendance.How.LIST
        return len(attendances.come_all(found, form.arrivals(), how, request.user, at))

    done, number = carried_out(request, form, "activity_ticks", act)
    if done:
        messages.success(request, f"已登记{number}人的签到和签退。")
        return redirect("activity", ref)
    problems = [
        {"text": error, "target": f"row-{row.key}"} for row in form.rows for error in row.errors
    ]
    context = {"activity": found, "form": form, "problems": problems}
    status = 422 if form.is_bound else 200
    return render(request, "points/activity_ticks.html", context, status=status)


@form_page
def attendance_void(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then voids what was signed wrongly."""
    visible = Attendance.objects.visible_to(request.user)
    chain = ("activity__place", "household__group")
    attendance = get_object_or_404(visible.select_related(*chain), ref=ref)
    found = attendance.activity
    require(request.user, RIGHT, found.place)
    form = VoidForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = "会留在记录上，例如“签错了户”。"

    def act(at: datetime) -> None:
        attendances.void(attendance, form.cleaned_data["reason"], request.user, at)

    page = FormPage(
        "作废签到",
        "作废",
        address_of(found.ref),
        trail_to(found),
        lead=f"{said(attendance.household, attendance.person)}，{attendance.came:%H:%M}签到。"
        "作废之后可以照实重签。",
        danger=True,
    )
    return answer_form(request, page, form, "attendance_void", act, "已作废。", page.back)
