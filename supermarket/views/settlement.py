"""商家结算: what one merchant is owed for a quarter, settling it, noting that it was paid."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from points.periods import chinese_date
from supermarket.forms.settlement import PaidForm
from supermarket.models import Outlet
from supermarket.money import yuan
from supermarket.reports.merchant_statement import (
    Statement,
    statement,
    statement_paper,
    statement_table,
)
from supermarket.services import settlements
from supermarket.views.books import SEE_MERCHANTS, Paper, paper, quarter_or_404
from supermarket.views.table import table_answer

SETTLE: Final = "supermarket.settle"


@require_safe
def settlement(request: Request, year: int, quarter: int, merchant: str) -> HttpResponse:
    """The vouchers a merchant is owed for, and what is to be done about it."""
    made = _statement(request, year, quarter, merchant, SEE_MERCHANTS)
    context = {
        "book": made,
        "standing": made.standing,
        "may_settle": request.user.has_perm(SETTLE, made.standing.merchant),
    }
    return render(request, "supermarket/settlement.html", context)


@form_page
def settlement_make(request: Request, year: int, quarter: int, merchant: str) -> HttpResponse:
    """Asks, then settles the quarter with one merchant."""
    made = _statement(request, year, quarter, merchant, SETTLE)
    outlet, period = made.standing.merchant, made.standing.quarter
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> str:
        settled = settlements.settle(outlet, period, request.user, at)
        return f"已生成{period.label}结算单，应付{outlet}{yuan(settled.amount_fen)}元。"

    done, told = carried_out(request, form, "settlement_make", act)
    if done:
        return _done(request, made, told)
    return _form_page(request, "supermarket/settlement_make.html", made, form)


@form_page
def settlement_pay(request: Request, year: int, quarter: int, merchant: str) -> HttpResponse:
    """Notes the day and the paper by which the merchant was paid."""
    made = _statement(request, year, quarter, merchant, SETTLE)
    settled = made.standing.settlement
    if settled is None:
        raise Http404
    form = PaidForm(request.POST or None, initial={"paid_on": timezone.localdate()})

    def act(at: datetime) -> str:
        typed = form.cleaned_data
        settlements.mark_paid(settled, typed["paid_on"], typed["paper"], request.user, at)
        return f"已登记{chinese_date(typed['paid_on'])}付款。"

    done, told = carried_out(request, form, "settlement_pay", act)
    if done:
        return _done(request, made, told)
    return _form_page(request, "supermarket/settlement_pay.html", made, form)


@require_safe
def settlement_paper(request: Request, year: int, quarter: int, merchant: str) -> Paper:
    """商家对账单, to be signed by both."""
    made = _statement(request, year, quarter, merchant, SEE_MERCHANTS)
    period = made.standing.quarter
    return paper(request, period, lambda making: statement_paper(made, making), made.title)


@require_safe
def settlement_table(request: Request, year: int, quarter: int, merchant: str) -> HttpResponse:
    made = _statement(request, year, quarter, merchant, SEE_MERCHANTS)
    return table_answer(statement_table(made), made.title)


def _statement(request: Request, year: int, quarter: int, merchant: str, right: str) -> Statement:
    """The statement of a merchant in scope, for somebody who has `right` there."""
    visible = Outlet.objects.visible_to(request.user).merchants()
    found = get_object_or_404(visible.select_related("place", "community"), place__code=merchant)
    require(request.user, right, found)
    return statement(found, quarter_or_404(year, quarter), timezone.localdate())


def _address(made: Statement) -> str:
    standing = made.standing
    code = standing.merchant.place.code
    return reverse("settlement", args=[standing.quarter.year, standing.quarter.quarter, code])


def _done(request: Request, made: Statement, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(_address(made))


def _form_page(request: Request, template: str, made: Statement, form: Any) -> HttpResponse:
    context = {"form": form, "standing": made.standing, "back": _address(made)}
    return render(request, template, context, status=422 if form.is_bound else 200)
