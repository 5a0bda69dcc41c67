"""兑换期: the list, opening one, other days, closing it."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from households.models import Place
from points.periods import Quarter
from supermarket.forms.window import DaysForm, OpenForm
from supermarket.models import Reservation, Window
from supermarket.reports.window_list import window_rows
from supermarket.services import windows

OPEN = "supermarket.open_window"
PUBLISH = "points.publish_notice"
PER_PAGE = 20


@require_safe
def window_list(request: Request) -> HttpResponse:
    """All windows of the community, the latest first."""
    require(request.user, "supermarket.view_window")
    visible = Window.objects.visible_to(request.user)
    visible = visible.select_related("notice").defer("notice__content")
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": window_rows(page, timezone.localdate()),
        "may_open": request.user.has_perm(OPEN, request.user.community),
        "may_publish": request.user.has_perm(PUBLISH, request.user.community),
    }
    return render(request, "supermarket/window_list.html", context)


@form_page
def window_open(request: Request) -> HttpResponse:
    """Sets the exchange days of a quarter."""
    community, today = request.user.community, timezone.localdate()
    require(request.user, OPEN, community)
    form = OpenForm(_quarters(community, today), request.POST or None)

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        days = typed["opens_on"], typed["closes_on"], typed["reserve_from"]
        opened = windows.open_window(community, typed["quarter"], *days, request.user, at)
        return f"已定下{opened}。"

    done, told = carried_out(request, form, "window_open", act)
    if done:
        return _done(request, told)
    return _page(request, "supermarket/window_open.html", {"form": form})


@form_page
def window_days(request: Request, year: int, quarter: int) -> HttpResponse:
    """Other days for a window that is not closed."""
    window = _found(request, year, quarter)
    now = {name: getattr(window, name) for name in ("opens_on", "closes_on", "reserve_from")}
    form = DaysForm(request.POST or None, initial=now)

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        days = typed["opens_on"], typed["closes_on"], typed["reserve_from"]
        return f"已改好{windows.change_days(window, *days, request.user, at)}的日期。"

    done, told = carried_out(request, form, "window_days", act)
    if done:
        return _done(request, told)
    return _page(request, "supermarket/window_days.html", {"form": form, "window": window})


@form_page
def window_close(request: Request, year: int, quarter: int) -> HttpResponse:
    """Asks, then ends a window and frees what was reserved and not fetched."""
    window = _found(request, year, quarter)
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> str:
        freed = windows.close_window(window, request.user, at)
        return f"{window}已结束，{freed}项没有领的预约已退回。"

    done, told = carried_out(request, form, "window_close", act)
    if done:
        return _done(request, told)
    waiting = Reservation.objects.filter(window=window, ended_at__isnull=True).count()
    context = {"form": form, "window": window, "waiting": waiting}
    return _page(request, "supermarket/window_close.html", context)


def _found(request: Request, year: int, quarter: int) -> Window:
    visible = Window.objects.visible_to(request.user).select_related("community")
    window = get_object_or_404(visible, year=year, quarter=quarter)
    require(request.user, OPEN, window)
    return window


def _quarters(community: Place, day: date) -> list[Quarter]:
    """Those that may be opened on `day` and are not: this one, the one before, the next."""
    this = Quarter.of(day)
    next_one = Quarter.of(this.months[-1].next().first_day)
    before = Quarter.of(this.months[0].previous().first_day)
    opened = {window.period for window in Window.objects.filter(community=community)}
    return [
        quarter
        for quarter in (this, before, next_one)
        if quarter not in opened and windows.last_day_for(quarter) >= day
    ]


def _done(request: Request, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("window_list")


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    context["back"] = reverse("window_list")
    return render(request, template, context, status=422 if context["form"].is_bound else 200)
