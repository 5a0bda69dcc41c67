"""Proposals at group scoring: taking those ticked, striking one, striking a list of households."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.proposals import StrikeForm, TakeForm
from points.models import Sheet
from points.periods import Month
from points.reports.proposals_page import proposals_page, waiting
from points.services import proposals
from points.services.proposals import RowsRefused
from points.services.sheet_checks import Seen
from points.steps import Step
from points.views.sheet import handled, visible_sheet


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_proposals(request: Request, month: Month, group: str) -> HttpResponse:
    """What is proposed for the sheet, all ticked; records those that come back ticked."""
    found = _sheet(request, month, group)
    if request.method != "POST":
        return _page(request, found, TakeForm(initial={"version": found.version}))
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    typed, now = form.cleaned_data, timezone.now()

    def act() -> int:
        seen = Seen(found.pk, typed["version"])
        return len(proposals.take(seen, typed["mark"], request.user, now))

    try:
        taken, _ = once(typed["form_token"], "take_proposals", request.user, now, act)
    except RowsRefused as refused:
        return _page(request, found, form, refused.by_mark, status=422)
    except AlreadyHandled as refused:
        return handled(request, [_sheet(request, month, group)], refused)
    except Refused as refused:
        form.refuse(refused)
        # Read again: what is taken next is what this page shows.
        return _page(request, _sheet(request, month, group), form, status=422)
    messages.success(request, f"已记入{taken}条，记录里写明了来源。")
    return redirect("sheet_proposals", month, group)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_proposals_strike(request: Request, month: Month, group: str) -> HttpResponse:
    """Asks for the reason, then strikes one proposal (`?mark=`), or those of the households typed,
    for one item (`?item=`)."""
    found = _sheet(request, month, group)
    mark, of = request.GET.get("mark", ""), request.GET.get("item", "")
    if request.method != "POST":
        form = StrikeForm(initial={"version": found.version}, of_item=not mark)
        return _strike_page(request, found, form, mark, of)
    form = StrikeForm(request.POST, of_item=not mark)
    now = timezone.now()

    def act() -> int:
        typed = form.cleaned_data
        seen, why = Seen(found.pk, typed["version"]), typed["reason"]
        if mark:
            return proposals.strike(seen, [mark], why, request.user, now)
        codes = typed["households"]
        return proposals.strike_households(seen, of, codes, why, request.user, now)

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            struck, _ = once(token, "strike_proposals", request.user, now, act)
        except AlreadyHandled as refused:
            return handled(request, [_sheet(request, month, group)], refused)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已不计{struck}条，原因留在本页下面。")
            return redirect("sheet_proposals", month, group)
    return _strike_page(request, _sheet(request, month, group), form, mark, of, status=422)


def _page(
    request: Request,
    found: Sheet,
    form: TakeForm,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked = request.POST.getlist("mark") if form.is_bound else None
    page = proposals_page(found, request.user, timezone.now(), ticked, problems)
    context = {
        "sheet": found,
        "form": form,
        "page": page,
        "problems": page.problems,
        "scoring": found.waits_at(Step.GROUP),
    }
    return render(request, "points/proposals.html", context, status=status)


def _strike_page(
    request: Request, found: Sheet, form: StrikeForm, mark: str, of: str, status: int = 200
) -> HttpResponse:
    here = waiting(found, request.user, timezone.now())
    offers = [offer for offer in here if (offer.mark == mark if mark else offer.of == of)]
    if not (offers or form.is_bound):
        messages.info(request, "没有这条建议，或者已经处理过了。")
        return redirect("sheet_proposals", found.period, found.group.code)
    context = {"sheet": found, "form": form, "offers": offers, "one": bool(mark)}
    return render(request, "points/proposals_strike.html", context, status=status)


def _sheet(request: Request, month: Month, group: str) -> Sheet:
    found = visible_sheet(request, month, group)
    require(request.user, proposals.RIGHT, found)
    return found
