"""A patrol on the walker's phone: its page, what the phone sends up, its service worker."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from households.forms import TokenForm
from households.http import Request
from households.refusals import Refused
from points.forms.patrol_phone import PhoneFindingForm
from points.forms.photos import KINDS
from points.models import PatrolRound
from points.reports.patrol_phone_page import phone_page
from points.services import patrols
from points.services.patrol_walkers import may_enter

WORKER = "js/patrol-worker.js"
NOT_YOURS = "这一轮不是您巡查的，您也不是管这个组的积分办，不能记扣分。请联系积分办。"


def _visible_round(request: Request, ref: str) -> PatrolRound:
    """The round, for whoever may enter its findings; Http404 and PermissionDenied for others."""
    visible = PatrolRound.objects.visible_to(request.user).select_related("group__parent")
    patrol = get_object_or_404(visible, ref=ref)
    if not may_enter(patrol, request.user, timezone.localdate()):
        raise PermissionDenied(NOT_YOURS)
    return patrol


@require_safe
def patrol_walk(request: Request, ref: str) -> HttpResponse:
    """The page at the doors; static/js/patrol-offline.js keeps it in the phone while the round
    takes findings."""
    patrol = _visible_round(request, ref)
    page = phone_page(patrol, request.user, timezone.now())
    context = {"patrol": patrol, "page": page, "kinds": KINDS}
    response = render(request, "points/patrol_walk.html", context)
    response["X-Patrol"] = "open" if patrol.is_open else "over"
    return response


@require_POST
def patrol_send(request: Request, ref: str) -> JsonResponse:
    """Keeps one finding a phone has sent, once, and answers with a sentence (`said`) for the
    walker: 200 kept, 422 refused, 403 not his to enter (any more), 409 when somebody else has
    signed in on the phone since. What he sends again is answered first: his office may have ended,
    or the household moved away, since.
    """
    if request.POST.get("walker", request.user.username) != request.user.username:
        return JsonResponse({"said": "这一条是另一位巡查员记的，请他本人登录后上传。"}, status=409)
    sent = TokenForm(request.POST)
    sent.is_valid()
    kept = patrols.kept_before(sent.cleaned_data.get("form_token"), request.user)
    if kept is not None:
        return _kept(kept)
    try:
        patrol = _visible_round(request, ref)
    except PermissionDenied as denied:
        return JsonResponse({"said": str(denied)}, status=403)
    form = PhoneFindingForm(patrol, request.POST, request.FILES)
    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            kept, _ = patrols.enter_one(token, patrol, form.noted(), request.user, timezone.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _kept(kept)
    return JsonResponse({"said": form.said()}, status=422)


def _kept(kept: patrols.Kept) -> JsonResponse:
    late, now = kept.late_in is not None, timezone.now()
    return JsonResponse({"said": kept.told, "late": late, "at": now.isoformat()})


@login_not_required
@require_safe
def patrol_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the pages below: a browser asks it to lie beside them."""
    found = finders.find(WORKER)
    if found is None:
        raise Http404
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(Path(found).read_bytes(), "text/javascript; charset=utf-8", headers=headers)
