"""The papers of an activity: the sheet to sign before it, the thanks after it."""

from collections.abc import Callable

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request
from points.models import Activity
from points.printing.fonts import MissingGlyph
from points.reports.activity_papers import sign_in_sheet, thanks_list
from points.services.policies import policy_of
from points.views.activity import activity_response
from points.views.activity_forms import organised_activity
from points.views.paper import pdf_answer


@require_safe
def activity_sheet(request: Request, ref: str) -> HttpResponse | FileResponse:
    """活动签到签退表 as PDF, with whoever has signed up."""
    found = organised_activity(request, ref)
    return _paper(request, found, "签到签退表", lambda: sign_in_sheet(found))


@require_safe
def activity_thanks(request: Request, ref: str) -> HttpResponse | FileResponse:
    """感谢名单 of a closed activity as PDF, for the wall."""
    found = organised_activity(request, ref)
    if not found.is_closed:
        raise Http404("活动结束之后才有感谢名单。")
    policy, today = policy_of(found.community), timezone.localdate()
    return _paper(request, found, "感谢名单", lambda: thanks_list(found, policy, today))


def _paper(
    request: Request, found: Activity, name: str, make: Callable[[], bytes]
) -> HttpResponse | FileResponse:
    try:
        made = make()
    except MissingGlyph as missing:
        return activity_response(request, found, missing.messages, status=422)
    return pdf_answer(made, f"{found}{name}.pdf")
