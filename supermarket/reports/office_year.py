"""年度工作情况: the points' part with what was exchanged, and the budget."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from households.models import Place
from points.models import Sheet
from points.reports.board_totals import YearTotal, board_totals
from points.reports.office_year import PointsYear, points_year
from supermarket.models import Product, Window
from supermarket.outlook import Means
from supermarket.reports.outlook_facts import Sold, means_of, sold_in
from supermarket.services.market_policies import policy_of


@dataclass(frozen=True, slots=True)
class KindRow:
    """What was exchanged of one category in the year's windows."""

    category: str
    units: int
    points: int
    cost_fen: int


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """A year; `total` is None where no points moved. `means` without what lies on the shelf, and
    with the budget that is set now: `is_past` where that may be another year's."""

    points: PointsYear
    total: YearTotal | None
    kinds: list[KindRow]
    windows: int
    means: Means
    is_past: bool

    @property
    def issued(self) -> int:
        return self.total.issued if self.total else 0

    @property
    def spent(self) -> int:
        return self.total.spent - self.total.returned if self.total else 0

    @property
    def used_fen(self) -> int:
        return self.means.purchases_fen + self.means.settled_fen


def office_years(community: Place) -> list[int]:
    """The years of which there are sheets, the latest first. One query."""
    years = Sheet.objects.filter(community=community).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def office_year(community: Place, year: int, day: date) -> OfficeYear:
    """The year of `community` until its end, or until `day`. A constant number of queries."""
    until = min(day, date(year, 12, 31))
    windows = list(Window.objects.filter(community=community, year=year))
    totals = board_totals(community, until).years
    return OfficeYear(
        points=points_year(community, year, until),
        total=next((each for each in totals if each.year == year), None),
        kinds=_kinds(community, windows),
        windows=len(windows),
        means=means_of(policy_of(community), 0, until),
        is_past=year < day.year,
    )


def _kinds(community: Place, windows: list[Window]) -> list[KindRow]:
    sold = sold_in(windows)
    products = Product.objects.filter(community=community, pk__in=sold)
    by_kind: defaultdict[str, list[Sold]] = defaultdict(list)
    for product, category in products.values_list("pk", "category"):
        by_kind[category].append(sold[product])
    made = [
        KindRow(
            category,
            sum(each.units for each in found),
            sum(each.points for each in found),
            sum(each.cost_fen for each in found),
        )
        for category, found in by_kind.items()
    ]
    return sorted(made, key=lambda row: (-row.points, row.category))
