"""给全组发卡: one act issues the cards of a villager group, and answers with the paper."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.addresses import site_address
from households.http import Request, require
from households.models import Card, Household, Place
from households.refusals import Refused
from households.services import cards
from households.services.submissions import once
from points.forms.cards import IssueCardsForm
from points.reports.card_back import card_back
from points.reports.card_sheet import ROOM, CardSize, card_sheet
from points.reports.shelf import ShelfOn
from points.services.policies import policy_of
from points.views.paper import pdf_answer


@require_http_methods(["GET", "HEAD", "POST"])
def cards_issue(request: Request, group: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """Cards for all households of a group that have none, with their PINs."""
    visible = Place.objects.visible_to(request.user).groups()
    place = get_object_or_404(visible.select_related("parent", "community"), code=group)
    require(request.user, "households.issue_card", place)
    form = IssueCardsForm(request.POST or None)
    made: list[bytes] = []
    now = timezone.now()

    def act() -> None:
        issued = cards.issue_all(_without_card(place), request.user, now)
        if not issued:
            raise Refused("这个组的现住户都有积分卡，不必再发。")
        # Inside the act: cards that can't be printed are not issued.
        made.append(_paper(request, issued, place, CardSize(form.cleaned_data["size"]), shelf))

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "issue_cards", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            if made:
                return pdf_answer(made[0], f"{place.label}积分卡.pdf")
            return _page(request, place, IssueCardsForm(), shown_before=True)
    return _page(request, place, form, status=422 if form.is_bound else 200)


def _paper(
    request: Request, issued: list[cards.Issued], group: Place, size: CardSize, shelf: ShelfOn
) -> bytes:
    community, today = group.home(), timezone.localdate()
    told = shelf(community, today)
    back = card_back(community, policy_of(community), told, today, ROOM[size])
    return card_sheet(issued, group, back, size, site_address(request))


def _without_card(group: Place) -> list[Household]:
    """Households living in the group that have no valid card, by code."""
    living = Household.objects.living_here().filter(group=group).select_related("group__parent")
    with_card = Card.objects.valid().filter(household__group=group)
    return list(living.exclude(pk__in=with_card.values("household")).order_by("code"))


def _page(
    request: Request, group: Place, form: IssueCardsForm, status: int = 200, **more: Any
) -> HttpResponse:
    living = Household.objects.living_here().filter(group=group).count()
    context = {"form": form, "group": group, "households": _without_card(group), "living": living}
    return render(request, "points/cards_issue.html", context | more, status=status)
