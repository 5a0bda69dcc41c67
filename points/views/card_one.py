"""发卡、换卡: one act issues a household's card, and answers with its paper or on the screen."""

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
from households.services.submissions import once
from points.forms.cards import SCREEN, IssueCardForm
from points.reports.card_sheet import CardSize, printed_cards
from points.reports.shelf import ShelfOn
from points.views.paper import pdf_answer


@require_http_methods(["GET", "HEAD", "POST"])
def card_issue(request: Request, code: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """A card, with a reason in place of an earlier one; its secrets are printed or shown once."""
    household = household_at(request, code)
    form = IssueCardForm(request.POST or None)
    made: list[HttpResponse | FileResponse] = []
    now = timezone.now()

    def act() -> None:
        typed = form.cleaned_data
        issued = cards.issue(household, request.user, now, typed["reason"])
        # Inside the act: a card that can't be printed is not issued, and the earlier one stays.
        made.append(_answer(request, issued, typed["size"], shelf))

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "issue_card", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            return made[0] if made else _shown(request, household)
    context = {"form": form, "household": household, "card": valid_card(household)}
    status = 422 if form.is_bound else 200
    return render(request, "points/card_issue.html", context, status=status)


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
