"""A quarter's books: the page that leads to them, the register, the stock sheet, the donors."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.periods import FIRST_YEAR, Month, Quarter
from points.printing.fonts import MissingGlyph
from points.views.paper import pdf_answer
from supermarket.forms.day import DayForm
from supermarket.forms.donors import DonorsForm
from supermarket.models import Outlet
from supermarket.reports import donors, goods_in, register
from supermarket.reports import quarter_books as quarter_page
from supermarket.reports import stock_sheet as sheets
from supermarket.reports.book_paper import Making
from supermarket.views.exchange_notice import PRINT
from supermarket.views.stock import find
from supermarket.views.table import table_answer

SEE_SLIPS: Final = "supermarket.view_redemption"
SEE_STOCK: Final = "supermarket.view_stock"
SEE_MERCHANTS: Final = "supermarket.view_settlement"
KEEP_STOCK: Final = "supermarket.keep_stock"

Paper = HttpResponse | FileResponse


@require_safe
def quarter_books(request: Request, year: int, quarter: int) -> HttpResponse:
    """All the books of a quarter that the person may see, on paper and in Excel."""
    return _page(request, quarter_or_404(year, quarter))


@require_safe
def register_paper(request: Request, year: int, quarter: int, outlet: str) -> Paper:
    """兑换登记表 of a counter, with full names, to be signed; of one day, where `?on=` names it."""
    form = DayForm(request.GET)
    if not form.is_valid():
        raise Http404
    book = _register(request, year, quarter, outlet, form.cleaned_data["on"])
    name = f"{book.title}{book.day}"
    return paper(request, book.quarter, lambda making: register.register_paper(book, making), name)


@require_safe
def register_table(request: Request, year: int, quarter: int, outlet: str) -> HttpResponse:
    book = _register(request, year, quarter, outlet)
    return table_answer(register.register_table(book), book.title)


@require_safe
def stock_sheet(request: Request, year: int, quarter: int, outlet: str) -> HttpResponse:
    """库存表 of a counter."""
    sheet = _stock_sheet(request, year, quarter, outlet)
    return render(request, "supermarket/stock_sheet.html", {"book": sheet})


@require_safe
def stock_sheet_paper(request: Request, year: int, quarter: int, outlet: str) -> Paper:
    sheet = _stock_sheet(request, year, quarter, outlet)
    name = f"{sheet.outlet}{sheet.quarter.label}{sheets.TITLE}"
    return paper(
        request, sheet.quarter, lambda making: sheets.stock_sheet_paper(sheet, making), name
    )


@require_safe
def stock_sheet_table(request: Request, year: int, quarter: int, outlet: str) -> HttpResponse:
    sheet = _stock_sheet(request, year, quarter, outlet)
    name = f"{sheet.outlet}{sheet.quarter.label}{sheets.TITLE}"
    return table_answer(sheets.stock_sheet_table(sheet), name)


@require_safe
def goods_in_table(request: Request, year: int, quarter: int, outlet: str) -> HttpResponse:
    """What came in at a counter, receipt by receipt."""
    shop, period = _shop(request, outlet, SEE_STOCK), quarter_or_404(year, quarter)
    books = goods_in.goods_in(goods_in.received_in(period).filter(outlet=shop))
    made = goods_in.goods_in_table(shop, period, books)
    return table_answer(made, f"{shop}{period.label}{goods_in.TITLE}")


@require_safe
def donors_paper(request: Request, year: int, quarter: int) -> Paper:
    """捐赠感谢榜 of the whole community, on the paper that `?paper=` names."""
    book = _thanks_list(request, year, quarter)
    form = DonorsForm(request.GET)
    if not form.is_valid():
        raise Http404
    sheets, with_values = form.cleaned_data["paper"], form.cleaned_data["values"]

    def make(making: Making) -> bytes:
        return donors.donors_paper(book, sheets, making, with_values=with_values)

    return paper(request, book.quarter, make, f"{book.quarter.label}{donors.TITLE}")


@require_safe
def donors_table(request: Request, year: int, quarter: int) -> HttpResponse:
    book = _thanks_list(request, year, quarter)
    return table_answer(donors.donors_table(book), f"{book.quarter.label}{donors.TITLE}")


def quarter_or_404(year: int, quarter: int) -> Quarter:
    """The quarter that an address names; 404 for a fifth one."""
    try:
        return Quarter(year, quarter)
    except ValueError as error:
        raise Http404 from error


def paper(request: Request, quarter: Quarter, make: Callable[[Making], bytes], name: str) -> Paper:
    """The paper that `make` sets, to be saved as `name`.pdf; for a character that the fonts don't
    have the page of the quarter, which says which."""
    try:
        made = make(Making(request.user, timezone.now()))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return _page(request, quarter, problems, status=422)
    return pdf_answer(made, f"{name}.pdf")


def _page(
    request: Request, quarter: Quarter, problems: Any = (), status: int = 200
) -> HttpResponse:
    require(request.user, SEE_SLIPS)
    user, community, today = request.user, request.user.community, timezone.localdate()
    sees_merchants = user.has_perm(SEE_MERCHANTS, community)
    first, last = quarter.months[0], quarter.months[2]
    has_before, has_after = first > Month(FIRST_YEAR, 1), quarter < Quarter.of(today)
    context = {
        "books": quarter_page.quarter_books(user, quarter, today, sees_merchants),
        "before": _address(first.previous().quarter) if has_before else "",
        "after": _address(last.next().quarter) if has_after else "",
        "sees_merchants": sees_merchants,
        "notice": quarter_page.notice_of(community, quarter) if user.has_perm(PRINT) else None,
        "sees_donors": user.has_perm(SEE_STOCK, community),
        "donors_form": DonorsForm(),
        "may_keep": user.has_perm(KEEP_STOCK),
        "problems": problems,
    }
    return render(request, "supermarket/quarter_books.html", context, status=status)


def _address(quarter: Quarter) -> str:
    return reverse("quarter_books", args=[quarter.year, quarter.quarter])


def _shop(request: Request, outlet: str, right: str) -> Outlet:
    """The counter of that code, for somebody who has `right` there."""
    shop = find(request, outlet)
    require(request.user, right, shop)
    return shop


def _register(
    request: Request, year: int, quarter: int, outlet: str, on: date | None = None
) -> register.Register:
    shop = _shop(request, outlet, SEE_SLIPS)
    return register.register(shop, quarter_or_404(year, quarter), on)


def _stock_sheet(request: Request, year: int, quarter: int, outlet: str) -> sheets.StockSheet:
    shop = _shop(request, outlet, SEE_STOCK)
    return sheets.stock_sheet(shop, quarter_or_404(year, quarter))


def _thanks_list(request: Request, year: int, quarter: int) -> donors.ThanksList:
    community = request.user.community
    require(request.user, SEE_STOCK, community)
    return donors.thanks_list(community, quarter_or_404(year, quarter))
