"""A household's account on paper: 成绩单 for one household or a group, 存折页."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.cardholder import CardRequest, card_page
from households.http import Request, require
from households.models import Household, Place
from households.refusals import Refused
from points.models import Policy
from points.reports.account_papers import passbook_paper, report_paper
from points.services.policies import policy_of
from points.views.account import year_asked
from points.views.paper import pdf_answer

RIGHT = "points.view_account"


@require_safe
def household_report(request: Request, code: str) -> HttpResponse | FileResponse:
    """成绩单 of one household for `?year=`."""

    def made(household: Household, year: int, policy: Policy, today: date) -> bytes:
        return report_paper([household], year, policy, today)

    return _of_household(request, code, "成绩单", made)


@require_safe
def household_passbook(request: Request, code: str) -> HttpResponse | FileResponse:
    """存折页 of one household for `?year=`."""
    return _of_household(request, code, "存折页", passbook_paper)


@require_safe
def group_reports(request: Request, group: str) -> HttpResponse | FileResponse:
    """成绩单 of every household that lives in a group, a page each, for `?year=`."""
    visible = Place.objects.visible_to(request.user).groups()
    place = get_object_or_404(visible.select_related("parent", "community"), code=group)
    require(request.user, RIGHT, place)
    households, today = list(Household.objects.living_in(place)), timezone.localdate()
    year = year_asked(request, today)
    listed = f"{redirect('household_list').url}?group={place.code}"
    if not households:
        messages.warning(request, f"{place.label}还没有农户，没有成绩单可打印。")
        return redirect(listed)
    try:
        made = report_paper(households, year, policy_of(place.home()), today)
    except Refused as refused:
        messages.error(request, refused.messages[0])
        return redirect(listed)
    return pdf_answer(made, f"{place.label}{year}年成绩单.pdf")


@require_safe
@card_page
def card_report(request: CardRequest) -> HttpResponse | FileResponse:
    """The household's own 成绩单 for `?year=`."""
    household, today = request.card.household, timezone.localdate()
    year = year_asked(request, today)
    try:
        made = report_paper([household], year, policy_of(household.community), today)
    except Refused:
        messages.warning(request, "成绩单在这里打印不出来，请到社区积分办打印。")
        return redirect("card_home")
    return pdf_answer(made, f"{year}年成绩单.pdf")


def _of_household(
    request: Request,
    code: str,
    name: str,
    paper: Callable[[Household, int, Policy, date], bytes],
) -> HttpResponse | FileResponse:
    visible = Household.objects.visible_to(request.user)
    household = get_object_or_404(visible.select_related("community", "group__parent"), code=code)
    require(request.user, "households.view_household", household)
    require(request.user, RIGHT, household)
    today = timezone.localdate()
    year = year_asked(request, today)
    try:
        made = paper(household, year, policy_of(household.community), today)
    except Refused as refused:
        messages.error(request, refused.messages[0])
        return redirect("household_page", code=code)
    return pdf_answer(made, f"{household.code}{year}年{name}.pdf")
