"""What a household has on the day a notice is made: honour points of the year and balance."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q, Sum

from points.models import Account, Entry, Sheet, StepDecision, StepScore
from points.periods import Month
from points.steps import Step


def pending(households: Collection[int], upto: Month) -> dict[int, dict[int, int]]:
    """Settled points not yet posted, of months up to `upto`: household → year → points."""
    rows = (
        StepScore.objects.filter(
            line__household__in=households,
            line__posting__isnull=True,
            decision__step=Step.ASSEMBLY,
            decision__outcome=StepDecision.Outcome.PASSED,
        )
        .filter(
            Q(line__sheet__year__lt=upto.year)
            | Q(line__sheet__year=upto.year, line__sheet__month__lte=upto.month)
        )
        .exclude(line__sheet__state=Sheet.State.REVIEW)
        .order_by()
        .values_list("line__household", "line__sheet__year")
        .annotate(points=Sum("total"))
    )
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for household, year, points in rows:
        found[household][year] = points
    return found


def honour(households: Collection[int], year: int) -> dict[int, int]:
    """Honour points posted for `year`, per household that has any."""
    rows = (
        Entry.objects.honour(year)
        .filter(account__household__in=households)
        .order_by()
        .values_list("account__household")
        .annotate(points=Sum("points"))
    )
    return dict(rows)


def balances(households: Collection[int]) -> dict[int, int]:
    """Balances as posted, per household that has an account."""
    accounts = Account.objects.filter(household__in=households)
    return dict(accounts.values_list(F("household_id"), F("balance")))
