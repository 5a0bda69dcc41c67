"""公示: publishing the ready sheets of a month."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from points.forms.notice import PublishForm
from points.models import Policy
from points.periods import Month, closing_day
from points.reports.notice_prospect import Prospect, prospects
from points.reports.notice_words import span
from points.services import notices
from points.services.policies import policy_of


@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: Request) -> HttpResponse:
    """What would be published, a month at a time (`?month=2026-11`), and the button to do it."""
    community = request.user.community
    require(request.user, "points.publish_notice", community)
    if request.method != "POST":
        return _new_page(request, None)
    form = PublishForm(request.POST)
    now = timezone.now()

    def act() -> int:
        month, opens_on = form.cleaned_data["month"], form.cleaned_data["opens_on"]
        return notices.publish_month(community, month, opens_on, request.user, now).number

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            number, _ = once(token, "publish_notice", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"第{number}期公示已发布，请按村打印张贴。")
            return redirect("notice", number=number)
    return _new_page(request, form, status=422)


def _new_page(request: Request, form: PublishForm | None, status: int = 200) -> HttpResponse:
    community, today = request.user.community, timezone.localdate()
    found = prospects(community)
    wanted = request.GET.get("month", "") if form is None else form["month"].value() or ""
    prospect = _chosen(found, wanted)
    policy = policy_of(community)
    if form is None and prospect is not None:
        form = PublishForm(initial={"month": prospect.month, "opens_on": today})
    context = {
        "prospects": found,
        "prospect": prospect,
        "form": form,
        "policy": policy,
        "closes": _closes(today, policy),
        "back": reverse("notice_list"),
    }
    return render(request, "points/notice_new.html", context, status=status)


def _chosen(found: list[Prospect], wanted: str) -> Prospect | None:
    """The month asked for, or the earliest one with something to publish, or the earliest."""
    try:
        month = Month.parse(wanted)
    except ValueError:
        month = None
    named = [each for each in found if each.month == month]
    ready = [each for each in found if each.ready]
    return next(iter(named + ready + found), None)


def _closes(opens_on: date, policy: Policy) -> str:
    return span(opens_on, closing_day(opens_on, policy.period_days))
