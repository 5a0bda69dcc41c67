"""The list of households, its search and its export."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.filters import HouseholdFilter
from households.formats import EXPORT_FORMATS, TITLE
from households.http import Request, require, saved_as
from households.models import Household, Place
from households.models.household import HouseholdQuerySet
from households.resources import HouseholdResource
from households.search import MOST_FOUND, search

PER_PAGE = 50


def _visible(request: Request, right: str) -> HouseholdQuerySet:
    require(request.user, right)
    return Household.objects.visible_to(request.user).select_related("group__parent")


def _filtered(request: Request, right: str, day: date) -> HouseholdFilter:
    return HouseholdFilter(request.GET, _visible(request, right), request=request, day=day)


def _group(found: HouseholdFilter) -> Place | None:
    """The villager group that the list is narrowed to."""
    return found.form.cleaned_data.get("group") if found.form.is_valid() else None


@require_safe
def household_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    found = _filtered(request, "households.view_household", today)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    group = _group(found)
    context = {
        "form": found.form,
        "page": page,
        "group": group,
        "today": today,
        "may_export": request.user.has_perm("households.export_household"),
        "may_import": request.user.has_perm("households.import_household"),
        "may_add": request.user.has_perm("households.add_household"),
        "may_issue_cards": group is not None
        and request.user.has_perm("households.issue_card", group),
    }
    return render(request, "households/list.html", context)


@require_safe
def household_search(request: Request) -> JsonResponse:
    """Households living here, for the field that looks them up while one types."""
    living = _visible(request, "households.view_household").living_here()
    results = [
        {
            "value": household.code,
            "label": f"{household} · {household.group.label}",
            "hint": household.house_number,
        }
        for household in search(living, request.GET.get("q", ""))[:MOST_FOUND]
    ]
    return JsonResponse({"results": results})


@require_safe
def household_export(request: Request) -> HttpResponse:
    """What the list shows, as a roster: the columns it can be imported by again."""
    today = timezone.localdate()
    found = _filtered(request, "households.export_household", today)
    if request.GET.get("format") not in EXPORT_FORMATS:
        raise Http404
    written = EXPORT_FORMATS[request.GET["format"]]()
    name = f"{TITLE}-{today:%Y%m%d}.{written.get_extension()}"
    content = written.export_data(HouseholdResource().export(found.qs))
    return saved_as(name, content, written.get_content_type())
