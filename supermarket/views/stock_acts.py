"""入库、盘点、报损: what the storekeeper enters, each once."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from households.acting import carried_out, form_page
from households.http import Request, require
from supermarket.forms.stock import CountForm, ReceiptForm, WriteOffForm, item_forms
from supermarket.models import Outlet, Product
from supermarket.reports.count_paper import to_count
from supermarket.reports.stock_report import stock_rows
from supermarket.services import stock
from supermarket.services.market_policies import policy_of
from supermarket.services.stock import Counted
from supermarket.views.stock import KEEP, find, shown


@form_page
def stock_receive(request: Request, outlet: str) -> HttpResponse:
    """Goods bought or given, up to eight kinds on one page."""
    shop = _kept(request, outlet)
    goods = Product.objects.filter(community=shop.community, kind=Product.Kind.GOODS).on_offer()
    form = ReceiptForm(request.POST or None, initial={"received_on": timezone.localdate()})
    lines = item_forms(goods, request.POST or None)

    def act(at: datetime) -> int:
        items = [line.item for line in lines if line.item]
        typed = form.cleaned_data
        stock.receive(
            shop,
            typed["kind"],
            typed["source"],
            items,
            typed["received_on"],
            request.user,
            at,
            typed["paper"],
            typed["witness"],
        )
        return len(items)

    done, kinds = carried_out(request, form, "stock_receive", act, *lines)
    if done:
        messages.success(request, f"已入库{kinds}种商品。")
        return redirect("stock", outlet)
    problems = [
        {"text": f"第{line.place}行{field.label}：{field.errors[0]}", "target": field.auto_id}
        for line in lines
        for field in line
        if field.errors
    ]
    context = {"lines": lines, "problems": problems}
    return _page(request, shop, "supermarket/stock_receive.html", form, context)


@form_page
def stock_count(request: Request, outlet: str) -> HttpResponse:
    """The whole shelf on one page; lines left empty are not counted."""
    shop = _kept(request, outlet)
    form = CountForm(to_count(shop), request.POST or None)

    def act(at: datetime) -> dict[str, Any]:
        typed = form.cleaned_data
        people = typed["counted_by"], typed["witness"]
        return _told(stock.count(shop, form.found(), *people, request.user, at))

    done, told = carried_out(request, form, "stock_count", act)
    if done:
        messages.success(request, told["counted"])
        for sentence in told["moved"]:
            messages.warning(request, sentence)
        return redirect("stock", outlet)
    if form.is_bound:
        form.show_numbers_as_they_are()
    return _page(request, shop, "supermarket/stock_count.html", form, {})


@form_page
def stock_write_off(request: Request, outlet: str) -> HttpResponse:
    """Goods that are spoilt or lost, of one lot (`?lot=<number>:<best before>` chooses it)."""
    shop = _kept(request, outlet)
    warning_days = policy_of(shop.community).expiry_warning_days
    rows = stock_rows([shop], timezone.localdate(), warning_days)
    form = WriteOffForm(rows, request.POST or None, initial={"lot": request.GET.get("lot", "")})

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        product, best_before = form.chosen
        reason, by = typed["reason"], request.user
        stock.write_off(shop, product, best_before, typed["quantity"], reason, by, at)
        return f"{product}已报损{typed['quantity']}{product.unit}。"

    done, told = carried_out(request, form, "stock_write_off", act)
    if done:
        messages.success(request, told)
        return redirect("stock", outlet)
    context = {"anything": bool(form.lots)}
    return _page(request, shop, "supermarket/stock_write_off.html", form, context)


def _kept(request: Request, outlet: str) -> Outlet:
    shop = find(request, outlet)
    require(request.user, KEEP, shop)
    return shop


def _page(
    request: Request, shop: Outlet, template: str, form: Any, context: dict[str, Any]
) -> HttpResponse:
    back = reverse("stock", args=[shop.place.code])
    context |= shown(request, shop) | {"form": form, "back": back}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _told(done: Counted) -> dict[str, Any]:
    """What a count came to, in sentences that a second sending gets too."""
    lines = list(done.count.lines.select_related("stock__product"))
    differing = sum(line.difference != 0 for line in lines)
    return {
        "counted": f"已盘点{len(lines)}种商品，{differing}种有差异。",
        "moved": [
            f"{line.stock.product}在您打开页面之后有出入库，系统数由{shown}变为{line.system}，"
            f"差异按{line.system}算为{line.difference:+d}，请复核实物。"
            for line, shown in done.moved
        ],
    }
