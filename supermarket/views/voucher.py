"""The merchant on his phone: a voucher's service, confirmed once; what the office owes him."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from households.refusals import Refused
from supermarket.forms.voucher import CodeForm
from supermarket.models import Outlet, Voucher
from supermarket.reports.merchant_page import merchant_page
from supermarket.services import vouchers

USE: Final = "supermarket.use_voucher"


@form_page
def voucher_home(request: Request) -> HttpResponse:
    """Where a code is typed; below it what was used this quarter."""
    mine = _merchants(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("voucher", form.cleaned_data["code"])
    context = {
        "form": form,
        "merchants": mine,
        "page": merchant_page(mine, timezone.localdate()),
    }
    status = 422 if form.errors else 200
    return render(request, "supermarket/voucher_home.html", context, status=status)


@form_page
def voucher(request: Request, code: str) -> HttpResponse:
    """The service and the household's code of one voucher; confirming uses it up."""
    merchant = _merchant_of(code, _merchants(request))
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> str:
        used = vouchers.use(code, merchant, request.user, at)
        return f"已核销：{used.line.name}，户编号{used.line.redemption.household.code}。"

    done, told = carried_out(request, form, "use_voucher", act)
    if done:
        messages.success(request, told)
        return redirect("voucher_home")
    context: dict[str, Any] = {"form": form, "merchant": merchant}
    if not form.is_bound:
        try:
            context["voucher"] = vouchers.find(code, merchant, timezone.localdate())
        except Refused as refused:
            context["told"] = refused.messages[0]
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/voucher.html", context, status=status)


def _merchants(request: Request) -> list[Outlet]:
    """The merchants the person is behind; 403 for whoever is behind none."""
    require(request.user, USE)
    visible = Outlet.objects.visible_to(request.user).merchants().select_related("place")
    return [each for each in visible if request.user.has_perm(USE, each)]


def _merchant_of(code: str, mine: list[Outlet]) -> Outlet:
    """Which of the person's merchants a voucher is of; any, where it is of none of them."""
    own = Voucher.objects.filter(merchant__in=mine, code=vouchers.code_in(code)).first()
    return next((each for each in mine if own and each.pk == own.merchant_id), mine[0])
