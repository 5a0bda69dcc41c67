"""The month's sheets: the list of them, and opening the month."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from points.forms.review import MonthChoiceForm, OpenMonthForm, PassManyForm
from points.periods import Month
from points.reports.months import months_to_open, opened_months
from points.reports.progress import month_progress
from points.reports.sheet_list import changed_rows, sheet_rows
from points.services import sheets
from points.steps import Step


@require_safe
def sheet_list(request: Request) -> HttpResponse:
    """The sheets of one month (`?month=2026-11`; otherwise of the last one opened)."""
    return list_response(request, PassManyForm())


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_open(request: Request) -> HttpResponse:
    """Opens a month that the clerk names: a sheet for every group that has none."""
    community, today = request.user.community, timezone.localdate()
    require(request.user, "points.open_sheet", community)
    if request.method != "POST":
        named = request.GET.get("month") or next(iter(months_to_open(community, today)), "")
        form = OpenMonthForm(initial={"month": str(named)})
        return render(request, "points/sheet_open.html", {"form": form})
    form = OpenMonthForm(request.POST)
    now = timezone.now()

    def act() -> int:
        month = form.cleaned_data["month"]
        return len(sheets.open_month(community, month, request.user, now))

    if form.is_valid():
        month = form.cleaned_data["month"]
        try:
            opened, _ = once(form.cleaned_data["form_token"], "open_month", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已开{month.label}的积分表，共{opened}个组。")
            return redirect(reverse("sheet_list", query={"month": str(month)}))
    return render(request, "points/sheet_open.html", {"form": form}, status=422)


def list_response(
    request: Request, form: PassManyForm, ticked: Collection[str] = (), status: int = 200
) -> HttpResponse:
    """The list with `form` as it was sent and the sheets `ticked` still ticked, but for those that
    have changed since: these are pointed out."""
    require(request.user, "points.view_sheet")
    today = timezone.localdate()
    months = opened_months(request.user, today)
    month = _wanted(request, months)
    rows = sheet_rows(request.user, month, today) if month else []
    waiting = [row.sheet.step for row in rows if row.choice]
    context = {
        "form": form,
        "month": month,
        "rows": rows,
        "ticked": ticked,
        "changed": changed_rows(rows, ticked),
        "waiting": len(waiting),
        "act": "对所选投同意票" if waiting == [Step.COMMITTEE] * len(waiting) else "通过所选",
        "households": sum(row.households for row in rows),
        "progress": month_progress(request.user, month, today) if month else [],
        "months_form": MonthChoiceForm(months, initial={"month": str(month)}),
        "may_open": request.user.has_perm("points.open_sheet", request.user.community),
    }
    return render(request, "points/sheet_list.html", context, status=status)


def _wanted(request: Request, months: list[Month]) -> Month | None:
    """The month in the address if it was opened, otherwise the last one opened."""
    named = request.GET.get("month", "")
    return next((month for month in months if str(month) == named), next(iter(months), None))
