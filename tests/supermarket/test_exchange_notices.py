"""Publishing a quarter's exchange: what the notice freezes, what it leaves out, when it may not."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.refusals import AlreadyHandled, Refused
from points.canonical import GENESIS, digest, household_ref
from points.models import Notice, NoticeHousehold, Policy
from points.periods import Quarter
from points.services import posting
from supermarket.models import Cancellation, Window
from supermarket.services import catalogue, exchange_notices, windows
from tests.factory import NOON, NOVEMBER, make_group, make_household
from tests.points.notice_months import OCTOBER, published
from tests.supermarket.factory import AUTUMN, TODAY, give_points, make_window
from tests.supermarket.quarters_told import CLOSED, OVER, Autumn
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Autumn:
    return Autumn()


def test_the_content_tells_goods_points_and_balance_by_reference(town: Autumn) -> None:
    notice = town.published()
    code = town.community.code
    zhang = household_ref(town.zhang.salt, code, "000017")
    li = household_ref(town.li.salt, code, "000018")
    assert notice.content == {
        "version": 2,
        "kind": "exchange",
        "number": 1,
        "community": {"code": code, "name": "东岭社区"},
        "quarter": "2026-Q4",
        "exchanged": ["2026-11-20", "2026-11-30"],
        "opens_on": "2026-12-01",
        "closes_on": "2026-12-07",
        "unmasking_basis": "",
        "balance_on": "2026-12-01",
        "groups": [
            {
                "village_code": town.village.code,
                "village": "赵庄",
                "group_code": town.group.code,
                "group": "第1组",
                "lines": [
                    {
                        "ref": zhang,
                        "items": [["大米", "袋", 1], ["理发", "次", 1]],
                        "points": 28,
                        "balance": 72,
                    }
                ],
            },
            {
                "village_code": town.other_village.code,
                "village": "钱庄",
                "group_code": town.li.group.code,
                "group": "第1组",
                "lines": [
                    {
                        "ref": li,
                        "items": [["大米", "袋", 2], ["菜籽油", "桶", 1]],
                        "points": 55,
                        "balance": 5,
                    }
                ],
            },
        ],
        "totals": {
            "issued": [["大米", "袋", 3, 60], ["菜籽油", "桶", 1, 15], ["理发", "次", 1, 8]],
            "points": 83,
            "households": 2,
        },
    }


def test_it_is_a_notice_of_the_quarter_and_its_window_says_so(town: Autumn) -> None:
    notice = town.published()
    assert (notice.kind, notice.period, notice.month) == ("exchange", AUTUMN, None)
    assert notice.period.label == "2026年第4季度"
    assert notice.title == "东岭社区2026年第4季度爱心超市兑换公示"
    assert (notice.opens_on, notice.closes_on) == (date(2026, 12, 1), date(2026, 12, 7))
    assert Window.objects.get().notice == notice


def test_names_are_kept_apart_and_masked(town: Autumn) -> None:
    notice = town.published()
    kept = NoticeHousehold.objects.filter(notice=notice).order_by("code")
    assert [(each.code, each.shown_as) for each in kept] == [
        ("000017", "张*禾"),
        ("000018", "李*麦"),
    ]
    frozen = str(notice.content)
    for untold in ("000017", "张三禾", town.storekeeper.name, town.clerk.name):
        assert untold not in frozen


def test_full_names_are_frozen_only_with_the_resolution_that_allows_them(town: Autumn) -> None:
    Policy.objects.create(
        community=town.community, masks_names=False, unmasking_basis="村民会议决议"
    )
    notice = town.published()
    assert NoticeHousehold.objects.get(code="000017").shown_as == "张三禾"
    assert notice.content["unmasking_basis"] == "村民会议决议"


def test_a_household_whose_slips_were_all_cancelled_is_not_told_of(town: Autumn) -> None:
    town.cancel(town.takes(town.zhang, rice=1))
    town.takes(town.li, rice=1)
    town.close()
    notice = town.publish()
    assert [kept.code for kept in NoticeHousehold.objects.all()] == ["000018"]
    assert notice.content["totals"] == {
        "issued": [["大米", "袋", 1, 20]],
        "points": 20,
        "households": 1,
    }


def test_slips_of_another_window_or_community_stay_out(town: Autumn) -> None:
    autumn, october = town.window, NOON - timedelta(days=40)
    days = date(2026, 10, 11), date(2026, 10, 12)
    summer = make_window(town.community, *days, quarter=Quarter(2026, 3), by=town.clerk, at=october)
    town.takes(town.zhang, at=october, rice=1)
    windows.close_window(summer, town.clerk, october)
    assert autumn.redemptions.count() == 0
    elsewhere = Serving("西岭社区")
    elsewhere.exchange(rice=3)
    windows.close_window(elsewhere.window, elsewhere.clerk, CLOSED)
    assert town.published().content["totals"]["points"] == 83


def test_a_new_price_and_a_new_name_change_nothing_of_what_was_exchanged(town: Autumn) -> None:
    town.takes(town.zhang, rice=1)
    catalogue.price(town.rice, 25, 3200, TODAY + timedelta(days=1), town.clerk, NOON)
    later = NOON + timedelta(days=1)
    town.exchange(town.pick(town.rice, 2, 25), household=town.zhang, at=later)
    town.close()
    totals = town.publish().content["totals"]
    assert (totals["issued"], totals["points"]) == ([["大米", "袋", 3, 70]], 70)


def test_many_points_of_one_product_are_added_up(town: Autumn) -> None:
    give_points(town.zhang, 60000)
    catalogue.price(town.haircut, 9999, 1000, TODAY, town.clerk, NOON)
    town.exchange(town.pick(town.haircut, 5, 9999), household=town.zhang)
    town.close()
    assert town.publish().content["totals"]["points"] == 49995


def test_a_window_closed_early_ends_with_the_day_of_its_closing(town: Autumn) -> None:
    town.takes(town.zhang, rice=1)
    windows.close_window(town.window, town.clerk, NOON + timedelta(days=2))
    assert town.publish().content["exchanged"] == ["2026-11-20", "2026-11-22"]


def test_months_and_quarters_stand_in_one_chain(town: Autumn) -> None:
    first = published(town, OCTOBER, {town.zhang: ["4.1"]})
    second = town.published()
    third = published(town, NOVEMBER, {town.zhang: ["4.2"]}, CLOSED)
    chain = [first, second, third]
    assert [notice.number for notice in chain] == [1, 2, 3]
    previous = [GENESIS, first.digest, second.digest]
    assert [notice.previous_digest for notice in chain] == previous
    for notice in Notice.objects.all():
        assert digest(notice.previous_digest, notice.content) == notice.digest


def test_a_quarter_is_published_once(town: Autumn) -> None:
    town.published()
    with pytest.raises(AlreadyHandled, match="2026年第4季度的兑换已在第1期公示"):
        town.publish()
    assert Notice.objects.count() == 1


def refusal(town: Autumn, quarter: Quarter = AUTUMN) -> str:
    with pytest.raises(Refused) as refused:
        exchange_notices.publish_quarter(town.community, quarter, CLOSED.date(), town.clerk, CLOSED)
    assert not Notice.objects.exists()
    return "".join(refused.value.messages)


def test_an_open_window_is_not_published(town: Autumn) -> None:
    town.takes(town.zhang, rice=1)
    assert "2026年第4季度兑换期还没有结束，请先" in refusal(town)


def test_a_window_in_which_nobody_exchanged_is_not_published(town: Autumn) -> None:
    town.cancel(town.takes(town.zhang, rice=1))
    town.close()
    told = "2026年第4季度兑换期没有一户兑换（撤销的、服务券过期退分的不算），不用公示。"
    assert told in refusal(town)


def test_a_quarter_without_a_window_is_not_published(town: Autumn) -> None:
    assert "2026年第3季度没有开过兑换期" in refusal(town, Quarter(2026, 3))


@pytest.mark.parametrize("days", [-1, 31])
def test_a_first_day_in_the_past_or_far_off_is_refused_at_its_field(
    town: Autumn, days: int
) -> None:
    town.takes(town.zhang, rice=1)
    town.close()
    day = CLOSED.date() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        exchange_notices.publish_quarter(town.community, AUTUMN, day, town.clerk, CLOSED)
    assert list(refused.value.message_dict) == ["opens_on"]


def test_nobody_but_the_clerk_publishes(town: Autumn) -> None:
    town.takes(town.zhang, rice=1)
    town.close()
    for person in (town.storekeeper, town.auditor, town.administrator, Serving("西岭").clerk):
        with pytest.raises(Refused, match="没有办理"):
            exchange_notices.publish_quarter(town.community, AUTUMN, CLOSED.date(), person, CLOSED)


def test_what_was_published_can_no_longer_be_cancelled(town: Autumn) -> None:
    slip = town.takes(town.zhang, rice=1)
    town.close()
    town.publish()
    before = town.balance(town.zhang)
    with pytest.raises(Refused) as refused:
        town.cancel(slip, at=CLOSED)
    assert refused.value.messages == [
        "2026年第4季度的兑换已经公示，这张兑换单不能再撤销。"
        "积分有差错的，请办理入账后更正；物品有差错的，请在盘点时调整。"
    ]
    assert (town.balance(town.zhang), Cancellation.objects.count()) == (before, 0)


def test_closing_it_moves_no_points(town: Autumn) -> None:
    notice = town.published()
    last_day = OVER - timedelta(days=1)
    assert posting.close_notices(town.community, last_day).closed == []
    balance = town.balance(town.zhang)
    done = posting.close_notices(town.community, OVER)
    assert (done.closed, done.partly) == ([notice], [])
    assert Notice.objects.get().closed_at == OVER
    assert town.balance(town.zhang) == balance
    assert posting.close_notices(town.community, OVER).closed == []


@pytest.mark.parametrize(
    "change",
    [{"month": 11}, {"quarter": None}, {"kind": "monthly"}, {"month": 11, "quarter": None}],
)
def test_the_database_keeps_a_notice_of_exchange_to_its_quarter(
    town: Autumn, change: dict[str, object]
) -> None:
    other = town.published()
    other.pk, other.number, other.digest, other.previous_digest = None, 2, "f" * 64, "e" * 64
    other.quarter = 3
    for field, value in change.items():
        setattr(other, field, value)
    with pytest.raises(IntegrityError, match="notice_is_of"), transaction.atomic():
        other.save(force_insert=True)


def test_the_database_keeps_a_quarter_from_a_second_notice(town: Autumn) -> None:
    other = town.published()
    other.pk, other.number, other.digest, other.previous_digest = None, 2, "f" * 64, "e" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


def test_the_database_ties_no_notice_to_an_open_window(town: Autumn) -> None:
    town.published()
    with pytest.raises(IntegrityError, match="window_is_closed"), transaction.atomic():
        Window.objects.update(closed_at=None, closed_by=None)


def test_publishing_costs_the_same_however_many_households(town: Autumn) -> None:
    def cost(town: Autumn) -> int:
        town.close()
        with CaptureQueriesContext(connection) as queries:
            town.publish()
        return len(queries)

    town.takes(town.zhang, rice=1)
    few = cost(town)
    crowd = Autumn("西岭社区")
    group = make_group(crowd.village, "第2组")
    for _ in range(12):
        household = make_household(group)
        give_points(household, 100)
        crowd.takes(household, rice=1, haircut=1)
    assert cost(crowd) == few
