"""张贴记录: noting that a notice was hung or taken down in a village, voiding what was typed in
wrongly, and its photos."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.forms import TokenForm
from households.http import Request, require
from households.models import Place
from households.refusals import AlreadyHandled, Refused
from households.roles import PlaceKind
from households.services.submissions import once
from points.forms.hanging import HangForm, TakeDownForm, VoidHangingForm
from points.models import HangingPhoto, HangingReceipt, Notice
from points.reports.notice_words import period
from points.services import hangings
from points.views.evidence import evidence_response


@require_http_methods(["GET", "HEAD", "POST"])
def notice_hang(request: Request, number: int, village: str) -> HttpResponse:
    """Notes that the paper of a notice was hung in a village."""
    notice, place = _notice_and_village(request, number, village)
    # No day is offered: taken as it stands, it would make a late paper one in time.
    form = HangForm(request.POST, request.FILES) if request.method == "POST" else HangForm()

    def act(now: datetime) -> None:
        typed = form.cleaned_data
        day, name, photos = typed["hung_on"], typed["hung_by"], typed["photos"]
        hangings.hang(notice, place, day, name, photos, request.user, now)

    return _note(request, "notice_hang", "登记张贴", notice, place, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_take_down(request: Request, number: int, village: str) -> HttpResponse:
    """Notes that the paper of a notice was taken down in a village."""
    notice, place = _notice_and_village(request, number, village)
    shown = {"taken_on": timezone.localdate()}
    form = TakeDownForm(request.POST) if request.method == "POST" else TakeDownForm(initial=shown)

    def act(now: datetime) -> None:
        typed = form.cleaned_data
        day, name, reason = typed["taken_on"], typed["taken_by"], typed["taken_reason"]
        hangings.take_down(notice, place, day, name, reason, request.user, now)

    return _note(request, "notice_take_down", "登记撤下", notice, place, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def hanging_void(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then voids what was noted of one hanging."""
    visible = HangingReceipt.objects.visible_to(request.user)
    with_names = visible.select_related("notice", "village", "voided_by").defer("notice__content")
    receipt = get_object_or_404(with_names, ref=ref)
    require(request.user, hangings.RIGHT, receipt.village)
    form = VoidHangingForm(request.POST or None)
    now = timezone.now()
    back = f"{reverse('notice', args=[receipt.notice.number])}#hangings"

    def act() -> None:
        hangings.void(receipt, form.cleaned_data["reason"], request.user, now)

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "hanging_void", request.user, now, act)
        except AlreadyHandled as handled:
            messages.info(request, "".join(handled.messages))
            return redirect(back)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已作废，{receipt.village.name}的公示天数不再算这一次张贴。")
            return redirect(back)
    context = {"form": form, "receipt": receipt, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "points/hanging_void.html", context, status=status)


@require_safe
def hanging_photo(request: Request, ref: str) -> FileResponse:
    """One photo of a paper on its board, for whoever may see the notice."""
    visible = HangingPhoto.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("hanging__notice__community"), ref=ref)
    require(request.user, "points.view_notice", found.hanging.notice)
    return evidence_response(found, "张贴照片")


def _notice_and_village(request: Request, number: int, code: str) -> tuple[Notice, Place]:
    visible = Notice.objects.visible_to(request.user).select_related("community")
    notice = get_object_or_404(visible, number=number)
    villages = Place.objects.filter(kind=PlaceKind.VILLAGE, code__in=hangings.villages_in(notice))
    village = get_object_or_404(villages, community=notice.community_id, code=code)
    require(request.user, hangings.RIGHT, village)
    return notice, village


def _note(
    request: Request,
    purpose: str,
    verb: str,
    notice: Notice,
    village: Place,
    form: TokenForm,
    act: Callable[[datetime], None],
) -> HttpResponse:
    now = timezone.now()
    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], purpose, request.user, now, lambda: act(now))
        except AlreadyHandled as handled:
            messages.info(request, "".join(handled.messages))
            return redirect("notice", number=notice.number)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已{verb}：{village.name}，第{notice.number}期。")
            return redirect("notice", number=notice.number)
    context = {
        "form": form,
        "notice": notice,
        "village": village,
        "verb": verb,
        "period": period(notice),
        "taking": purpose == "notice_take_down",
    }
    return render(request, "points/hanging.html", context, status=422 if form.is_bound else 200)
