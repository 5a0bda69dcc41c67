"""What points cost the office, as the outlook has it, for the papers of the points office."""

from datetime import date

from households.models import Place
from points.reports.point_cost import PointCost
from supermarket.reports.outlook import rate_from
from supermarket.reports.outlook_facts import products_of, sold_in, windows_of
from supermarket.reports.outlook_words import basis_of


def point_cost(community: Place, day: date) -> PointCost | None:
    """The cost in `community` on `day`; None where nothing was exchanged and nothing is on offer.
    Three queries."""
    windows = windows_of(community, day)
    on_offer = products_of(community, day).filter(retired_at__isnull=True, points__isnull=False)
    rate, from_past = rate_from(sold_in(windows.past), list(on_offer))
    if rate is None:
        return None
    return PointCost(rate.points, rate.cost_fen, basis_of(rate, windows, from_past=from_past))
