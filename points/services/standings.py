"""What a household has on the day a notice is made: honour points of the year and balance."""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from points.models import Account, Correction, Entry, Objection, StepScore
from points.models.decision import is_settling
from points.periods import Month

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Final(TypedDict):
    final: int
    final_by_area: dict[str, int]
    held: bool


def settled_scores() -> "QuerySet[WithAnnotations[StepScore, Final]]":
    """The one score of every settled line, as it is published and posted.

    `final` and `final_by_area` are points with the latest correction, `held` whether an open
    objection keeps the line from posting.
    """
    corrections = Correction.objects.filter(line=OuterRef("line")).order_by("-pk")
    disputes = Objection.objects.open().filter(line=OuterRef("line"))
    return StepScore.objects.filter(is_settling("decision__")).annotate(
        final=Coalesce(Subquery(corrections.values("total_after")[:1]), "total"),
        final_by_area=Coalesce(Subquery(corrections.values("by_area")[:1]), "by_area"),
        held=Exists(disputes),
    )


def pending(households: Collection[int], upto: Month) -> dict[int, dict[int, int]]:
    """Settled points not yet posted, of months up to `upto`: household → year → points.

    What an open objection holds back is not counted on.
    """
    rows = (
        settled_scores()
        .filter(line__household__in=households, line__posting__isnull=True, held=False)
        .filter(
            Q(line__sheet__year__lt=upto.year)
            | Q(line__sheet__year=upto.year, line__sheet__month__lte=upto.month)
        )
        .order_by()
        .values_list("line__household", "line__sheet__year")
        .annotate(points=Sum("final"))
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
