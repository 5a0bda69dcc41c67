"""Vouchers that nobody used until their last day: the points come back, once, and all is tied."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from households.refusals import Refused
from households.services import households
from points.models import Entry
from supermarket.models import MarketPolicy, Voucher
from supermarket.reports.outlook_facts import sold_in
from supermarket.reports.quarter_books import quarter_books
from supermarket.reports.slip_page import voucher_rows, with_everything
from supermarket.services import vouchers
from supermarket.services.lapsing import lapse, lapse_over
from tests.factory import NOON
from tests.supermarket.books import asked, paper, table
from tests.supermarket.factory import AUTUMN, TODAY, make_service
from tests.supermarket.quarters_told import CLOSED, Autumn
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LAST = NOON + 89 * DAY
"""20 November is the first of ninety days."""
OVER = LAST + DAY


@pytest.fixture
def town() -> Serving:
    return Serving()


def used(town: Serving, voucher: Voucher) -> None:
    vouchers.use(voucher.code, town.merchant, town.barber, NOON)


def test_the_points_of_what_nobody_used_come_back_and_the_entries_are_tied(town: Serving) -> None:
    slip = town.exchange(rice=1, haircut=3)
    used(town, Voucher.objects.filter(line__redemption=slip).first())
    (entry,) = lapse_over(OVER)
    entry.refresh_from_db()
    # One haircut of three was had; two at 8 come back, and rice has nothing to do with it.
    assert (entry.kind, entry.points, entry.balance_after) == ("refund", 16, 72)
    assert (entry.reverses, entry.effective_on, entry.year) == (slip.entry, OVER.date(), 2026)
    assert entry.note == f"兑换单{slip.slip_number}的服务券过期未用：理发2张"
    assert (entry.by, entry.at) == (None, OVER)
    assert (town.balance(), town.honour(), town.left(town.rice)) == (72, 100, (19, 0))
    assert Voucher.objects.filter(lapsed_at=OVER, used_at=None).count() == 2


def test_the_last_day_is_still_the_households(town: Serving) -> None:
    voucher = town.voucher()
    assert lapse_over(LAST) == []
    vouchers.use(voucher.code, town.merchant, town.barber, LAST)
    assert lapse_over(OVER) == []
    assert town.balance() == 92


def test_points_come_back_once(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    assert len(lapse_over(OVER)) == 1
    assert lapse_over(OVER + DAY) == []
    assert lapse(slip, OVER + DAY) is None
    assert (town.balance(), Entry.objects.filter(kind="refund").count()) == (100, 1)


def test_what_became_of_a_voucher_stays_whatever_reaches_its_row(town: Serving) -> None:
    town.exchange(haircut=2)
    first, second = Voucher.objects.order_by("pk")
    used(town, first)
    lapse_over(OVER)
    for voucher in (first, second):
        for change in ({"lapsed_at": None}, {"lapsed_at": LAST}, {"used_at": None}):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                Voucher.objects.filter(pk=voucher.pk).update(**change)


def test_each_slip_has_its_own_entry_with_its_services_named(town: Serving) -> None:
    town.check = make_service(town.merchant, "量血压", 3, 500, by=town.clerk)
    town.exchange(haircut=1, check=2)
    town.exchange(haircut=1, household=town.neighbour(20))
    first, second = lapse_over(OVER)
    assert (first.points, first.note[-18:]) == (14, "服务券过期未用：理发1张、量血压2张")
    assert (second.points, second.balance_after) == (8, 20)


def test_a_cancelled_slip_gives_nothing_more_back(town: Serving) -> None:
    town.cancel(town.exchange(haircut=1))
    assert lapse_over(OVER) == []
    assert town.balance() == 100


def test_a_slip_whose_voucher_lapsed_is_not_cancelled_any_more(town: Serving) -> None:
    MarketPolicy.objects.create(community=town.community, voucher_days=7)
    slip = town.exchange(rice=1, haircut=1)
    lapse_over(NOON + 7 * DAY)
    with pytest.raises(Refused) as refused:
        town.cancel(slip, at=NOON + 7 * DAY)
    assert refused.value.messages == ["这张兑换单的理发券过期未用，积分已退回，不能再撤销。"]
    assert (town.balance(), town.left(town.rice)) == (80, (19, 0))


def test_what_was_paid_is_what_comes_back_also_to_a_household_that_left(town: Serving) -> None:
    town.exchange(haircut=1)
    households.mark_left(town.household, TODAY, town.clerk, NOON)
    lapse_over(OVER)
    assert town.balance() == 100


def test_a_lapsed_voucher_is_refused_and_its_slip_says_where_the_points_are(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    lapse_over(OVER)
    # Somebody at the barber's who began on the last day has waited for the lapse.
    with pytest.raises(Refused) as refused:
        vouchers.use(town.voucher(slip).code, town.merchant, town.barber, LAST)
    assert refused.value.messages == [
        "这张券的有效期到2027年2月17日为止，已经过期，不能再用。积分会退回本户。"
    ]
    (row,) = voucher_rows(with_everything(type(slip).objects).get(), OVER.date())
    assert (row.standing, row.told) == ("已过期", "有效期至2027年2月17日，积分已退回")


def test_what_lapsed_was_not_sold(town: Serving) -> None:
    used(town, town.voucher())
    town.exchange(rice=1, haircut=2)
    town.exchange(haircut=1, household=town.neighbour(20))
    lapse_over(OVER)
    sold = sold_in([town.window])
    # One haircut of four was had, by one of two households.
    assert sold == {town.rice.pk: (1, 20, 3200, 1), town.haircut.pk: (1, 8, 1000, 1)}


def test_the_register_says_what_was_given_back_and_sums_what_was_spent(town: Serving) -> None:
    town.exchange(rice=1, haircut=2)
    used(town, Voucher.objects.earliest("pk"))
    town.exchange(haircut=1)
    lapse_over(OVER)
    address = f"/market/quarters/2026-4/register/{town.shop.place.code}"
    text = paper(town.clerk, f"{address}.pdf")
    assert "备注：服务券过期未用，退回8分" in text
    assert "合计：有效2张，撤销0张（不计），服务券过期退回16分（不计）28" in text
    assert "大米1袋（20分）；理发1次（8分）" in text
    _, rows = table(asked(town.clerk, f"{address}.xlsx"))
    assert [(row["物品"], row["数量"], row["扣分"]) for row in rows[:-1]] == [
        ("大米", 1, 20),
        ("理发", 2, 8),
        ("理发", 1, 0),
    ]
    assert [row["备注"] for row in rows[1:-1]] == ["服务券过期未用，退回8分"] * 2
    assert rows[-1]["扣分"] == 28
    (shop,) = quarter_books(town.clerk, AUTUMN, TODAY, with_merchants=False).shops
    assert shop.points == 28


def test_a_notice_tells_what_was_not_given_back_until_that_day() -> None:
    town = Autumn()
    MarketPolicy.objects.create(community=town.community, voucher_days=7)
    town.takes(town.zhang, rice=1, haircut=2)
    # Of 李 nothing is left to tell.
    town.takes(town.li, haircut=1)
    used(town, Voucher.objects.earliest("pk"))
    lapse_over(CLOSED)
    town.close()
    content = town.publish().content
    (group,) = content["groups"]
    (line,) = group["lines"]
    assert line["items"] == [["大米", "袋", 1], ["理发", "次", 1]]
    assert (line["points"], line["balance"]) == (28, 72)
    assert content["totals"] == {
        "issued": [["大米", "袋", 1, 20], ["理发", "次", 1, 8]],
        "points": 28,
        "households": 1,
    }
