"""季度兑换公示: what a window's notice would tell, the button to publish it, and it in Excel."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.acting import carried_out
from households.http import Request, require
from points.forms.notice import FirstDayForm
from points.models import Notice
from points.reports.notice_exchange import exchange_table
from points.services.policies import policy_of
from supermarket.models import Window
from supermarket.reports.exchange_prospect import exchange_prospect
from supermarket.services.exchange_notices import publish_quarter
from supermarket.views.table import table_answer

PUBLISH = "points.publish_notice"
PRINT = "points.print_notice"


@require_http_methods(["GET", "HEAD", "POST"])
def window_notice(request: Request, year: int, quarter: int) -> HttpResponse:
    """The households, points and goods of a closed window, and the first day to choose."""
    visible = Window.objects.visible_to(request.user)
    windows = visible.select_related("community", "notice").defer("notice__content")
    window = get_object_or_404(windows, year=year, quarter=quarter)
    require(request.user, PUBLISH, window)
    today = timezone.localdate()
    form = FirstDayForm(request.POST or None, initial={"opens_on": today})

    def act(at: datetime) -> int:
        opens_on = form.cleaned_data["opens_on"]
        return publish_quarter(window.community, window.period, opens_on, request.user, at).number

    done, number = carried_out(request, form, "publish_quarter", act)
    if done:
        messages.success(request, f"第{number}期公示已发布，请按村打印张贴。")
        return redirect("notice", number=number)
    policy = policy_of(window.community)
    context = {
        "window": window,
        "form": form,
        "policy": policy,
        "prospect": exchange_prospect(window, policy, today) if window.closed_at else None,
        "back": reverse("window_list"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/window_notice.html", context, status=status)


@require_safe
def window_notice_table(request: Request, year: int, quarter: int) -> HttpResponse:
    """The published notice as it hung, a row a household; 404 while there is none."""
    visible = Notice.objects.visible_to(request.user)
    notice = get_object_or_404(visible, window__year=year, window__quarter=quarter)
    require(request.user, PRINT, notice)
    return table_answer(exchange_table(notice), notice.title)
