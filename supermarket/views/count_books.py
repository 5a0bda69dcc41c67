"""入库单, 感谢状 and 盘点表 of a counter: one receipt, one count, a sheet to count with."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.periods import Quarter, chinese_date
from supermarket.models import Receipt, StockCount
from supermarket.reports import count_paper as counts
from supermarket.reports.goods_in import GoodsIn, goods_in, goods_in_paper, thanks_paper
from supermarket.views.books import SEE_STOCK, Paper, paper
from supermarket.views.stock import KEEP, find
from supermarket.views.table import table_answer


@require_safe
def receipt_paper(request: Request, outlet: str, ref: str) -> Paper:
    """One 入库单, to be signed."""
    book = _receipt(request, outlet, ref)
    quarter, name = _named(book, "入库单")
    return paper(request, quarter, lambda making: goods_in_paper(book, making), name)


@require_safe
def receipt_thanks(request: Request, outlet: str, ref: str) -> Paper:
    """感谢状 for one donation; 404 for what was bought."""
    book = _receipt(request, outlet, ref)
    if not book.is_donation:
        raise Http404
    quarter, name = _named(book, "感谢状")
    return paper(request, quarter, lambda making: thanks_paper(book, making), name)


@require_safe
def count_paper(request: Request, outlet: str, ref: str) -> Paper:
    """What one count found, to be signed."""
    found = _count(request, outlet, ref)
    sheet = counts.past_count(found)
    quarter, name = Quarter.of(found.counted_on), f"{counts.TITLE}{found.counted_on:%Y%m%d}"
    return paper(request, quarter, lambda making: counts.count_paper(sheet, making), name)


@require_safe
def count_table(request: Request, outlet: str, ref: str) -> HttpResponse:
    found = _count(request, outlet, ref)
    made = counts.count_table(counts.past_count(found), found)
    return table_answer(made, f"{found.outlet}{chinese_date(found.counted_on)}{counts.TITLE}")


@require_safe
def count_blank(request: Request, outlet: str) -> Paper:
    """A sheet with the goods of the counter as they stand now, to be filled in by hand."""
    shop = find(request, outlet)
    require(request.user, KEEP, shop)
    sheet = counts.blank_count(shop)
    quarter, name = Quarter.of(timezone.localdate()), f"{shop}空白{counts.TITLE}"
    return paper(request, quarter, lambda making: counts.count_paper(sheet, making), name)


def _receipt(request: Request, outlet: str, ref: str) -> GoodsIn:
    visible = Receipt.objects.visible_to(request.user).filter(outlet__place__code=outlet)
    found = get_object_or_404(visible, ref=ref)
    require(request.user, SEE_STOCK, found)
    (book,) = goods_in(Receipt.objects.filter(pk=found.pk))
    return book


def _named(book: GoodsIn, title: str) -> tuple[Quarter, str]:
    """The quarter whose page leads to a paper of the receipt, and the name it is saved under."""
    day = book.receipt.received_on
    return Quarter.of(day), f"{title}{day:%Y%m%d}"


def _count(request: Request, outlet: str, ref: str) -> StockCount:
    visible = StockCount.objects.visible_to(request.user).filter(outlet__place__code=outlet)
    found = get_object_or_404(visible.select_related("outlet__place", "community"), ref=ref)
    require(request.user, SEE_STOCK, found)
    return found
