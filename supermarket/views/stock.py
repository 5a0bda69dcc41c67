"""库存: what stands at one outlet, now or on a day that has passed, and what moved."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from supermarket.forms.day import DayForm
from supermarket.models import Outlet, StockMovement
from supermarket.reports.stock_report import past_rows, stock_rows
from supermarket.services.market_policies import policy_of

VIEW, KEEP = "supermarket.view_stock", "supermarket.keep_stock"
PER_PAGE = 50


@require_safe
def stock_page(request: Request, outlet: str) -> HttpResponse:
    """The shelf now with its lots and warnings, or what stood there at the end of `?on=`."""
    shop = find(request, outlet)
    require(request.user, VIEW, shop)
    today = timezone.localdate()
    form = DayForm(request.GET or None, initial={"on": today})
    if form.is_valid() and (form.cleaned_data["on"] or today) > today:
        form.add_error("on", "这一天还没有到，请选今天或以前的日期。")
    day: date = (form.cleaned_data["on"] if form.is_valid() else None) or today
    context: dict[str, Any] = {"form": form, **shown(request, shop), "day": day}
    if day < today:
        context["past"] = past_rows(shop, day)
    else:
        policy = policy_of(shop.community)
        context["rows"] = stock_rows([shop], today, policy.expiry_warning_days)
    return render(request, "supermarket/stock.html", context)


@require_safe
def stock_movements(request: Request, outlet: str) -> HttpResponse:
    """Everything that came and went at an outlet, the latest first."""
    shop = find(request, outlet)
    require(request.user, VIEW, shop)
    moves = (
        StockMovement.objects.filter(stock__outlet=shop)
        .select_related("stock__product", "lot", "receipt", "count_line", "by")
        .select_related("redemption_line__redemption__household")
        .select_related("redemption_line__redemption__entry")
        .order_by("-pk")
    )
    page = Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))
    context = shown(request, shop) | {"page": page}
    return render(request, "supermarket/stock_movements.html", context)


def find(request: Request, outlet: str) -> Outlet:
    """The counter of that code in the person's scope; 404 without it."""
    visible = Outlet.objects.visible_to(request.user).shops()
    return get_object_or_404(visible.select_related("place", "community"), place__code=outlet)


def shown(request: Request, shop: Outlet) -> dict[str, Any]:
    """What every page of an outlet's stock shows."""
    return {"outlet": shop, "may_keep": request.user.has_perm(KEEP, shop)}
