"""A household and its account."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from households.models import Household
from points.periods import FIRST_YEAR, LAST_YEAR
from points.reports.account_page import account_page
from points.reports.honours_of_years import histories
from points.reports.veto_page import standing_vetoes
from points.services import letters
from points.steps import Step


@require_safe
def household_page(request: Request, code: str) -> HttpResponse:
    """One household; `?year=` shows another year than this one."""
    visible = Household.objects.visible_to(request.user).select_related("group__parent")
    household = get_object_or_404(visible, code=code)
    require(request.user, "households.view_household", household)
    require(request.user, "points.view_account", household)
    today = timezone.localdate()
    may_issue = request.user.has_perm("households.issue_card", household)
    sees_honours = request.user.has_perm("points.view_annualranking", household)
    sees_vetoes = request.user.has_perm("points.view_veto", household)
    context = {
        "household": household,
        "account": account_page(household, year_asked(request, today), request.user, today),
        "steps": [step.column for step in Step],
        "today": today,
        "may_record": household.left_on is None
        and request.user.has_perm("points.add_record", household),
        "may_issue_card": may_issue,
        "may_adjust": request.user.has_perm("points.add_adjustment", household),
        "may_see_honours": sees_honours,
        "honours": histories([household])[household.pk] if sees_honours else [],
        "vetoes": standing_vetoes(household, today) if sees_vetoes else [],
        "card": household.cards.valid().select_related("issued_by").first() if may_issue else None,
        "may_write_letter": request.user.has_perm(letters.RIGHT, household.group),
        "may_change": request.user.has_perm("households.enter_back_office")
        and request.user.has_perm("households.change_household", household),
    }
    return render(request, "households/page.html", context)


def year_asked(request: HttpRequest, today: date) -> int:
    """The year of `?year=`, this one where that is none."""
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() else today.year
    return year if FIRST_YEAR <= year <= LAST_YEAR else today.year
