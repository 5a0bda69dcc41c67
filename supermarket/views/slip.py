"""兑换单: the list, one slip, its papers, taking it back."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households.acting import carried_out
from households.addresses import site_address
from households.http import Request, require
from households.refusals import Refused
from points.views.paper import pdf_answer
from supermarket.forms.counter import FindForm
from supermarket.forms.slip import CancelForm, PrintForm, SlipFilter
from supermarket.models import Redemption, SlipPrint
from supermarket.reports.slip_page import (
    UNUSED,
    facts,
    is_cancelled,
    is_open_to_cancelling,
    voucher_rows,
    with_everything,
    with_their_lines,
)
from supermarket.reports.slip_paper import require_printable, slip_paper, voucher_paper
from supermarket.services import slip_prints
from supermarket.services.cancelling import cancel

VIEW: Final = "supermarket.view_redemption"
CANCEL: Final = "supermarket.cancel_redemption"
SERVE: Final = "supermarket.serve_counter"
PER_PAGE: Final = 50
PAPER: Final = "slip_paper"
"""Where a session remembers the paper of the printer at this counter."""


@require_safe
def slip_list(request: Request) -> HttpResponse:
    """The slips in scope, the latest first, with what they come to."""
    require(request.user, VIEW)
    visible = Redemption.objects.visible_to(request.user).order_by("-at", "-pk")
    found = SlipFilter(request.GET, visible, request=request)
    page = Paginator(with_their_lines(found.qs), PER_PAGE).get_page(request.GET.get("page"))
    sums = found.qs.order_by().filter(cancellation__isnull=True)
    context = {
        "form": found.form,
        "page": page,
        "filtered": found.is_narrowed(),
        "sums": sums.aggregate(slips=Count("pk"), points=Sum("points", default=0)),
    }
    return render(request, "supermarket/slip_list.html", context)


@require_safe
def slip(request: Request, ref: str) -> HttpResponse:
    """One slip. Whoever serves at its counter finds the next household from here."""
    redemption = _found(request, ref)
    require(request.user, VIEW, redemption)
    return _page(request, redemption)


@require_POST
def slip_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """A slip or its vouchers as a PDF. Each asking is noted; all but the first say 重印."""
    redemption = _found(request, ref)
    require(request.user, slip_prints.PRINT, redemption)
    form = PrintForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    sheet, paper = form.cleaned_data["sheet"], form.cleaned_data["paper"]
    try:
        require_printable(redemption)
        printed = slip_prints.note(redemption, sheet, paper, request.user, timezone.now())
    except Refused as refused:
        return _page(request, redemption, refused.messages, status=422)
    request.session[PAPER] = paper
    number = redemption.slip_number
    if sheet == SlipPrint.Sheet.VOUCHERS:
        made = voucher_paper(redemption, printed, site_address(request))
        return pdf_answer(made, f"服务券{number}.pdf")
    return pdf_answer(slip_paper(redemption, printed), f"兑换单{number}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def slip_cancel(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then takes the whole slip back."""
    redemption = _found(request, ref)
    require(request.user, CANCEL, redemption)
    form = CancelForm(request.POST or None)

    def act(at: datetime) -> None:
        cancel(redemption, form.cleaned_data["reason"], request.user, at)

    done, _ = carried_out(request, form, "cancel_redemption", act)
    back = reverse("slip", args=[ref])
    if done:
        messages.success(request, f"已撤销，{redemption.points}分已退回{redemption.household}。")
        return redirect(back)
    context = {
        "form": form,
        "redemption": redemption,
        "cancelled": is_cancelled(redemption),
        "back": back,
        "consequence": _consequence(redemption),
    }
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/slip_cancel.html", context, status=status)


def _consequence(redemption: Redemption) -> str:
    return (
        f"整张兑换单作废，不能恢复：{redemption.points}分退回{redemption.household}，"
        "商品放回库存，服务券不能再用。请先收回商品和服务券。要改数量的，撤销后重新兑换。"
    )


def _found(request: Request, ref: str) -> Redemption:
    visible = with_everything(Redemption.objects.visible_to(request.user))
    return get_object_or_404(visible, ref=ref)


def _page(
    request: Request, redemption: Redemption, problems: Any = (), status: int = 200
) -> HttpResponse:
    user, outlet = request.user, redemption.outlet
    today = timezone.localdate()
    vouchers = voucher_rows(redemption, today)
    remembered = request.session.get(PAPER)
    context = {
        "redemption": redemption,
        "facts": facts(redemption),
        "cancellation": getattr(redemption, "cancellation", None),
        "vouchers": vouchers,
        "may_print": user.has_perm(slip_prints.PRINT, outlet),
        "may_print_vouchers": any(row.standing == UNUSED for row in vouchers),
        "may_cancel": user.has_perm(CANCEL, outlet) and is_open_to_cancelling(redemption, today),
        # The counter's own paper first: its button has the key.
        "papers": sorted(SlipPrint.Paper, key=lambda paper: paper != remembered),
        "sheets": SlipPrint.Sheet,
        "shop": outlet,
        "find": FindForm() if user.has_perm(SERVE, outlet) else None,
        "problems": [{"text": text, "target": ""} for text in problems],
    }
    return render(request, "supermarket/slip.html", context, status=status)
