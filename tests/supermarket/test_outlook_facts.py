"""What the outlook reads: which windows it looks back on, what lies there, what it has cost."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from points.periods import Quarter
from points.services import posting
from supermarket.models import Receipt, Window
from supermarket.reports.outlook import outlook
from supermarket.reports.outlook_facts import Purses, Windows, purses_of, sold_in, windows_of
from supermarket.services import catalogue, stock, windows
from supermarket.services.market_policies import policy_of
from supermarket.services.stock import Item
from tests.factory import NOON, Office, make_household
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER, OCTOBER, publish, settle
from tests.supermarket.factory import TODAY, Market, make_goods, stocked
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db


def window(office: Office, opens_on: date, closed_at: datetime | None = None) -> Window:
    """Of the quarter of its first day, three days long."""
    quarter = Quarter.of(opens_on)
    return Window.objects.create(
        community=office.community,
        year=quarter.year,
        quarter=quarter.quarter,
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=2),
        opened_by=office.clerk,
        opened_at=NOON,
        closed_at=closed_at,
    )


def test_it_looks_back_on_the_last_four_windows_that_are_over() -> None:
    office, other = Office(), Office("西岭社区")
    window(other, date(2026, 9, 1))
    days = [date(2025, 9, 30), date(2025, 10, 1), *(date(2026, month, 1) for month in (2, 5, 8))]
    made = [window(office, day) for day in days]
    running = window(office, TODAY)
    coming = window(office, date(2027, 1, 10))
    found = windows_of(office.community, TODAY)
    assert found == Windows(made[1:], running, coming)
    # The fourth day: it is over, and the first of the four falls out.
    after = windows_of(office.community, TODAY + timedelta(days=3))
    assert after == Windows([*made[2:], running], None, coming)


def test_what_is_older_than_a_year_and_a_quarter_tells_nothing() -> None:
    office = Office()
    window(office, date(2025, 9, 30))
    assert windows_of(office.community, TODAY) == Windows([], None, None)


def test_a_window_closed_before_its_first_day_counts_nowhere() -> None:
    office = Office()
    coming = window(office, TODAY + timedelta(days=1))
    windows.close_window(coming, office.clerk, NOON)
    assert windows_of(office.community, TODAY + timedelta(days=9)) == Windows([], None, None)


def test_a_window_closed_early_is_over_for_what_came_later() -> None:
    office = Office()
    early = window(office, TODAY, NOON)
    found = windows_of(office.community, TODAY)
    assert (found.past, found.running) == ([early], None)
    assert (found.since(TODAY), found.since(TODAY + timedelta(days=1))) == (1, 0)
    assert found.since(None) == 0


def test_points_that_wait_are_counted_for_whoever_stays() -> None:
    purses = Purses({1: 10, 4: 10}, {2: 5}, {1: 3, 2: 4, 3: 6})
    assert purses.soon == Counter([13, 10, 6])


def test_points_wait_while_their_notice_hangs_and_their_line_is_not_posted() -> None:
    office = Office()
    household = make_household(office.group)
    settle(office, OCTOBER, {household: ["4.1"]})
    assert purses_of(office.community).waiting == {}
    publish(office, OCTOBER)
    assert purses_of(office.community).waiting == {household.pk: 3}
    posting.close_notices(office.community, AFTER)
    found = purses_of(office.community)
    assert (found.here, found.waiting) == ({household.pk: 3}, {})


def test_a_disputed_line_waits_on_when_the_others_are_posted() -> None:
    dispute = Dispute()
    dispute.object()
    posting.close_notices(dispute.community, AFTER)
    found = purses_of(dispute.community)
    assert (found.here, found.waiting) == ({dispute.li.pk: 3}, {dispute.zhang.pk: 10})


def test_large_slips_do_not_run_over_small_columns() -> None:
    market = Serving()
    gold = make_goods(market.community, "电视机", 600, 1_000_000, by=market.clerk)
    stocked(market.shop, gold, 3000)
    rich = market.neighbour(60_000)
    market.exchange(market.pick(gold, 99), household=rich)
    (sold,) = sold_in([market.window]).values()
    assert sold == (99, 59_400, 99_000_000, 1)
    bought = [Item(gold, 3000, None, 1_000_000)]
    stock.receive(
        market.shop, Receipt.Kind.PURCHASE, "商场", bought, TODAY, market.storekeeper, NOON
    )
    # And forty bags and barrels, and the three thousand above, at 30.00.
    found = outlook(policy_of(market.community), TODAY)
    assert found.means.purchases_fen == 3_000_000_000 + 3040 * 3000


def test_gifts_are_worth_their_price_or_what_the_office_reckons_and_set_no_purchase_price() -> None:
    market = Market()
    found = outlook(policy_of(market.community), TODAY)
    before = found.means
    gifts = [Item(market.rice, 2, None, 5000), Item(market.oil, 3, None, None)]
    stock.receive(
        market.shop, Receipt.Kind.DONATION, "李老板", gifts, TODAY, market.storekeeper, NOON
    )
    found = outlook(policy_of(market.community), TODAY)
    assert found.means.stock_fen == before.stock_fen + 2 * 5000 + 3 * 2800
    assert found.means.purchases_fen == before.purchases_fen
    rice, oil = (row for row in found.rows if row.is_goods)
    assert (rice.paid_fen, oil.paid_fen) == (3000, 3000)


def test_what_has_no_price_yet_or_is_retired_is_not_on_offer() -> None:
    market = Market()
    catalogue.retire(market.oil, market.clerk, NOON)
    found = outlook(policy_of(market.community), date(2025, 12, 31))
    assert (found.cheapest, found.rate) == (None, None)
    found = outlook(policy_of(market.community), TODAY)
    assert [row.product.name for row in found.rows if row.on_offer] == ["大米", "理发"]
    # 20 + 8 points at 32.00 + 10.00.
    assert (found.rate.points, found.rate.cost_fen) == (28, 4200)
