"""The grid: a villager group's month typed into one table."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import require
from households.refusals import Refused
from points.forms.grid import GridForm, typed_cells
from points.forms.record import TYPED_BY_CLERKS, first_day_for
from points.models import Record, Sheet
from points.periods import Month
from points.reports.grid_page import Typed, chosen_items, conflict_note, grid_page
from points.services import grid
from points.services.grid import CellsRefused, Saved
from points.services.gridbook import read


@require_http_methods(["GET", "HEAD", "POST"])
def record_grid(request: HttpRequest, month: Month, group: str) -> HttpResponse:
    """Shows the grid; saves what was changed in it."""
    visible = Sheet.objects.visible_to(request.user).of_month(month).filter(group__code=group)
    if request.method == "POST":
        return _save(request, visible)
    return _page(request, visible)


def _save(request: HttpRequest, visible: QuerySet[Sheet]) -> HttpResponse:
    form = GridForm(request.POST)
    texts = typed_cells(request.POST)
    if not form.is_valid():
        return _page(request, visible, form, Typed(_version(request), texts))
    seen, day = form.cleaned_data["version"], form.cleaned_data["occurred_on"]
    by = request.user
    # The page of a refusal asks for the rights again; here they are the service's to ask for.
    try:
        saved = grid.save(visible, seen, texts, day, _origin(request), by, timezone.now())
    except Sheet.DoesNotExist:
        raise Http404 from None
    except CellsRefused as refused:
        return _page(request, visible, form, Typed(seen, texts, refused.by_key))
    except Refused as refused:
        form.refuse(refused)
        return _page(request, visible, form, Typed(seen, texts))
    _tell(request, saved)
    if not saved.conflicts:
        return redirect(request.get_full_path())
    kept = {each.key: texts[each.key] for each in saved.conflicts}
    notes = {each.key: conflict_note(each) for each in saved.conflicts}
    return _page(request, visible, form, Typed(0, kept, notes))
