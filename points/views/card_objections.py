"""A household objects to a published line, and reads the answer."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.cardholder import CardRequest, card_page
from households.models import Card
from households.refusals import Refused
from households.services.submissions import once
from points.forms.card import ObjectionForm
from points.models import Notice, NoticeHousehold, Objection, SheetLine
from points.reports.card_page import objections_of
from points.reports.hanging_words import period_there
from points.services import objections
from points.services.hangings import last_day, last_days
from points.services.objections import Raised


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_object(request: CardRequest) -> HttpResponse:
    """An objection to a line of the notice `?notice=`: one's own, or another household's."""
    card, now = request.card, timezone.now()
    today = timezone.localdate(now)
    notice = _notice(card, request.GET.get("notice", ""), today)
    form = ObjectionForm(notice, request.POST or None, initial={"household": card.household.code})

    def act() -> str:
        named: NoticeHousehold = form.cleaned_data["household"]
        line = SheetLine.objects.get(sheet__notice=notice, household=named.household_id)
        raised = Raised(form.cleaned_data["text"], Objection.How.CARD, timezone.localdate(now))
        return objections.raise_objection(notice, line, raised, card, now).ref

    if form.is_valid():
        try:
            ref, _ = once(form.cleaned_data["form_token"], "card_object", card, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "您的异议已经收到，积分办受理和答复后，您在这里看得到。")
            return redirect("card_objection", ref=ref)
    group = card.household.group
    last = last_day(notice, group.parent_id, last_days([notice]))
    context = {
        "form": form,
        "notice": notice,
        "period": period_there(notice, group.parent.name if group.parent else "", last),
        "over": last is not None and last < today,
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/card/object.html", context, status=status)


@require_safe
@card_page
def card_objection(request: CardRequest, ref: str) -> HttpResponse:
    """One of the household's own objections, with the reply once there is one."""
    objection = get_object_or_404(objections_of(request.card.household), ref=ref)
    about = NoticeHousehold.objects.filter(
        notice=objection.notice_id, household=objection.line.household_id
    )
    own = objection.line.household_id == request.card.household_id
    context = {"objection": objection, "about": about.first(), "own": own}
    return render(request, "points/card/objection.html", context)


def _notice(card: Card, number: str, day: date) -> Notice:
    """The notice of the card's community by its number, once it hangs, if it is one of a month's
    points; 404 for any other."""
    months = Notice.objects.of_months().filter(community=card.community_id)
    hung = months.hung_by(day).defer("content")
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Http404
    return get_object_or_404(hung.select_related("community"), number=int(number))
