"""成绩单: a household's year month by month, what it scored and what went into its account."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, Sum

from households.models import Household
from points.models import Area, Entry, Sheet, SheetLine
from points.periods import latest_month
from points.services.standings import honour, settled_scores

Kind: Final = Entry.Kind
ENTERED: Final = (Kind.MONTH, Kind.BASE)
CORRECTED: Final = (Kind.REVERSAL, Kind.CORRECTION)
EXCHANGED: Final = (Kind.EXCHANGE, Kind.REFUND)
CLEARED: Final = (Kind.CLEARING, Kind.RESTORED)

Moves = Mapping[tuple[int, int], Mapping[str, int]]
"""(year, month) → kind of entry → points."""


@dataclass(frozen=True, slots=True)
class YearMonth:
    """All numbers are points with sign. `by_area` and `total` are None until the review is over;
    what went into the account is told in the month of the entry. `balance` at the month's end."""

    month: int
    by_area: list[int] | None
    total: int | None
    standing: str
    entered: int
    corrected: int
    exchanged: int
    cleared: int
    balance: int


@dataclass(frozen=True, slots=True)
class YearReport:
    """The year of one household; `carried` and `balance` before it and at its end, or today.
    `cleared_later`: what of it was cleared after its end, in points with sign."""

    household: Household
    year: int
    areas: list[str]
    months: list[YearMonth]
    carried: int
    honour: int
    cleared_later: int

    @property
    def balance(self) -> int:
        return self.months[-1].balance

    @property
    def by_area(self) -> list[int]:
        return [
            sum(month.by_area[at] for month in self.months if month.by_area)
            for at in range(len(self.areas))
        ]

    @property
    def total(self) -> int:
        return sum(month.total or 0 for month in self.months)

    @property
    def entered(self) -> int:
        return sum(month.entered for month in self.months)

    @property
    def corrected(self) -> int:
        return sum(month.corrected for month in self.months)

    @property
    def exchanged(self) -> int:
        return sum(month.exchanged for month in self.months)

    @property
    def cleared(self) -> int:
        return sum(month.cleared for month in self.months)


def year_reports(households: Sequence[Household], year: int, day: date) -> list[YearReport]:
    """The reports of `households`, all of one community, in their order; the months until `day`.

    Five queries, however many they are.
    """
    keys = [household.pk for household in households]
    scores, states, moves = _scores(keys, year), _states(keys, year), _moves(keys, year)
    last = latest_month(year, day)
    honours = honour(keys, last)
    areas = _areas(households, year, scores) if households else {}
    reports = []
    for household in households:
        pk = household.pk
        carried = sum(sum(kinds.values()) for (of, _), kinds in moves[pk].items() if of < year)
        months: list[YearMonth] = []
        balance = carried
        for month in range(1, last.month + 1):
            kinds = moves[pk].get((year, month), {})
            balance += sum(kinds.values())
            scored = scores.get((pk, month))
            state = states.get((pk, month))
            months.append(
                YearMonth(
                    month=month,
                    by_area=[scored[1].get(area, 0) for area in areas] if scored else None,
                    total=scored[0] if scored else None,
                    standing=Sheet.State(state).label if state else "",
                    entered=sum(kinds.get(kind, 0) for kind in ENTERED),
                    corrected=sum(kinds.get(kind, 0) for kind in CORRECTED),
                    exchanged=sum(kinds.get(kind, 0) for kind in EXCHANGED),
                    cleared=sum(kinds.get(kind, 0) for kind in CLEARED),
                    balance=balance,
                )
            )
        names, later = list(areas.values()), _cleared_after(year, moves[pk])
        reports.append(
            YearReport(household, year, names, months, carried, honours.get(pk, 0), later)
        )
    return reports


def _scores(
    households: Collection[int], year: int
) -> dict[tuple[int, int], tuple[int, dict[str, int]]]:
    """(household, month) → what the month came to, in all and by area, as corrected."""
    settled = settled_scores().filter(line__household__in=households, line__year=year).order_by()
    rows = settled.values_list("line__household", "line__month", "final", "final_by_area")
    return {(household, month): (final, by_area) for household, month, final, by_area in rows}


def _states(households: Collection[int], year: int) -> dict[tuple[int, int], str]:
    lines = SheetLine.objects.filter(household__in=households, year=year).order_by()
    rows = lines.values_list("household", "month", "sheet__state")
    return {(household, month): state for household, month, state in rows}


def _moves(households: Collection[int], year: int) -> Mapping[int, Moves]:
    """household → what went into its account until the end of `year`, and later what was cleared
    of that year."""
    found: defaultdict[int, defaultdict[tuple[int, int], dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    entries = Entry.objects.filter(
        Q(effective_on__year__lte=year) | Q(year=year, kind__in=CLEARED),
        account__household__in=households,
    ).order_by()
    months = ("effective_on__year", "effective_on__month")
    rows = entries.values_list("account__household", *months, "kind")
    for household, of, month, kind, points in rows.annotate(points=Sum("points")):
        found[household][of, month][kind] = points
    return found


def _cleared_after(year: int, moves: Moves) -> int:
    after = (kinds for (of, _), kinds in moves.items() if of > year)
    return sum(kinds.get(kind, 0) for kinds in after for kind in CLEARED)


def _areas(
    households: Sequence[Household],
    year: int,
    scores: Mapping[tuple[int, int], tuple[int, dict[str, int]]],
) -> dict[str, str]:
    """number → name of the areas of the last standard of `year`, and of those that were scored."""
    areas = Area.objects.filter(
        standard__community=households[0].community_id,
        standard__adopted_at__isnull=False,
        standard__from_year__lte=year,
    ).order_by("standard__from_year", "standard__from_month", "number")
    scored = {number for _, by_area in scores.values() for number in by_area}
    named: dict[str, str] = {}
    latest: set[str] = set()
    of: int | None = None
    for standard, number, name in areas.values_list("standard", "number", "name"):
        if standard != of:
            of, latest = standard, set()
        latest.add(str(number))
        named[str(number)] = name.removesuffix("建设") or name
    return {number: named[number] for number in sorted(latest | scored, key=int)}
