"""网点: the counters and the merchants, and what the community decides for its supermarket."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.http import Request, require
from supermarket.forms.outlet import MarketPolicyForm, NewOutletForm, OutletForm
from supermarket.models import Outlet
from supermarket.services import market_policies, outlets
from supermarket.services.market_policies import policy_of

CHANGE = "supermarket.change_outlet"


@require_safe
def outlet_list(request: Request) -> HttpResponse:
    """The outlets in scope, counters first."""
    require(request.user, "supermarket.view_outlet")
    visible = Outlet.objects.visible_to(request.user).select_related("place")
    community = request.user.community
    context = {
        "outlets": visible.order_by("-kind", "place__code"),
        "may_change": request.user.has_perm(CHANGE, community),
        "may_set": request.user.has_perm("supermarket.change_marketpolicy", community),
    }
    return render(request, "supermarket/outlet_list.html", context)


@form_page
def outlet_new(request: Request) -> HttpResponse:
    """A counter or a merchant, and the place people are appointed at."""
    community = request.user.community
    require(request.user, CHANGE, community)
    form = NewOutletForm(request.POST or None)

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        names = typed["code"], typed["name"], typed["kind"]
        more = typed["phone"], typed["hours"]
        return str(outlets.create(community, *names, request.user, at, *more))

    done, name = carried_out(request, form, "outlet_new", act)
    if done:
        messages.success(request, f"{name}已登记。请管理员在后台登记那里的人员任职。")
        return redirect("outlet_list")
    return _page(request, "supermarket/outlet_new.html", {"form": form})


@form_page
def outlet_change(request: Request, code: str) -> HttpResponse:
    """Its name, telephone and hours."""
    visible = Outlet.objects.visible_to(request.user).select_related("place", "community")
    outlet = get_object_or_404(visible, place__code=code)
    require(request.user, CHANGE, outlet)
    now = {"name": outlet.place.name, "phone": outlet.phone, "hours": outlet.hours}
    form = OutletForm(request.POST or None, initial=now)

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        words = typed["name"], typed["phone"], typed["hours"]
        return str(outlets.change(outlet, *words, request.user, at))

    done, name = carried_out(request, form, "outlet_change", act)
    if done:
        messages.success(request, f"{name}已修改。")
        return redirect("outlet_list")
    return _page(request, "supermarket/outlet_change.html", {"form": form, "outlet": outlet})


@form_page
def market_settings(request: Request) -> HttpResponse:
    """How long vouchers last, when expiry is warned of, the year's budget."""
    policy = policy_of(request.user.community)
    require(request.user, "supermarket.change_marketpolicy", policy)
    names = ("voucher_days", "expiry_warning_days", "budget_fen")
    form = MarketPolicyForm(
        request.POST or None, initial={name: getattr(policy, name) for name in names}
    )

    def act(at: datetime) -> None:
        for name in names:
            setattr(policy, name, form.cleaned_data[name])
        market_policies.save(policy, request.user, at)

    done, _ = carried_out(request, form, "market_settings", act)
    if done:
        messages.success(request, "超市设置已保存。")
        return redirect("outlet_list")
    return _page(request, "supermarket/market_settings.html", {"form": form})


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    context["back"] = reverse("outlet_list")
    return render(request, template, context, status=422 if context["form"].is_bound else 200)
