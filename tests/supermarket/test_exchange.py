"""The exchange: what it writes, what it refuses, what it costs."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from households.models import Household, Submission
from households.refusals import Refused
from households.roles import Role
from households.services import appointments, households
from households.services.submissions import once
from points.models import Account, Entry
from supermarket.models import MarketPolicy, Redemption, StockMovement, Voucher
from supermarket.services import windows
from supermarket.services.exchange import Collected
from tests.factory import NOON, make_household, make_officer
from tests.supermarket.factory import (
    make_goods,
    make_shop,
    make_window,
    stocked,
)
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MEMBER, OTHER = Redemption.Collector.MEMBER, Redemption.Collector.OTHER


@pytest.fixture
def town() -> Serving:
    return Serving()


# What is written


def test_a_slip_keeps_who_got_what_for_how_much_from_whom(town: Serving) -> None:
    slip = town.exchange(rice=2, haircut=1)
    slip.refresh_from_db()
    assert (slip.household, slip.outlet, slip.window) == (town.household, town.shop, town.window)
    assert (slip.points, slip.by, slip.at) == (48, town.storekeeper, NOON)
    assert slip.appointment == town.storekeeper.appointments.get()
    assert (slip.collector, slip.collector_name, slip.relation) == ("head", "", "")
    assert slip.slip_number == f"{town.household.code}-2"
    lines = slip.lines.values_list("name", "unit", "quantity", "points_each", "cost_fen_each")
    assert list(lines) == [("大米", "袋", 2, 20, 3200), ("理发", "次", 1, 8, 1000)]


def test_the_points_leave_the_balance_and_not_the_honour(town: Serving) -> None:
    slip = town.exchange(rice=2, haircut=1)
    assert (town.balance(), town.honour()) == (52, 100)
    entry = Entry.objects.get(redemption=slip)
    assert (entry.kind, entry.points, entry.balance_after) == ("exchange", -48, 52)
    assert (entry.number, entry.year, entry.effective_on) == (2, 2026, NOON.date())
    assert entry.note == f"兑换单{slip.slip_number}：大米2袋、理发1次"


def test_a_long_note_is_cut_to_what_an_account_holds(town: Serving) -> None:
    for number in range(8):
        goods = make_goods(town.community, f"东岭牌一级压榨菜籽油{number}号", 1, by=town.clerk)
        stocked(town.shop, goods, 1, by=town.clerk)
        setattr(town, f"oil{number}", goods)
    slip = town.exchange(**{f"oil{number}": 1 for number in range(8)})
    assert len(slip.entry.note) == 100
    assert slip.entry.note.endswith("…")


def test_goods_leave_the_shelf_oldest_first(town: Serving) -> None:
    first = stocked(town.shop, town.rice, 1, date(2026, 12, 1), by=town.clerk)
    slip = town.exchange(rice=2)
    moves = StockMovement.objects.filter(redemption_line__redemption=slip)
    assert [(move.lot.best_before, move.quantity) for move in moves] == [
        (date(2026, 12, 1), -1),
        (None, -1),
    ]
    assert {move.stock for move in moves} == {first}
    assert town.left(town.rice) == (19, 0)
    assert town.left(town.oil) == (20, 0)


def test_each_unit_of_a_service_is_a_voucher_of_its_merchant(town: Serving) -> None:
    slip = town.exchange(rice=1, haircut=2)
    vouchers = Voucher.objects.filter(line__redemption=slip)
    assert len({voucher.code for voucher in vouchers}) == 2
    for voucher in vouchers:
        assert (voucher.line.name, voucher.merchant) == ("理发", town.merchant)
        assert (voucher.used_at, voucher.community) == (None, town.community)
        # 20 November is the first of 90 days.
        assert voucher.expires_on == date(2027, 2, 17)


def test_a_community_says_how_long_its_vouchers_last(town: Serving) -> None:
    MarketPolicy.objects.create(community=town.community, voucher_days=7)
    assert town.voucher().expires_on == date(2026, 11, 26)


def test_a_member_or_somebody_else_collects_by_name(town: Serving) -> None:
    member = town.exchange(rice=1, collector=Collected(MEMBER, " 张 小禾 "))
    assert (member.collector, member.collector_name, member.relation) == ("member", "张小禾", "")
    other = town.exchange(rice=1, collector=Collected(OTHER, "王五", "  邻居 "))
    assert (other.collector, other.collector_name, other.relation) == ("other", "王五", "邻居")


def test_a_form_sent_again_is_answered_with_the_first_slip(town: Serving) -> None:
    household, token = town.neighbour(20), uuid4()

    def act() -> str:
        return town.exchange(rice=1, household=household).ref

    first, again = (once(token, "exchange", town.storekeeper, NOON, act) for _ in range(2))
    assert (first[1], again) == (True, (first[0], False))
    assert (Redemption.objects.count(), town.balance(household)) == (1, 0)
    assert Submission.objects.count() == 1


# When and where, by whom, for whom


def test_outside_the_window_the_counter_says_when_the_next_one_is(town: Serving) -> None:
    late = NOON + 11 * DAY
    assert town.refusal(rice=1, at=late) == "现在不是兑换期，下一次的日期还没有定，请等积分办通知。"
    winter = {"opens_on": date(2027, 1, 10), "closes_on": date(2027, 1, 12)}
    make_window(town.community, quarter=windows.Quarter(2027, 1), by=town.clerk, **winter)
    told = town.refusal(rice=1, at=late)
    assert told == "现在不是兑换期。下一次是2027年1月10日至2027年1月12日，请到时再来。"


def test_both_ends_of_the_window_belong_to_it(town: Serving) -> None:
    town.exchange(rice=1)
    town.exchange(rice=1, at=NOON + 10 * DAY)
    assert town.balance() == 60


def test_a_window_closed_while_the_basket_was_open_exchanges_nothing(town: Serving) -> None:
    windows.close_window(town.window, town.clerk, NOON)
    assert "现在不是兑换期" in town.refusal(rice=1)


def test_only_who_serves_at_this_counter_today_may_exchange(town: Serving) -> None:
    other = make_officer(Role.STOREKEEPER, make_shop(town.community, "西岭超市").place)
    for by in (town.clerk, town.barber, town.administrator, other):
        assert "任职" in town.refusal(rice=1, by=by)
    appointments.end(town.storekeeper.appointments.get(), NOON.date() - DAY)
    assert "任职" in town.refusal(rice=1)


def test_a_merchant_is_no_counter(town: Serving) -> None:
    keeper = make_officer(Role.STOREKEEPER, town.merchant.place)
    told = town.refusal(outlet=town.merchant, by=keeper, haircut=1)
    assert told == "便民理发店是商家，请到爱心超市的柜台兑换。"


def test_a_household_that_moved_away_gets_nothing(town: Serving) -> None:
    households.mark_left(town.household, NOON.date(), town.clerk, NOON)
    seen_before = Household(pk=town.household.pk, code=town.household.code, head="张三禾")
    told = town.refusal(household=seen_before, rice=1)
    assert told.endswith("已于2026年11月20日迁出本社区，不能再兑换或预约。")


def test_a_household_without_a_point_or_of_another_community_gets_nothing(town: Serving) -> None:
    never = make_household(town.group, "周五谷")
    assert "还没有入账的积分" in town.refusal(household=never, rice=1)
    elsewhere = Serving("西岭社区").household
    assert "还没有入账的积分" in town.refusal(household=elsewhere, rice=1)
    assert not Account.objects.filter(household=never).exists()


@pytest.mark.parametrize(
    ("collector", "field", "told"),
    [
        (Collected(MEMBER), "collector_name", "请填写领取人的姓名。"),
        (Collected(MEMBER, "禾" * 61), "collector_name", "姓名有 61 个字"),
        (Collected(OTHER, "王五"), "relation", "他人代领的，请填写与户主的关系。"),
        (Collected(OTHER, "王五", "友" * 21), "relation", "与户主的关系最多20个字，请缩短。"),
    ],
)
def test_a_collector_has_a_name_and_a_relation(
    town: Serving, collector: Collected, field: str, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        town.exchange(rice=1, collector=collector)
    assert list(refused.value.message_dict) == [field]
    assert refused.value.message_dict[field][0].startswith(told)
