"""The merchant's own statements, on his phone: what was settled with him, and when it was paid."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.printing.fonts import MissingGlyph
from points.views.paper import pdf_answer
from supermarket.models import Settlement
from supermarket.reports.book_paper import Making
from supermarket.reports.merchant_statement import Statement, statement_paper
from supermarket.reports.merchant_statement import statement as made_for
from supermarket.views.books import Paper, quarter_or_404

USE: Final = "supermarket.use_voucher"


@require_safe
def statement_list(request: Request) -> HttpResponse:
    """The settlements of the person's merchants, the latest first."""
    require(request.user, USE)
    visible = Settlement.objects.visible_to(request.user).select_related("merchant__place")
    mine = [each for each in visible if request.user.has_perm(USE, each)]
    return render(request, "supermarket/statement_list.html", {"settlements": mine})


@require_safe
def statement(request: Request, year: int, quarter: int, merchant: str) -> HttpResponse:
    """One quarter's settlement, voucher by voucher."""
    return _page(request, _statement(request, year, quarter, merchant))


@require_safe
def statement_print(request: Request, year: int, quarter: int, merchant: str) -> Paper:
    """The same on paper, to be signed."""
    made = _statement(request, year, quarter, merchant)
    try:
        printed = statement_paper(made, Making(request.user, timezone.now()))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return _page(request, made, problems, status=422)
    return pdf_answer(printed, f"{made.title}.pdf")


def _statement(request: Request, year: int, quarter: int, merchant: str) -> Statement:
    period = quarter_or_404(year, quarter)
    visible = Settlement.objects.visible_to(request.user).select_related(
        "merchant__place", "merchant__community"
    )
    of = {"year": period.year, "quarter": period.quarter, "merchant__place__code": merchant}
    found = get_object_or_404(visible, **of)
    require(request.user, USE, found)
    return made_for(found.merchant, period, timezone.localdate())


def _page(request: Request, made: Statement, problems: Any = (), status: int = 200) -> HttpResponse:
    context = {"book": made, "standing": made.standing, "problems": problems}
    return render(request, "supermarket/statement.html", context, status=status)
