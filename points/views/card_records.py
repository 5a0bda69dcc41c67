"""A household's records: one with its story, its photos, and the answer to a deduction."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.cardholder import CardRequest, card_page
from households.models import Card
from households.refusals import Refused
from households.services.submissions import once
from points.forms.card import AnswerForm
from points.models import Answer, Evidence, Record, Serving
from points.reports.card_months import may_withdraw
from points.reports.record_page import counted
from points.reports.story import record_story
from points.services import servings
from points.services.scorebook import with_points_now
from points.services.telling import Telling, takes_answers, tellings
from points.views.evidence import evidence_response


@require_safe
@card_page
def card_record(request: CardRequest, ref: str) -> HttpResponse:
    """One record of the household: what it counts, and all that happened to it."""
    record = _record(request.card, ref)
    sheet = record.line.sheet
    context = {
        "record": record,
        "sheet": sheet,
        "counted": counted(record),
        "story": record_story(record, for_household=True),
        "photos": record.evidence.all(),
        "telling": _telling(record) if _takes_answer(record) else None,
        "today": timezone.localdate(),
        "may_withdraw": may_withdraw(record, sheet),
    }
    return render(request, "points/card/record.html", context)


@require_safe
@card_page
def card_evidence(request: CardRequest, ref: str) -> FileResponse:
    """A photo on one of the household's own records."""
    mine = Evidence.objects.filter(record__line__household=request.card.household_id)
    return evidence_response(get_object_or_404(mine, ref=ref))


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_answer(request: CardRequest, ref: str) -> HttpResponse:
    """What the household says to a deduction it was told of."""
    card, now = request.card, timezone.now()
    record = _record(card, ref)
    serving = _latest_serving(record)
    if serving is None:
        raise Http404
    form = AnswerForm(request.POST or None)

    def act() -> None:
        text, day = form.cleaned_data["text"], timezone.localdate(now)
        servings.answer(record, text, Answer.How.CARD, day, card, now)

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "card_answer", card, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "您的陈述已交积分办，以后每一步评审的人都会看到。")
            return redirect("card_record", ref=ref)
    context = {
        "form": form,
        "record": record,
        "serving": serving,
        "photos": record.evidence.all(),
        "over": not _takes_answer(record),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/card/answer.html", context, status=status)


def _record(card: Card, ref: str) -> Record:
    mine = Record.objects.filter(line__household=card.household_id).select_related(
        "item", "line__household", "line__sheet__standard", "recorded_by", "voided_by"
    )
    return get_object_or_404(with_points_now(mine), ref=ref)


def _latest_serving(record: Record) -> Serving | None:
    return record.servings.order_by("-pk").first()


def _telling(record: Record) -> Telling | None:
    """How a deduction stands with the household; None for what takes no points."""
    points = record.points_now  # type: ignore[attr-defined]
    return tellings({record.pk: points})[record.pk] if points < 0 else None


def _takes_answer(record: Record) -> bool:
    return record.voided_at is None and takes_answers(record.line.sheet)
