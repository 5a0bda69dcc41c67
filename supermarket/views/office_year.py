"""年度工作情况: the office's year on the screen and on paper for the meeting."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.views.paper import pdf_or_back
from supermarket.reports.book_paper import Making
from supermarket.reports.office_year import OfficeYear, office_year, office_years
from supermarket.reports.office_year_paper import context_of, office_year_paper
from supermarket.services.market_policies import policy_of

VIEW = "supermarket.view_outlook"


@require_safe
def office_year_page(request: Request) -> HttpResponse:
    """One year (`?year=`), the last one with sheets by itself."""
    years = _years(request)
    found = _year(request, years)
    context = {"years": years, **(context_of(found) if found else {})}
    return render(request, "supermarket/office_year.html", context)


@require_safe
def office_year_print(request: Request) -> HttpResponse | FileResponse:
    """The same on a few pages of A4."""
    found = _year(request, _years(request))
    if found is None:
        messages.warning(request, "还没有开过积分表，没有可打印的。")
        return redirect("office_year")
    making = Making(request.user, timezone.now())
    name, back = f"{found.points.year}年度工作情况.pdf", reverse("office_year")
    return pdf_or_back(request, lambda: office_year_paper(found, making), name, back)


def _years(request: Request) -> list[int]:
    community = request.user.community
    require(request.user, VIEW, policy_of(community))
    return office_years(community)


def _year(request: Request, years: list[int]) -> OfficeYear | None:
    named = request.GET.get("year", "")
    year = next((each for each in years if str(each) == named), next(iter(years), None))
    if year is None:
        return None
    return office_year(request.user.community, year, timezone.localdate())
