"""入账后更正: the list, one proposed, one decided by a second person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.adjustment import AdjustmentForm, DecisionForm
from points.models import Adjustment, AdjustmentScan
from points.reports.adjustment_page import TONES, adjustment_page, listed, standing
from points.services import adjustments
from points.views.evidence import evidence_response

PER_PAGE = 50


@require_safe
def adjustment_list(request: Request) -> HttpResponse:
    """The corrections in scope, those to be decided first, then the latest."""
    require(request.user, "points.view_adjustment")
    visible = listed(Adjustment.objects.visible_to(request.user))
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    stand = [(each, standing(each)) for each in page]
    context = {
        "page": page,
        "rows": [
            {"adjustment": each, "standing": stands, "tone": TONES[stands]}
            for each, stands in stand
        ],
        "may_add": request.user.has_perm("points.add_adjustment"),
    }
    return render(request, "points/adjustment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adjustment_new(request: Request) -> HttpResponse:
    """Proposes a correction; `?household=` brings the household."""
    require(request.user, "points.add_adjustment")
    now = timezone.now()
    initial = {
        "household": request.GET.get("household", ""),
        "year": timezone.localdate(now).year,
    }
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AdjustmentForm(request.user, *sent, initial=initial)

    def act() -> str:
        typed = {name: form.cleaned_data[name] for name in form.fields if name != "form_token"}
        return adjustments.propose(**typed, by=request.user, at=now).ref

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            ref, _ = once(token, "adjustment_new", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "更正已提出，等两委审核人复核；复核同意之后才计入积分账。")
            return redirect("adjustment", ref=ref)
    context = {"form": form, "back": reverse("adjustment_list")}
    status = 422 if form.is_bound else 200
    return render(request, "points/adjustment_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def adjustment(request: Request, ref: str) -> HttpResponse:
    """One correction; for whoever may decide it, the form to do so."""
    found = _visible(request, ref)
    require(request.user, "points.view_adjustment", found)
    if request.method != "POST":
        return _page(request, found, DecisionForm())
    require(request.user, "points.decide_adjustment", found)
    form, now = DecisionForm(request.POST), timezone.now()

    def act() -> bool:
        typed = form.cleaned_data
        return adjustments.decide(
            found, typed["approved"], typed["comment"], request.user, now
        ).approved

    if not form.is_valid():
        return _page(request, found, form, status=422)
    token = form.cleaned_data["form_token"]
    try:
        approved, _ = once(token, "adjustment", request.user, now, act)
    except Refused as refused:
        form.refuse(refused)
        status = 409 if isinstance(refused, AlreadyHandled) else 422
        return _page(request, _visible(request, ref), form, status=status)
    told = "已同意，更正已计入积分账，并在下一期公示里列明。" if approved else "已记下：不同意。"
    messages.success(request, told)
    return redirect("adjustment", ref=ref)


@require_safe
def adjustment_scan(request: Request, ref: str, scan: str) -> FileResponse:
    """One page of the paper it rests on, for whoever may see the correction."""
    visible = AdjustmentScan.objects.visible_to(request.user)
    chain = visible.select_related("adjustment__household__group")
    found = get_object_or_404(chain, adjustment__ref=ref, ref=scan)
    require(request.user, "points.view_adjustment", found.adjustment)
    return evidence_response(found, "更正依据")


def _visible(request: Request, ref: str) -> Adjustment:
    return get_object_or_404(listed(Adjustment.objects.visible_to(request.user)), ref=ref)


def _page(
    request: Request, found: Adjustment, form: DecisionForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"page": adjustment_page(found, request.user), "form": form}
    return render(request, "points/adjustment.html", context, status=status)
