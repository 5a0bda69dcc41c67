"""The outlook after the two quarters of one village, worked out by hand from their paper.

On 5 January 2027, when all is settled but Sun's second haircut, had the day before:

    in hands  张三禾 2, 李四麦 11, 孙小㛃 2: 15 points
    taken     97 points for 167.00 元 in the third quarter, 108 for 160.00 in the fourth
    shelf     3 bags at 32.00 and 5 at 34.00, 4 barrels at 28.00: 378.00 元
"""

from datetime import date
from typing import Final

import pytest

from supermarket.models import MarketPolicy, Product
from supermarket.outlook import Bounds, Hands, Means, Rate
from supermarket.reports.outlook import Outlook, ProductRow, outlook
from supermarket.reports.outlook_facts import Sold, Vouchers, means_of
from supermarket.reports.outlook_words import told
from tests.supermarket.test_two_quarters import Village, fourth_quarter, third_quarter

pytestmark = pytest.mark.django_db

NEW_YEAR: Final = date(2027, 1, 5)

SOLD: Final = {
    # Two at 20 and 32.00, then four at 22 and 34.00.
    "大米": Sold(6, 128, 20000, 2),
    # Three at 8 and 10.00, two at 10 and 12.00.
    "理发": Sold(5, 44, 5400, 3),
    "鸡蛋": Sold(3, 18, 4500, 2),
    "菜籽油": Sold(1, 15, 2800, 1),
}


@pytest.fixture
def village() -> Village:
    village = Village()
    last = fourth_quarter(village, *third_quarter(village))
    village.settle("2027-01-02", 4)
    village.cut("2027-01-04", last)
    return village


def policy(village: Village, budget_fen: int | None = 50000) -> MarketPolicy:
    return MarketPolicy(community=village.office.community, budget_fen=budget_fen)


def row(found: Outlook, product: Product) -> ProductRow:
    return next(row for row in found.rows if row.product == product)


def test_what_is_owed_is_what_the_paper_says(village: Village) -> None:
    found = outlook(policy(village), NEW_YEAR)
    assert found.hands == Hands(15, 3, 0, 0)
    assert (found.rate, found.is_past_rate) == (Rate(205, 32700), True)
    # Sun's haircut at the new price.
    assert found.vouchers == Vouchers(1, 1200)
    # 15 × 327.00 / 205 is 23.926… 元.
    assert found.owed_fen == 2393 + 1200
    # The new year was charged with nothing yet.
    assert found.means == Means(37800, 50000, 0, 0)
    assert told(found).owed == [
        "库存加上今年剩下的预算，够兑现，还余842.07元。",
        "3户手里的15分要花23.93元兑现，已发出、未结算的服务券1张要付12.00元，合计35.93元；"
        "库存按成本值378.00元，今年的预算还剩500.00元。",
        "按2026年第3季度至2026年第4季度2期实际兑换的算：共205分、成本327.00元，"
        "平均每100分约159.52元。",
    ]


def test_the_old_year_was_charged_with_what_was_bought_and_settled(village: Village) -> None:
    # 488.00 + 170.00 of rice and oil, the eggs were given; 10.00 + 32.00 for the barber.
    means = means_of(policy(village, 70000), 0, date(2026, 12, 31))
    assert means == Means(0, 70000, 65800, 4200)
    assert means.left_fen == 0
    # Of the day before the last purchase.
    assert means_of(policy(village), 0, date(2026, 12, 9)).purchases_fen == 48800


def test_what_everybody_would_take_is_what_the_paper_says(village: Village) -> None:
    found = outlook(policy(village), NEW_YEAR)
    assert (found.able, found.cheapest) == (1, village.eggs)
    # Only Li can pay anything: eggs at 6 (2.50 a point) or a haircut at 10 (1.20 a point). At least
    # 6 points go: 6 × 1.20. At most 6 as eggs and 5 as a haircut: 15.00 + 6.00.
    assert found.bounds == Bounds(720, 2100)
    # The past at today's prices: 132 + 50 + 18 + 15 = 215. Rice 15 × 6 / 215 is less than a bag.
    assert {each.product.name: each.needed for each in found.rows} == {
        "大米": 1,
        "菜籽油": 1,
        "鸡蛋": 1,
        "理发": 1,
    }
    assert [each.product.name for each in found.rush] == ["鸡蛋", "大米", "菜籽油"]
    assert [each.percent for each in found.rush] == [0, 100, 100]
    assert told(found).rush == [
        "3户里有1户至少换得起一样（最便宜的是鸡蛋，6分）。"
        "户户都来、按今天的价格尽量换完，商品和服务的成本不少于7.20元，不多于21.00元。",
        "按过去的兑法把手里的分全部兑完，先兑完的是：鸡蛋（要1，有0）。",
    ]


def test_what_went_and_what_did_not_is_what_the_paper_says(village: Village) -> None:
    found = outlook(policy(village), NEW_YEAR)
    assert {each.product.name: each.sold for each in found.sellers} == SOLD
    assert [each.product.name for each in found.sellers] == list(SOLD)
    # Twelve bags a year: eight last two thirds of it. Two barrels a year: four last two.
    assert row(found, village.rice).lasts_days == 243
    assert row(found, village.oil).lasts_days == 730
    assert found.slow == [row(found, village.oil)]
    assert told(found).sold == [
        "换走积分最多的是：大米（6袋）、理发（5次）、鸡蛋（3盒）等4种。",
        "滞销的有1种：菜籽油（有4桶，还要兑730天）。",
    ]


def test_what_to_order_is_what_the_paper_says(village: Village) -> None:
    found = outlook(policy(village), NEW_YEAR)
    assert found.next_on == date(2027, 4, 1)
    # Nobody can pay rice or oil. Of eggs the mean is two, but only Li can pay them, once. They
    # were never bought: one costs what the office reckons.
    assert [(each.product.name, each.expected, each.order_fen) for each in found.orders] == [
        ("鸡蛋", 1, 1500)
    ]
    bought, when = told(found).order
    assert bought == ("建议进1种，按上次进价共15.00元；今年的预算还剩500.00元，够，还余485.00元。")
    assert when.startswith("下一期还没有定，按2027年4月1日开始算。")
    assert row(found, village.rice).paid_fen == 3400
