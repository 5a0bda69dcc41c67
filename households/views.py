"""The list of households, its search and its export."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from households.filters import HouseholdFilter
from households.formats import EXPORT_FORMATS
from households.http import require
from households.models import Household
from households.resources import RosterResource
from households.search import MOST_FOUND, search

PER_PAGE = 50


def visible_households(request: HttpRequest, right: str) -> QuerySet[Household]:
    """The households the person sees, with group and village; 403 without `right`."""
    require(request.user, right)
    return Household.objects.visible_to(request.user).select_related("group__parent")


@require_GET
def household_list(request: HttpRequest) -> HttpResponse:
    households = visible_households(request, "households.view_household")
    today = timezone.localdate()
    found = HouseholdFilter(request.GET, households, request=request, day=today)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": found.form, "page": page, "today": today, "filtered": found.is_narrowed()}
    return render(request, "households/list.html", context)


@require_GET
def household_search(request: HttpRequest) -> JsonResponse:
    """Households living here, for the field that looks them up while one types."""
    households = visible_households(request, "households.view_household").living_here()
    found = search(households, request.GET.get("q", ""))[:MOST_FOUND]
    results = [
        {
            "value": household.code,
            "label": f"{household} · {household.group.label}",
            "hint": household.house_number,
        }
        for household in found
    ]
    return JsonResponse({"results": results})


@require_GET
def household_export(request: HttpRequest) -> HttpResponse:
    """The roster of what the list shows, in the columns it is imported by."""
    households = visible_households(request, "households.export_household")
    today = timezone.localdate()
    found = HouseholdFilter(request.GET, households, request=request, day=today)
