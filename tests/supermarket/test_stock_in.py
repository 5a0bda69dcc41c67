"""Goods come in: bought or given, lot by lot, with their paper."""

from datetime import date, timedelta
from typing import Any

import pytest

from households.refusals import Refused
from supermarket.models import Receipt, StockMovement
from supermarket.services import catalogue, stock
from supermarket.services.stock import Item
from tests.factory import NOON
from tests.supermarket.factory import TODAY, Market, make_goods
from tests.supermarket.shelves import adds_up, lots_of, rice

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def market() -> Market:
    return Market()


def receive(market: Market, *items: Item, **more: Any) -> Receipt:
    filled = {"kind": "purchase", "source": "县粮油公司", "received_on": TODAY} | more
    by = filled.pop("by", market.storekeeper)
    outlet = filled.pop("outlet", market.shop)
    return stock.receive(outlet, items=items, by=by, at=NOON, **filled)


def test_what_was_bought_is_a_lot_and_a_movement_that_points_at_its_receipt(market: Market) -> None:
    flour = make_goods(market.community, "面粉", by=market.clerk)
    receipt = receive(market, Item(flour, 30, JANUARY, 2550), paper="No. 17", witness="赵监督")
    (move,) = StockMovement.objects.filter(receipt=receipt)
    assert (move.kind, move.quantity, move.balance_after, move.number) == (
        "purchase",
        30,
        30,
        1,
    )
    lot = move.lot
    assert (lot.quantity, lot.best_before, lot.unit_cost_fen) == (30, JANUARY, 2550)
    assert (receipt.source, receipt.paper, receipt.by) == (
        "县粮油公司", "No. 17", market.storekeeper,
    )  # fmt: skip
    assert adds_up(move.stock)


def test_a_donation_needs_its_donor_but_no_cost(market: Market) -> None:
    receipt = receive(
        market, Item(market.oil, 5), Item(market.rice, 2), kind="donation", source="李老板"
    )
    assert set(receipt.movements.values_list("kind", "quantity")) == {
        ("donation", 5), ("donation", 2),
    }  # fmt: skip
    assert rice(market).quantity == 22


def test_two_lots_of_one_product_come_in_together(market: Market) -> None:
    receive(market, Item(market.rice, 3, JANUARY, 1), Item(market.rice, 4, DECEMBER, 1))
    assert lots_of(market, market.rice) == [(DECEMBER, 4), (JANUARY, 3), (None, 20)]
    assert adds_up(rice(market))


def test_goods_that_were_noted_late_are_there_from_the_day_they_came(market: Market) -> None:
    earlier = TODAY - timedelta(days=4)
    receipt = receive(market, Item(market.rice, 3, None, 1), received_on=earlier)
    assert receipt.movements.get().moved_on == earlier


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"source": " "}, "请写明供货商"),
        ({"source": "", "kind": "donation"}, "请写明捐赠人"),
        ({"received_on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"received_on": TODAY - timedelta(days=367)}, "核对年份"),
        ({"items": []}, "至少填一种"),
        ({"quantity": 0}, "数量应在 1 至"),
        ({"quantity": -1}, "数量应在 1 至"),
        ({"unit_cost_fen": None}, "请填单价"),
        ({"best_before": TODAY - timedelta(days=1)}, "入库时已经过期"),
        ({"product": "haircut"}, "不是本社区的商品"),
    ],
)
def test_what_cannot_have_come_in_is_refused(
    market: Market, wrong: dict[str, Any], told: str
) -> None:
    item: dict[str, Any] = {"product": "rice", "quantity": 1, "unit_cost_fen": 1}
    item |= {name: wrong.pop(name) for name in list(wrong) if name in Item.__annotations__}
    item["product"] = getattr(market, item["product"])
    items = wrong.pop("items", [Item(**item)])
    before = StockMovement.objects.count(), Receipt.objects.count()
    with pytest.raises(Refused, match=told):
        receive(market, *items, **wrong)
    assert (StockMovement.objects.count(), Receipt.objects.count()) == before


def test_every_item_that_is_wrong_is_told(market: Market) -> None:
    catalogue.retire(market.oil, market.clerk, NOON)
    with pytest.raises(Refused) as caught:
        receive(market, Item(market.oil, 1, None, 1), Item(market.rice, 0, None, 1))
    assert len(caught.value.messages) == 2
    assert "已经下架" in caught.value.messages[0]


def test_a_merchant_has_no_shelf(market: Market) -> None:
    with pytest.raises(Refused, match="只能在爱心超市入库"):
        receive(market, Item(market.rice, 1, None, 1), outlet=market.merchant, by=market.clerk)
