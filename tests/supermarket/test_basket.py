"""What is in the basket: as the page showed it, within points, limits and shelf; what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supermarket.models import Redemption
from supermarket.services import catalogue, windows
from supermarket.services.offers import Changed, NotOffered, Pick
from tests.factory import NOON
from tests.supermarket.factory import make_goods, make_merchant, make_service, make_window, stocked
from tests.supermarket.serving import FAIR, Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def town() -> Serving:
    return Serving()


# What the page showed


def test_a_price_changed_since_the_page_was_opened_is_shown_again(town: Serving) -> None:
    catalogue.price(town.rice, 25, 3200, NOON.date(), town.clerk, NOON)
    catalogue.retire(town.haircut, town.clerk, NOON)
    picks = [town.pick(town.rice, 1, seen=20), town.pick(town.oil, 1), town.pick(town.haircut, 1)]
    with pytest.raises(Changed) as changed:
        town.exchange(*picks)
    assert changed.value.messages == [
        "您打开页面之后有变动：大米由20分改为25分；理发已下架，不能再兑。请核对后再次确认。"
    ]
    assert not Redemption.objects.exists()


def test_a_lower_price_is_confirmed_too(town: Serving) -> None:
    catalogue.price(town.rice, 15, 3200, NOON.date(), town.clerk, NOON)
    assert "由20分改为15分" in town.refusal(town.pick(town.rice, 1, seen=20))
    assert town.exchange(town.pick(town.rice, 1, seen=15)).points == 15


def test_tomorrows_price_is_not_todays(town: Serving) -> None:
    catalogue.price(town.rice, 25, 4000, NOON.date() + DAY, town.clerk, NOON)
    assert town.exchange(rice=1).points == 20
    tomorrow = town.exchange(town.pick(town.rice, 1, seen=25), at=NOON + DAY)
    assert (tomorrow.points, tomorrow.lines.get().cost_fen_each) == (25, 4000)


def test_a_slip_keeps_its_price_when_that_changes(town: Serving) -> None:
    slip = town.exchange(rice=1)
    catalogue.price(town.rice, 25, 4000, NOON.date(), town.clerk, NOON)
    line = slip.lines.get()
    assert (slip.points, line.points_each, line.cost_fen_each) == (20, 20, 3200)


def test_another_communitys_product_is_not_on_offer(town: Serving) -> None:
    theirs = Serving("西岭社区")
    with pytest.raises(Changed):
        town.exchange(theirs.pick(theirs.haircut, 1))


# Points, limits, the shelf


def test_a_balance_short_by_one_point_is_refused(town: Serving) -> None:
    assert town.refusal(household=town.neighbour(19), rice=1) == (
        "还差1分：合计20分，可用19分。请减少数量。"
    )
    assert town.exchange(household=town.neighbour(20), rice=1).entry.balance_after == 0


def test_the_last_bag_goes_and_then_there_is_none(town: Serving) -> None:
    sugar = make_goods(town.community, "白糖", 5, by=town.clerk)
    stocked(town.shop, sugar, 1, by=town.clerk)
    assert town.refusal(town.pick(sugar, 2)) == "白糖：只剩1袋，请减少数量。"
    town.exchange(town.pick(sugar, 1))
    with pytest.raises(NotOffered, match="白糖：已经兑完"):
        town.exchange(town.pick(sugar, 1))


def test_goods_that_never_stood_at_this_counter_are_out(town: Serving) -> None:
    salt = make_goods(town.community, "食盐", 2, by=town.clerk)
    assert town.refusal(town.pick(salt, 1)) == "食盐：已经兑完，请去掉或改兑别的。"


def test_goods_past_their_day_are_not_given_out(town: Serving) -> None:
    milk = make_goods(town.community, "牛奶", 5, by=town.clerk)
    stocked(town.shop, milk, 3, NOON.date(), by=town.clerk)
    town.exchange(town.pick(milk, 1))
    with pytest.raises(NotOffered, match="牛奶：已经兑完"):
        town.exchange(town.pick(milk, 1), at=NOON + DAY)


def test_the_limit_of_the_quarter_counts_all_slips_that_stand(town: Serving) -> None:
    first = town.exchange(oil=1)
    with pytest.raises(NotOffered, match="菜籽油：本季度还可兑1桶（每户每季限兑2桶）"):
        town.exchange(oil=2)
    town.exchange(oil=1)
    with pytest.raises(NotOffered, match="菜籽油：每户每季限兑2桶，本季度已兑2桶"):
        town.exchange(oil=1)
    town.cancel(first)
    town.exchange(oil=1)
    assert town.left(town.oil) == (18, 0)


def test_the_limit_is_each_households_own_and_of_one_quarter(town: Serving) -> None:
    town.exchange(oil=2)
    town.exchange(oil=2, household=town.neighbour(30))
    windows.close_window(town.window, town.clerk, NOON)
    later = NOON + 60 * DAY
    winter = {"opens_on": later.date(), "closes_on": later.date()}
    make_window(town.community, quarter=windows.Quarter(2027, 1), by=town.clerk, **winter)
    town.exchange(oil=2, at=later)
    assert town.balance() == 40


def test_a_service_has_a_limit_too(town: Serving) -> None:
    mending = make_service(town.merchant, "家电维修", 5, by=town.clerk, limit_per_quarter=1)
    town.exchange(town.pick(mending, 1))
    with pytest.raises(NotOffered, match="家电维修：每户每季限兑1次"):
        town.exchange(town.pick(mending, 1))


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_number_nobody_means_is_refused(town: Serving, quantity: int) -> None:
    assert "数量" in town.refusal(town.pick(town.rice, quantity))


def test_an_empty_basket_and_a_product_in_two_lines_are_refused(town: Serving) -> None:
    assert town.refusal() == "还没有选商品或服务，请先选好要兑换什么。"
    twice = [town.pick(town.rice, 1), town.pick(town.rice, 1)]
    assert town.refusal(*twice) == "同一种商品在兑换单里有两行，请合并成一行。"


def test_everything_that_is_wrong_is_told_at_once(town: Serving) -> None:
    picks = [town.pick(town.rice, 30), town.pick(town.oil, 3)]
    with pytest.raises(NotOffered) as refused:
        town.exchange(*picks)
    assert refused.value.messages == [
        "大米：只剩20袋，请减少数量。",
        "菜籽油：本季度还可兑2桶（每户每季限兑2桶），请减少数量。",
        "还差545分：合计645分，可用100分。请减少数量。",
    ]
    assert [each.product for each in refused.value.refusals] == [town.rice.pk, town.oil.pk, None]


# What it costs


def cost(town: Serving, *picks: Pick, **more: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        town.exchange(*picks, **more)
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_the_number_of_queries_does_not_grow_with_the_basket(town: Serving) -> None:
    town.household = town.neighbour(1000)
    picks = []
    for number in range(12):
        goods = make_goods(town.community, f"杂货{number}", 1, by=town.clerk, limit_per_quarter=9)
        stocked(town.shop, goods, 9, by=town.clerk)
        picks.append(town.pick(goods, 2))
    merchants = [make_merchant(town.community, f"商家{number}", by=town.clerk) for number in (1, 2)]
    services = [
        town.pick(make_service(merchant, f"服务{merchant.pk}", by=town.clerk), 2)
        for merchant in merchants
    ]
    assert cost(town, picks[0]) == cost(town, *picks) == 15
    assert cost(town, picks[0], services[0]) == cost(town, *picks, *services) == 17


def test_fetching_what_was_reserved_costs_one_query_more() -> None:
    town = Serving(reserved_for=True)
    town.reserve(town.rice, 1)
    assert cost(town, town.pick(town.rice, 1), town.pick(town.oil, 1), at=FAIR) == 16


def test_stock_is_locked_in_the_one_order(town: Serving) -> None:
    with CaptureQueriesContext(connection) as queries:
        town.exchange(oil=1, rice=1)
    (locked,) = [query["sql"] for query in queries if 'FROM "supermarket_stock" ' in query["sql"]]
    assert 'ORDER BY "supermarket_stock"."id" ASC' in locked
