"""What a household has on the day a notice is made: honour points of the year and balance."""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Final, TypedDict

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from households.models import Household
from points.models import (
    Account,
    Correction,
    Entry,
    Objection,
    RecordCorrection,
    RecordScore,
    SheetLine,
    StepScore,
)
from points.models.decision import is_settling
from points.periods import Month
from points.validity import honour_points

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Settled(TypedDict):
    final: int
    final_by_area: dict[str, int]
    held: bool


def settled_scores() -> "QuerySet[WithAnnotations[StepScore, Settled]]":
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


def honour(households: Collection[int], upto: Month) -> dict[int, int]:
    """Honour points of the year of `upto` as they are in that month, per household that has any:
    the base it began with, and what is posted without the deductions that have lapsed.

    The base is that of the standard of the household's first month in the year. One query.
    """
    lines = SheetLine.objects.filter(household=OuterRef("pk"), year=upto.year).order_by("month")
    posted = Entry.objects.honour(upto.year).filter(account__household=OuterRef("pk"))
    change = F("counted_after") - F("counted_before")
    rows = (
        Household.objects.filter(pk__in=households)
        .order_by()
        .annotate(
            base=Subquery(lines.values("sheet__standard__base_points")[:1]),
            posted=_sum(posted, "account__household", F("points")),
            lapsed=_sum(_lapsed(RecordScore.objects.all(), upto), HOUSEHOLD, F("counted")),
            corrected=_sum(_lapsed(RecordCorrection.objects.all(), upto), HOUSEHOLD, change),
        )
        .values_list("pk", "base", "posted", "lapsed", "corrected")
    )
    return {
        household: honour_points(base or 0, posted or 0, (gone or 0) + (corrected or 0))
        for household, base, posted, gone, corrected in rows
        if base or posted is not None
    }


def base_to_come(households: Collection[int], year: int) -> dict[int, int]:
    """Base points of `year` that can be exchanged and are not entered yet, per household that has
    any: they are entered with the first month of the year that is posted. One query."""
    lines = SheetLine.objects.filter(household=OuterRef("pk"), year=year).order_by("month")
    entered = Entry.objects.filter(
        account__household=OuterRef("pk"), year=year, kind=Entry.Kind.BASE
    )
    rows = (
        Household.objects.filter(~Exists(entered), pk__in=households)
        .order_by()
        .annotate(
            base=Subquery(lines.values("sheet__standard__base_points")[:1]),
            exchangeable=Subquery(lines.values("sheet__standard__base_exchangeable")[:1]),
        )
        .filter(exchangeable=True)
    )
    return dict(rows.values_list("pk", "base"))


HOUSEHOLD: Final = "record__line__household"


def _sum(rows: QuerySet, household: str, points: Combinable) -> Subquery:
    """The sum of `points` over the `rows` of one household."""
    return Subquery(rows.order_by().values(household).annotate(of=Sum(points)).values("of"))


def _lapsed(rows: QuerySet, month: Month) -> QuerySet:
    """Those of `rows` (each of a record) that are posted in the year of `month` and have lapsed by
    then, of the household that the outer query has."""
    sheet_month = F("record__line__month")
    return rows.filter(
        record__line__household=OuterRef("pk"),
        record__line__year=month.year,
        record__line__month__lt=month.month,
        record__line__posting__isnull=False,
        record__item__validity_months__isnull=False,
        record__item__validity_months__lte=month.month - sheet_month,
    )


def balances(households: Collection[int]) -> dict[int, int]:
    """Balances as posted, per household that has an account."""
    accounts = Account.objects.filter(household__in=households)
    return dict(accounts.values_list(F("household_id"), F("balance")))
