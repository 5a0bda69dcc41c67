"""A household's page: what it has, how it came by it, and where it has lived."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from households.models import Household, HouseholdMove, User
from points.models import Account, Entry, Sheet, SheetLine
from points.periods import latest_month
from points.reports.account_months import AccountMonth, account_months
from points.services.standings import honour, settled_scores


@dataclass(frozen=True, slots=True)
class AccountPage:
    """All numbers are points: `balance` as posted, `honour` posted for the year, `waiting` in
    notices whose period is not over. Entries are those of the year, the latest first."""

    year: int
    years: list[int]
    balance: int
    honour: int
    waiting: int
    months: list[AccountMonth]
    entries: list[Entry]
    moves: list[HouseholdMove]


def account_page(household: Household, year: int, user: User, day: date) -> AccountPage:
    """The page of one household for one year, as `user` sees it on `day`.

    A constant number of queries, however much has been recorded and entered.
    """
    account = Account.objects.filter(household=household).first()
    entries = Entry.objects.filter(account=account, effective_on__year=year)
    moves = HouseholdMove.objects.filter(household=household)
    return AccountPage(
        year=year,
        years=_years(household, year),
        balance=account.balance if account else 0,
        honour=honour([household.pk], latest_month(year, day)).get(household.pk, 0),
        waiting=_waiting(household),
        months=account_months(household, [year], user),
        entries=list(_with_what_they_rest_on(entries).order_by("-number")),
        moves=list(
            moves.select_related("from_group__parent", "to_group__parent", "by").order_by("-at")
        ),
    )


def _with_what_they_rest_on(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """What each entry was made by, and the notice that tells of it."""
    told = (
        "posting__notice",
        "correction__told_in__notice",
        "reversal_of__told_in__notice",
        "adjustment_decision__adjustment__told_in__notice",
    )
    objections = ("correction__reply__objection", "reversal_of__reply__objection")
    return entries.select_related(*told, *objections).defer(*(f"{each}__content" for each in told))


def _years(household: Household, year: int) -> list[int]:
    """`year` and the years in which something was scored or entered, the latest first."""
    scored = SheetLine.objects.filter(household=household).order_by()
    entered = Entry.objects.filter(account__household=household).order_by()
    years = {year, *scored.values_list("sheet__year", flat=True).distinct()}
    years.update(entered.values_list("effective_on__year", flat=True).distinct())
    return sorted(years, reverse=True)


def _waiting(household: Household) -> int:
    """The points that hang, or have hung, on a notice and are not entered yet."""
    hanging = settled_scores().filter(
        line__household=household,
        line__sheet__state=Sheet.State.PUBLISHED,
        line__posting__isnull=True,
    )
    return hanging.aggregate(points=Sum("final", default=0))["points"]
