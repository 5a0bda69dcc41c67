"""What the patrols of a month come to for each household of a sheet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from points.models import PatrolCheck, PatrolFinding, PatrolRound, Sheet
from points.models.patrol_finding import PatrolFindingQuerySet
from points.patrol import Found, MonthOfPatrols, worst
from points.periods import Month
from points.services.sheet_households import of_sheet

MOST_ROUNDS = 6
"""A group is walked once a week, and no month meets more weeks."""


@dataclass(frozen=True, slots=True)
class SheetOfPatrols:
    """`last` is the day of the last round that counts in the month of a sheet; None without one,
    when there is nothing in `months` (by household, primary key) either."""

    last: date | None
    months: dict[int, MonthOfPatrols]


def patrols_of(sheet: Sheet, day: date) -> SheetOfPatrols:
    """What patrols say of the households of `sheet` on `day`. Four queries.

    A finding at a household that was walked with another group is taken from the sum like one of
    its own; the rounds are those of the sheet's group. What came too late for its month waits for
    the first one that has a round of its own.
    """
    month = sheet.period
    rounds = PatrolRound.objects.on_time().filter(_up_to(month), group=sheet.group_id)
    newest = list(rounds.order_by("-counts_year", "-counts_month", "pk")[: MOST_ROUNDS + 1])
    own = [each for each in newest if each.period == month]
    if not own:
        return SheetOfPatrols(None, {})
    before = next((each.period for each in newest if each.period != month), None)
    last = max(each.day for each in own)
    living = of_sheet(sheet).filter(Q(left_on__isnull=True) | Q(left_on__gte=last))
    households = list(living.values_list("pk", flat=True))
    found = _found(_counting(sheet, before).filter(household__in=households))
    overdue = set(
        overdue_in(month, day).filter(household__in=households).values_list("household", flat=True)
    )
    return SheetOfPatrols(
        last,
        {
            household: _month(month, len(own), found[household], household in overdue)
            for household in households
        },
    )


def _month(
    month: Month, rounds: int, found: Iterable[tuple[Found, bool]], overdue: bool
) -> MonthOfPatrols:
    each = list(found)
    return MonthOfPatrols(
        rounds,
        worst(one for one, late in each if not late),
        worst(one for one, late in each if late),
        overdue,
    )


def _counting(sheet: Sheet, before: Month | None) -> PatrolFindingQuerySet:
    """Standing findings that count in the month of `sheet`: those of its rounds, and late ones;
    also the group's that came too late for theirs since `before`, the last month that had a round
    of its own and so took them in."""
    own = PatrolFinding.objects.standing().filter(round__closed_at__isnull=False)
    month = sheet.period
    counts = {prefix: _up_to(month, prefix) for prefix in ("", "round__")}
    if before is not None:
        counts = {prefix: known & ~_up_to(before, prefix) for prefix, known in counts.items()}
    in_month = {
        prefix: Q(**{f"{prefix}counts_year": month.year, f"{prefix}counts_month": month.month})
        for prefix in counts
    }
    waiting = Q(round__group=sheet.group_id)
    return own.filter(
        Q(late=False) & (in_month["round__"] | (counts["round__"] & waiting))
        | Q(late=True) & (in_month[""] | (counts[""] & waiting))
    )


def _up_to(month: Month, prefix: str = "") -> Q:
    """Whatever counts in `month` or in one before."""
    year, number = f"{prefix}counts_year", f"{prefix}counts_month"
    return Q(**{f"{year}__lt": month.year}) | Q(**{year: month.year, f"{number}__lte": month.month})


def _found(findings: PatrolFindingQuerySet) -> defaultdict[int, list[tuple[Found, bool]]]:
    """household → what was found, each with whether it is of another month. One query."""
    by_household: defaultdict[int, list[tuple[Found, bool]]] = defaultdict(list)
    for finding in findings.select_related("round").order_by("pk"):
        one = Found(finding.round_id, finding.round.day, finding.indicator, finding.taken)
        late = finding.counts_in != finding.round.period
        by_household[finding.household_id].append((one, late))
    return by_household


def taken_in(finding: PatrolFinding) -> Month | None:
    """The month whose sum `finding` is taken from: the one it counts in, or where that has no round
    of its own the first that has. None as long as there is no such month. One query."""
    counts = finding.counts_in
    if counts is None:
        return None
    rounds = PatrolRound.objects.on_time().filter(group=finding.round.group_id)
    later = rounds.exclude(_up_to(counts.previous()))
    first = later.order_by("counts_year", "counts_month", "pk").first()
    return first.period if first else None


def overdue_in(month: Month, day: date) -> PatrolFindingQuerySet:
    """Problems that, as is known on `day`, were not put right in time in `month`: whoever looked
    again on the last day for it, or later, found them as they were, and nobody has found them put
    right by the month's end. What nobody looked at again takes nothing from anybody, and a round
    that is not confirmed says nothing yet."""
    known = PatrolCheck.objects.filter(
        finding=OuterRef("pk"), checked_on__lte=min(day, month.last_day)
    )
    return (
        PatrolFinding.objects.problems()
        .filter(Exists(known.filter(fixed=False, checked_on__gte=OuterRef("fix_by"))))
        .filter(round__closed_at__isnull=False)
        .exclude(Exists(known.filter(fixed=True)))
    )
