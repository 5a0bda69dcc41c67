"""给全组发卡: one act issues the cards of a villager group, and answers with the paper."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.addresses import site_address
from households.http import Request, require
from households.models import Household, Place
from households.refusals import Refused
from households.services import cards
from households.services.cards import Issued
from households.services.submissions import once, was_sent
from points.forms.cards import IssueCardsForm
from points.prints.cards import RIGHT, set_and_issue, without_card
from points.reports.card_sheet import CardSize, printed_cards
from points.reports.shelf import ShelfOn
from points.views.paper import pdf_answer

PURPOSE: Final = "issue_cards"


class _ShownBefore(Exception):
    """The form was sent before; the paper is kept nowhere."""


@require_http_methods(["GET", "HEAD", "POST"])
def cards_issue(request: Request, group: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """Cards for all households of a group that have none, with their PINs."""
    visible = Place.objects.visible_to(request.user).groups()
    place = get_object_or_404(visible.select_related("parent", "community"), code=group)
    require(request.user, RIGHT, place)
    form = IssueCardsForm(request.POST or None)
    if form.is_valid():
        try:
            made = _issued(request, place, form.cleaned_data, shelf)
        except _ShownBefore:
            return _page(request, place, IssueCardsForm(), shown_before=True)
        except Refused as refused:
            form.refuse(refused)
        else:
            return pdf_answer(made, f"{place.label}积分卡.pdf")
    return _page(request, place, form, status=422 if form.is_bound else 200)


def _issued(request: Request, group: Place, typed: dict[str, Any], shelf: ShelfOn) -> bytes:
    """The paper of the cards that are issued with it."""
    by, now, token = request.user, timezone.now(), typed["form_token"]
    if was_sent(token, PURPOSE, by):
        raise _ShownBefore
    size, today, site = CardSize(typed["size"]), timezone.localdate(now), site_address(request)

    def paper(prepared: Sequence[Issued]) -> bytes:
        return printed_cards(prepared, group, size, shelf, today, site)

    def issue(prepared: Sequence[Issued], _: bytes) -> None:
        _, is_first = once(token, PURPOSE, by, now, lambda: cards.issue_prepared(prepared, by, now))
        if not is_first:
            raise _ShownBefore

    made = set_and_issue(group, by, now, paper, issue)
    if not made:
        raise Refused("这个组的现住户都有积分卡，不必再发。")
    return made


def _page(
    request: Request, group: Place, form: IssueCardsForm, status: int = 200, **more: Any
) -> HttpResponse:
    living = Household.objects.living_here().filter(group=group).count()
    context = {"form": form, "group": group, "households": without_card(group), "living": living}
    return render(request, "points/cards_issue.html", context | more, status=status)
