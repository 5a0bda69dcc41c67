"""Stock and slips added up again: what does not agree is told in a sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from households import guards
from points.models import Account, Entry, Notice
from points.reports.notice_check import notice_differences
from points.services import ledger
from supermarket.models import (
    Cancellation,
    Lot,
    Redemption,
    RedemptionLine,
    Stock,
    StockMovement,
    Voucher,
)
from supermarket.reports.stock_check import market_differences
from supermarket.services.lapsing import lapse_over
from tests.factory import NOON
from tests.points.ledgers import move, rewrite, spoil
from tests.supermarket.factory import stocked
from tests.supermarket.quarters_told import Autumn
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

Kind = Entry.Kind
DAY = timedelta(days=1)
LAPSED = NOON + 90 * DAY
"""Vouchers of NOON are good for ninety days."""


class Shop(Serving):
    """Three slips: rice and a haircut (48), rice that is taken back (20), and at the neighbour's
    oil and two haircuts of which nobody had any (31, of which 16 came back). Rice of two lots."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        stocked(self.shop, self.rice, 5, by=self.clerk)
        self.slip = self.exchange(rice=2, haircut=1)
        used = Voucher.objects.filter(line__redemption=self.slip)
        used.update(used_at=NOON, used_by=self.barber)
        self.back = self.exchange(rice=1)
        self.cancel(self.back, at=NOON + DAY)
        self.li = self.neighbour(40)
        self.over = self.exchange(oil=1, haircut=2, household=self.li)
        lapse_over(LAPSED)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def found(shop: Serving) -> list[str]:
    return list(market_differences(shop.community))


def the_refund(slip: Redemption) -> Entry:
    return Entry.objects.get(reverses=slip.entry)


def test_a_shop_whose_books_are_right_has_no_difference(shop: Shop) -> None:
    assert set(Entry.objects.values_list("kind", flat=True)) == {"month", "exchange", "refund"}
    assert the_refund(shop.over).points == 16
    assert found(shop) == []


# Stock


@pytest.mark.parametrize(
    ("rows", "values", "due"),
    [
        (Stock.objects, {"quantity": 30}, ["库存是30，各笔出入库相加是23", "各批次相加是23"]),
        (Stock.objects, {"last_number": 9}, ["记着有9笔出入库，实有5笔"]),
        (
            StockMovement.objects.filter(number=2),
            {"balance_after": 26},
            ["第2笔出入库写着结存26，逐笔相加是25"],
        ),
        (
            StockMovement.objects.filter(number=5),
            {"number": 6},
            ["第5笔出入库不见了，后面接的是第6笔"],
        ),
        (
            StockMovement.objects.filter(number=2),
            {"quantity": 6},
            ["第2笔出入库写着结存25，逐笔相加是26", "余量是5，出入库相加是6"],
        ),
        (Lot.objects.filter(quantity=5), {"quantity": 4}, ["各批次相加是22", "余量是4"]),
    ],
)
def test_a_stock_that_does_not_add_up_is_named(
    shop: Shop, rows: Any, values: dict[str, Any], due: list[str]
) -> None:
    of_rice = {"product": shop.rice} if rows.model is Stock else {"stock__product": shop.rice}
    spoil(rows.filter(**of_rice), **values)
    told = found(shop)
    assert len(told) == len(due)
    for sentence, words in zip(told, due, strict=True):
        assert sentence.startswith("爱心超市的大米")
        assert words in sentence


def test_a_stock_without_movements_is_empty(shop: Shop) -> None:
    guards.remove(connection)
    StockMovement.objects.filter(stock__product=shop.oil).delete()
    assert found(shop)[0] == "爱心超市的菜籽油库存是19，却没有一笔出入库。"


# Slips


@pytest.mark.parametrize(
    ("rows", "values", "due"),
    [
        (Redemption.objects, {"points": 40}, "写着40分，明细相加是48分，账上扣了48分。"),
        (
            RedemptionLine.objects.filter(name="理发"),
            {"points_each": 9},
            "写着48分，明细相加是49分，账上扣了48分。",
        ),
        (
            Entry.objects.filter(kind="exchange"),
            {"points": F("points") + 1},
            "写着48分，明细相加是48分，账上扣了47分。",
        ),
    ],
)
def test_a_slip_that_does_not_agree_with_its_entry_is_named(
    shop: Shop, rows: Any, values: dict[str, Any], due: str
) -> None:
    lookup = {Redemption: "pk", RedemptionLine: "redemption", Entry: "redemption"}[rows.model]
    spoil(rows.filter(**{lookup: shop.slip.pk}), **values)
    assert found(shop) == [f"兑换单{shop.slip.slip_number}{due}"]


def test_a_refund_of_a_cancelled_slip_that_is_not_all_of_it_is_named(shop: Shop) -> None:
    spoil(Entry.objects.filter(pk=the_refund(shop.back).pk), points=21)
    number = shop.back.slip_number
    assert found(shop) == [f"兑换单{number}撤销时应退20分，账上退了21分。"]


def test_a_refund_of_lapsed_vouchers_that_is_not_their_price_is_named(shop: Shop) -> None:
    spoil(Entry.objects.filter(pk=the_refund(shop.over).pk), points=31)
    number = shop.over.slip_number
    assert found(shop) == [f"兑换单{number}没有撤销，服务券过期应退16分，账上退了31分。"]


def test_a_refund_without_a_cancellation_or_a_lapsed_voucher_is_found(shop: Shop) -> None:
    free = ledger.Movement(shop.household.pk, 48, Kind.REFUND, 2026, "", shop.slip.entry)
    ledger.write(shop.community.pk, [free], NOON.date(), None, NOON)
    number = shop.slip.slip_number
    assert found(shop) == [f"兑换单{number}没有撤销，服务券过期应退0分，账上退了48分。"]


def test_a_voucher_that_lapsed_without_its_refund_is_found(shop: Shop) -> None:
    unused = shop.voucher()
    spoil(Voucher.objects.filter(pk=unused.pk), lapsed_at=LAPSED)
    number = unused.line.redemption.slip_number
    assert found(shop) == [f"兑换单{number}没有撤销，服务券过期应退8分，账上退了0分。"]


def test_a_cancellation_that_names_another_entry_is_found(shop: Shop) -> None:
    taken = Cancellation.objects.filter(redemption=shop.back)
    spoil(taken, entry=the_refund(shop.over))
    number = shop.back.slip_number
    assert found(shop) == [f"兑换单{number}的撤销写着的账目，不是退这张单的那一笔。"]


# Entries and their slips


def test_an_exchange_without_a_slip_is_found(shop: Shop) -> None:
    taken = ledger.Movement(shop.household.pk, -1, Kind.EXCHANGE, 2026, "兑换")
    (entry,) = ledger.write(shop.community.pk, [taken], NOON.date(), None, NOON)
    code = shop.household.code
    assert found(shop) == [f"户{code}的第{entry.number}笔账目是兑换，却没有对应的兑换单。"]


def test_a_refund_of_what_was_no_exchange_is_found(shop: Shop) -> None:
    month = Entry.objects.get(kind="month", account__household=shop.li)
    free = ledger.Movement(shop.li.pk, 40, Kind.REFUND, 2026, "", month)
    (entry,) = ledger.write(shop.community.pk, [free], NOON.date(), None, NOON)
    code = shop.li.code
    assert found(shop) == [f"户{code}的第{entry.number}笔账目是兑换撤销，却没有对应的兑换单。"]


@pytest.mark.parametrize("slip", ["back", "over"])
def test_a_refund_moved_into_another_account_is_found_though_both_add_up(
    shop: Shop, slip: str
) -> None:
    entry = the_refund(getattr(shop, slip))
    owner = entry.account.household.code
    thief = move(entry)
    told = f"户{thief.code}的第1笔账目是兑换撤销，对应的兑换单却是户{owner}的。"
    assert found(shop) == [told]


def test_a_slip_that_somebody_else_paid_is_found_though_both_add_up(shop: Shop) -> None:
    entry = shop.over.entry
    mine = shop.household.account
    spoil(Entry.objects.filter(pk=entry.pk), account=mine, number=99)
    rewrite(mine)
    rewrite(shop.li.account)
    number = Entry.objects.get(pk=entry.pk).number
    told = f"户{shop.household.code}的第{number}笔账目是兑换，对应的兑换单却是户{shop.li.code}的。"
    assert found(shop) == [told]


def test_a_refund_of_another_year_than_its_exchange_is_found(shop: Shop) -> None:
    entry = the_refund(shop.back)
    spoil(Entry.objects.filter(pk=entry.pk), year=2025)
    told = f"户{shop.household.code}的第{entry.number}笔账目是兑换撤销，记在2025年"
    assert found(shop) == [f"{told}，对应的兑换单却是2026年的。"]


# The quarter's notice


def test_a_notice_of_an_exchange_is_what_its_content_says() -> None:
    town = Autumn()
    notice = town.published()
    assert list(notice_differences(town.community)) == []
    spoil(Notice.objects.filter(pk=notice.pk), quarter=3)
    told = "第1期公示写着的月份、季度或公示天数，和公示内容里的不一样。"
    assert list(notice_differences(town.community)) == [told]
    spoil(Notice.objects.filter(pk=notice.pk), quarter=4, title="好消息")
    (told,) = notice_differences(town.community)
    assert told.startswith("第1期公示的标题写着“好消息”")


# More communities and more slips


def test_each_community_is_told_of_its_own_differences_only(shop: Shop) -> None:
    other = Shop("西岭社区")
    assert found(shop) == found(other) == []
    rice = {"stock__product": other.rice, "number": 1}
    spoil(StockMovement.objects.filter(**rice), balance_after=21)
    spoil(Stock.objects.filter(product=other.oil), quantity=7)
    spoil(Lot.objects.filter(stock__product=other.rice, quantity=5), quantity=4)
    spoil(Redemption.objects.filter(pk=other.slip.pk), points=40)
    spoil(Entry.objects.filter(pk=the_refund(other.over).pk), points=17, year=2025)
    spoil(Cancellation.objects.filter(redemption=other.back), entry=other.slip.entry)
    assert found(shop) == []
    assert len(found(other)) == 9


def test_it_asks_the_same_number_of_questions_however_much_there_is(shop: Shop) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert found(shop) == []
        return len(queries)

    few = cost()
    for _ in range(5):
        rich = shop.neighbour(100)
        shop.exchange(rice=1, haircut=1, household=rich)
        shop.cancel(shop.exchange(oil=1, household=rich))
    lapse_over(LAPSED)
    assert Account.objects.filter(household=rich).exists()
    assert cost() == few
