"""A round typed in from its paper sheet: all scores in one grid, or one finding by itself."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms import show_refusal
from households.http import Request
from households.refusals import Refused
from points.forms.grid import typed_cells
from points.forms.patrol import FindingForm, ScoresForm, shown_day
from points.models import PatrolRound
from points.reports.grid_page import Typed
from points.reports.patrol_grid_page import conflict_note, grid_page
from points.services import patrol_grid, patrols
from points.services.grid import CellsRefused, Saved
from points.views.patrol import require_enters, require_sees, visible_rounds


@require_http_methods(["GET", "HEAD", "POST"])
def patrol_entry(request: Request, ref: str) -> HttpResponse:
    """The sheet of a round with everybody at full marks; saves what was changed in it."""
    visible = visible_rounds(request).filter(ref=ref)
    if request.method == "POST":
        return _save(request, visible)
    return _page(request, visible)


def _save(request: Request, visible: QuerySet[PatrolRound]) -> HttpResponse:
    form = ScoresForm(request.POST)
    texts = typed_cells(request.POST)
    if not form.is_valid():
        seen = form.cleaned_data.get("version")
        return _page(request, visible, form, Typed(seen, texts))
    seen, day = form.cleaned_data["version"], form.cleaned_data["walked_on"]
    try:
        # Asks for the right itself; the page of a refusal asks once more and answers 403.
        saved = patrol_grid.save(visible, seen, texts, day, request.user, timezone.now())
    except PatrolRound.DoesNotExist:
        raise Http404 from None
    except CellsRefused as refused:
        return _page(request, visible, form, Typed(seen, texts, refused.by_key))
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, visible, form, Typed(seen, texts))
    _tell(request, saved)
    if not saved.conflicts:
        return redirect("patrol", ref=visible.get().ref)
    kept = {each.key: texts[each.key] for each in saved.conflicts}
    notes = {each.key: conflict_note(each) for each in saved.conflicts}
    return _page(request, visible, form, Typed(None, kept, notes))


def _tell(request: Request, saved: Saved) -> None:
    if saved.cells:
        messages.success(request, f"已保存{saved.cells}格，其余都按满分计。")
    elif not saved.conflicts:
        messages.info(request, "没有改动的分数，已登记巡查日期，各户都按表上的分计。")


def _page(
    request: Request,
    visible: QuerySet[PatrolRound],
    form: ScoresForm | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    found = get_object_or_404(visible)
    require_sees(request, found)
    require_enters(request, found)
    first = shown_day(found, timezone.localdate())
    table = grid_page(found, patrol_grid.read(found), request.user, typed or Typed())
    context = {
        "patrol": found,
        "form": form or ScoresForm(initial={"walked_on": first}),
        "table": table,
        "problems": table.problems,
    }
    status = 422 if form is not None else 200
    return render(request, "points/patrol_entry.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def patrol_add(request: Request, ref: str) -> HttpResponse:
    """One finding with what was seen, told and asked for, and its photos."""
    found = get_object_or_404(visible_rounds(request), ref=ref)
    require_sees(request, found)
    require_enters(request, found)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FindingForm(request.user, found, *sent)
    if form.is_valid():
        token, now = form.cleaned_data["form_token"], timezone.now()
        try:
            patrols.enter_one(token, found, form.noted(), request.user, now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已记下{form.cleaned_data['household']}的一条。")
            return redirect("patrol", ref=ref)
    context = {"form": form, "patrol": found}
    status = 422 if form.is_bound else 200
    return render(request, "points/patrol_add.html", context, status=status)
