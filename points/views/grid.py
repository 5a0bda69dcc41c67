"""The grids: a group's month typed into one table, and its claims on paper into another."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import Refused
from points.forms.grid import GridForm, typed_cells
from points.forms.record import first_day_for
from points.models import Sheet
from points.periods import Month
from points.reports.grid_page import Typed, chosen_items, conflict_note, grid_page
from points.services import grid
from points.services.grid import CellsRefused, Saved
from points.services.gridbook import read, takes


@require_http_methods(["GET", "HEAD", "POST"])
def record_grid(
    request: Request, month: Month, group: str, *, claims: bool = False
) -> HttpResponse:
    """Shows the grid, or that of `claims`; saves what was changed in it."""
    visible = Sheet.objects.visible_to(request.user).of_month(month).filter(group__code=group)
    if request.method == "POST":
        return _save(request, visible, claims)
    return _page(request, visible, claims)


def _save(request: Request, visible: QuerySet[Sheet], claims: bool) -> HttpResponse:
    form = GridForm(request.POST)
    texts = typed_cells(request.POST)
    if not form.is_valid():
        return _page(request, visible, claims, form, Typed(form.cleaned_data.get("version"), texts))
    seen, day = form.cleaned_data["version"], form.cleaned_data["occurred_on"]
    try:
        # Asks for the rights itself; the page of a refusal asks once more and answers 403.
        saved = grid.save(visible, seen, texts, day, request.user, timezone.now(), claims=claims)
    except Sheet.DoesNotExist:
        raise Http404 from None
    except CellsRefused as refused:
        return _page(request, visible, claims, form, Typed(seen, texts, refused.by_key))
    except Refused as refused:
        form.add_error(None, refused)
        return _page(request, visible, claims, form, Typed(seen, texts))
    _tell(request, saved)
    if not saved.conflicts:
        return redirect(request.get_full_path())
    kept = {each.key: texts[each.key] for each in saved.conflicts}
    notes = {each.key: conflict_note(each) for each in saved.conflicts}
    return _page(request, visible, claims, form, Typed(None, kept, notes))


def _tell(request: Request, saved: Saved) -> None:
    if saved.cells:
        messages.success(request, f"已保存 {saved.cells} 格。")
    elif saved.already:
        messages.info(request, "表格里已经是这些数，没有重复记录。")
    elif not saved.conflicts:
        messages.info(request, "没有改动，未作保存。")


def _page(
    request: Request,
    visible: QuerySet[Sheet],
    claims: bool,
    form: GridForm | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    sheet = get_object_or_404(visible.select_related("group__parent"))
    for right in grid.CLAIM_RIGHTS if claims else grid.RIGHTS:
        require(request.user, right, sheet)
    board = read(sheet, claims=claims)
    items = chosen_items(board, request.GET.getlist("items"), claims=claims)
    table = grid_page(sheet, board, items, request.user, typed or Typed(), claims=claims)
    day = first_day_for(sheet.period, timezone.localdate())
    context = {
        "sheet": sheet,
        "claims": claims,
        "takes": takes(sheet, claims=claims),
        "form": form or GridForm(initial={"occurred_on": day}),
        "table": table,
        "problems": table.problems,
        "all_items": [(item, item in items) for item in board.items.values()],
    }
    status = 422 if form is not None else 200
    return render(request, "points/grid.html", context, status=status)
