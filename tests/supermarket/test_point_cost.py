"""What points cost, as the papers of the points office tell it: the outlook's own figure."""

import pytest

from points.reports.point_cost import PointCost
from supermarket.models import MarketPolicy
from supermarket.reports.outlook import outlook
from supermarket.reports.point_cost import point_cost
from tests.factory import NOON, make_community
from tests.supermarket.factory import make_goods
from tests.supermarket.test_outlook_worked import NEW_YEAR
from tests.supermarket.test_two_quarters import Village, fourth_quarter, third_quarter

pytestmark = pytest.mark.django_db


def test_it_is_by_what_was_exchanged() -> None:
    """205 points for 327.00 元 in two quarters: see test_outlook_worked."""
    village = Village()
    fourth_quarter(village, *third_quarter(village))
    community = village.office.community
    cost = point_cost(community, NEW_YEAR)
    assert cost is not None
    assert (cost.points, cost.fen) == (205, 32700)
    assert cost.basis == (
        "按2026年第3季度至2026年第4季度2期实际兑换的算：共205分、成本327.00元，"
        "平均每100分约159.52元。"
    )
    found = outlook(MarketPolicy(community=community, budget_fen=None), NEW_YEAR)
    assert found.rate is not None
    assert (found.rate.points, found.rate.cost_fen) == (cost.points, cost.fen)


def test_before_anything_was_exchanged_it_is_by_what_is_on_offer() -> None:
    community = make_community()
    assert point_cost(community, NOON.date()) is None
    make_goods(community, points=20, cost_fen=3000)
    assert point_cost(community, NOON.date()) == PointCost(
        20,
        3000,
        "还没有实际兑换过，按在架商品和服务今天的价格各兑一件估算：共20分、成本30.00元，"
        "平均每100分约150.00元。",
    )
