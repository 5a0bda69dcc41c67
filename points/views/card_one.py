"""发卡、换卡: one act issues a household's card, and answers with its paper or on the screen."""

from functools import partial
from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.addresses import site_address
from households.card_office import household_at, valid_card
from households.http import Request
from households.models import Household
from households.qr import qr_svg
from households.refusals import Refused
from households.services import cards
from households.services.submissions import once, was_sent
from points.forms.cards import SCREEN, IssueCardForm
from points.reports.card_sheet import CardSize, printed_cards
from points.reports.shelf import ShelfOn
from points.views.paper import pdf_answer

PURPOSE: Final = "issue_card"


@require_http_methods(["GET", "HEAD", "POST"])
def card_issue(request: Request, code: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """A card, with a reason in place of an earlier one; its secrets are printed or shown once."""
    household = household_at(request, code)
    form = IssueCardForm(request.POST or None)
    if form.is_valid():
        try:
            return _issued(request, household, form.cleaned_data, shelf)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "household": household, "card": valid_card(household)}
    status = 422 if form.is_bound else 200
    return render(request, "points/card_issue.html", context, status=status)


def _issued(
    request: Request, household: Household, typed: dict[str, Any], shelf: ShelfOn
) -> HttpResponse | FileResponse:
    by, now, token = request.user, timezone.now(), typed["form_token"]
    if was_sent(token, PURPOSE, by):
        return _shown(request, household)
    (prepared,) = cards.prepare([household], by, now)
    # Before the act: a card that can't be printed is not issued, the earlier one stays, and nobody
    # waits for the typesetter at a lock.
    answer = _answer(request, prepared, typed["size"], shelf)
    issue = partial(cards.issue_one, prepared, by, now, typed["reason"])
    _, is_first = once(token, PURPOSE, by, now, issue)
    return answer if is_first else _shown(request, household)


def _answer(
    request: Request, issued: cards.Issued, size: str, shelf: ShelfOn
) -> HttpResponse | FileResponse:
    household, site = issued.card.household, site_address(request)
    if size == SCREEN:
        address = site + reverse("card_enter", args=[issued.token])
        return _shown(request, household, qr=qr_svg(address), pin=issued.pin)
    group, today = household.group, timezone.localdate()
    made = printed_cards([issued], group, CardSize(size), shelf, today, site)
    return pdf_answer(made, f"{household.code}积分卡.pdf")


def _shown(request: Request, household: Household, **secrets: str) -> HttpResponse:
    """The new card with its PIN; without them when the form was sent before: nobody knows them."""
    return render(request, "points/card_issued.html", {"household": household, **secrets})
