"""The papers of a veto: 告知书 to hand over, and the reply to an objection."""

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.reports.veto_page import is_over
from points.reports.veto_paper import veto_paper, veto_reply_paper
from points.services import vetoes
from points.services.policies import policy_of
from points.views.paper import pdf_or_back
from points.views.veto import VIEW, visible_veto


@require_safe
def veto_notice(request: Request, ref: str) -> HttpResponse | FileResponse:
    """告知书 as PDF, to be signed by hand."""
    found = visible_veto(request, ref)
    require(request.user, vetoes.RIGHT, found)
    if is_over(found):
        raise Http404("这件一票否决已经作废或解除，没有告知书。")
    name = f"一票否决告知书{found.household.code}.pdf"
    policy, back = policy_of(found.community), reverse("veto", args=[found.ref])
    return pdf_or_back(request, lambda: veto_paper(found, policy), name, back)


@require_safe
def veto_answer(request: Request, ref: str, number: int) -> HttpResponse | FileResponse:
    """The reply to the objection with this number, from 1, as a paper for the household."""
    found = visible_veto(request, ref)
    require(request.user, VIEW, found)
    answered = dict(enumerate(found.objections.all(), start=1)).get(number)
    if answered is None or answered.replied_at is None:
        raise Http404
    name = f"一票否决异议答复单{found.household.code}.pdf"
    policy, back = policy_of(found.community), reverse("veto", args=[found.ref])
    return pdf_or_back(request, lambda: veto_reply_paper(answered, policy), name, back)
