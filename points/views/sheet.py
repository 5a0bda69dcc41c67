"""One sheet: every household's scores at each step, the records behind them, the step's acts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from households.refusals import AlreadyHandled
from points.forms.review import PassForm, ReturnForm, VoteForm
from points.models import Sheet
from points.periods import Month
from points.reports.changes import changes_since
from points.reports.choice import Choice
from points.reports.decisions import decisions_of
from points.reports.proposals_page import waiting
from points.reports.sheet_page import sheet_page
from points.reports.sheet_words import where
from points.services.gridbook import takes
from points.services.recordbook import TYPES_IN_CLAIMS
from points.steps import Step


@require_safe
def sheet(request: Request, month: Month, group: str) -> HttpResponse:
    """The sheet as it stands; `?since=<version>` shows what has changed since that version."""
    found = visible_sheet(request, month, group)
    typed = request.GET.get("since", "")
    since = int(typed) if typed.isascii() and typed.isdigit() else None
    return sheet_response(request, found, since=since)


def visible_sheet(request: Request, month: Month, group: str) -> Sheet:
    """The sheet of that month and group code: 404 outside the scope, 403 without the right."""
    visible = Sheet.objects.visible_to(request.user).of_month(month)
    found = get_object_or_404(
        visible.select_related("group__parent", "standard", "notice").defer("notice__content"),
        group__code=group,
    )
    require(request.user, "points.view_sheet", found)
    return found


def sheet_response(
    request: Request,
    found: Sheet,
    *,
    refused: PassForm | VoteForm | ReturnForm | None = None,
    since: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of `found`, with the form that was `refused` as it was filled in."""
    page = sheet_page(found, request.user, timezone.localdate())
    context: dict[str, Any] = {
        "page": page,
        "sheet": found,
        "where": where(found),
        "form": refused,
        "choice": str(Choice.of(found)),
        "changes": changes_since(found, since) if since else [],
        "changed": since is not None and since < found.version,
        "takes_records": found.takes_records and request.user.has_perm("points.add_record", found),
        "proposals": len(waiting(found, request.user, timezone.now())),
        "takes_claims": takes(found, claims=True) and request.user.has_perm(TYPES_IN_CLAIMS, found),
    }
    if page.may_act and page.ballot:
        context["vote_form"] = refused if isinstance(refused, VoteForm) else vote_form(found)
    elif page.may_act:
        context["pass_form"] = refused if isinstance(refused, PassForm) else pass_form(found)
    if page.may_return:
        back = isinstance(refused, ReturnForm)
        context["return_form"] = refused if back else return_form(found)
    return render(request, "points/sheet.html", context, status=status)


def pass_form(found: Sheet, data: Mapping[str, Any] | None = None) -> PassForm:
    return PassForm(data, initial=_initial(found), auto_id="pass-%s")


def vote_form(found: Sheet, data: Mapping[str, Any] | None = None) -> VoteForm:
    return VoteForm(data, initial=_initial(found), auto_id="vote-%s")


def return_form(found: Sheet, data: Mapping[str, Any] | None = None) -> ReturnForm:
    return ReturnForm(data, initial=_initial(found), auto_id="return-%s", sheet=found)


def _initial(found: Sheet) -> dict[str, Any]:
    return {"step": Step(found.step).value, "version": found.version}


def handled(request: Request, sheets: list[Sheet], refused: AlreadyHandled) -> HttpResponse:
    """“已被他人处理”: what the sheets are now. 409, as nothing went wrong but the order."""
    decisions = decisions_of(sheets)
    rows = [
        {
            "sheet": each,
            "where": where(each),
            "last": decisions[each.pk][-1] if each.pk in decisions else None,
        }
        for each in sheets
    ]
    context = {"rows": rows, "message": "".join(refused.messages)}
    return render(request, "points/review_handled.html", context, status=409)
