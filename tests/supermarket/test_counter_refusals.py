"""What a counter does not carry out: every bad input with its sentence, and what stays of it."""

from typing import Any

import pytest

from households.models import Submission
from households.roles import Role
from households.services import households
from points.models import Entry
from supermarket.models import Redemption, Voucher
from supermarket.services import catalogue, windows
from supermarket.services.stock import write_off
from tests.factory import NOON, appoint, make_household
from tests.supermarket.counting import Counter, lines, the_slip, words
from tests.supermarket.factory import TODAY, give_points, make_shop
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NOTHING = "还没有选商品或服务，请先选好要兑换什么。"


@pytest.fixture
def town() -> Serving:
    return Serving()


@pytest.fixture
def counter(town: Serving) -> Counter:
    return Counter(town)


def refused(counter: Counter, *picks: tuple[Any, Any], **more: Any) -> str:
    """What the page says to a basket that is not carried out; nothing may be left of it."""
    answer = counter.send(*picks, **more)
    assert answer.status_code == 422, words(answer)
    assert not Redemption.objects.exists()
    assert not Voucher.objects.exists()
    assert not Submission.objects.exists()
    assert not Entry.objects.filter(kind=Entry.Kind.EXCHANGE).exists()
    return words(answer)


def test_nothing_in_the_basket(counter: Counter) -> None:
    assert NOTHING in refused(counter)


def test_a_line_without_a_quantity_stays_and_is_asked_for(town: Serving, counter: Counter) -> None:
    answer = counter.send((town.rice, " "), (town.oil, 1))
    assert answer.status_code == 422
    assert lines(answer) == [("大米", ""), ("菜籽油", "1")]
    assert "大米：请填数量，不要的请点“去掉”。" in words(answer)
    assert not Redemption.objects.exists()


def test_the_balance_is_short_by_one(town: Serving) -> None:
    poor = Counter(town, town.neighbour(19))
    page = refused(poor, (town.rice, 1))
    assert "还差1分：合计20分，可用19分。请减少数量。" in page
    give_points(poor.household, 1)
    assert the_slip(poor.send((town.rice, 1))).points == 20


def test_the_last_one(town: Serving, counter: Counter) -> None:
    write_off(town.shop, town.rice, None, 19, "鼠害", town.clerk, NOON)
    assert "只剩1袋，请减少数量。" in refused(counter, (town.rice, 2))
    assert the_slip(counter.send((town.rice, 1)))
    answer = counter.send((town.rice, 1))
    assert answer.status_code == 422
    assert "已经兑完，请去掉或改兑别的。" in words(answer)
    assert "已兑完" in words(counter.page())


def test_the_limit_of_the_quarter(town: Serving, counter: Counter) -> None:
    page = refused(counter, (town.oil, 3))
    assert "菜籽油：本季度还可兑2桶（每户每季限兑2桶），请减少数量。" in page
    assert f'href="#quantity-{town.oil.number}"' in page
    the_slip(counter.send((town.oil, 1)))
    page = words(counter.page())
    assert "本季还可兑1桶" in page
    answer = counter.send((town.oil, 2))
    assert "本季度还可兑1桶" in words(answer)


@pytest.mark.parametrize(
    ("quantity", "total", "told"),
    [
        ("0", 0, "大米：数量应为1或更大的整数，请改正；不要的请去掉。"),
        ("-1", -20, "大米：数量应为1或更大的整数，请改正；不要的请去掉。"),
        ("−1", -20, "大米：数量应为1或更大的整数，请改正；不要的请去掉。"),
        ("1.5", 0, "大米：“1.5”不是整数，请只填整数，不写单位和小数。"),
        ("两袋", 0, "大米：“两袋”不是整数，请只填整数，不写单位和小数。"),
        ("100", 2000, "大米：一次最多兑99袋，请核对数量。"),
        ("99999999999", 0, "大米：“99999999999”太大，请核对。"),
    ],
)
def test_quantities_that_are_none(
    town: Serving, counter: Counter, quantity: str, total: int, told: str
) -> None:
    page = refused(counter, (town.rice, quantity), total=total)
    assert told in page
    assert f'value="{quantity.replace("−", "-")}"' in page or f'value="{quantity}"' in page


def test_a_product_repriced_since_is_shown_again_to_confirm(
    town: Serving, counter: Counter
) -> None:
    sent = counter.basket(
        (town.rice, 2), (town.oil, 1), collector="member", collector_name="张小禾"
    )
    catalogue.price(town.rice, 25, 4000, TODAY, town.clerk, NOON)
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    page = words(answer)
    assert "您打开页面之后有变动：大米由20分改为25分。请核对后再次确认。" in page
    assert "原20分" in page
    assert 'value="张小禾"' in page
    assert lines(answer) == [("大米", "2"), ("菜籽油", "1")]
    assert 'name="total" value="65"' in page
    sent |= {f"seen-{town.rice.number}": 25, "total": 65}
    assert the_slip(counter.client.post(counter.address, sent)).points == 65


def test_a_product_retired_since_is_no_more_in_the_basket(town: Serving, counter: Counter) -> None:
    sent = counter.basket((town.rice, 1), (town.oil, 1))
    catalogue.retire(town.rice, town.clerk, NOON)
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    assert "大米已下架，不能再兑" in words(answer)
    assert lines(answer) == [("菜籽油", "1")]
    sent = {name: value for name, value in sent.items() if str(town.rice.number) not in name}
    assert the_slip(counter.client.post(counter.address, sent | {"total": 15})).points == 15


def test_a_price_that_the_page_never_showed(town: Serving, counter: Counter) -> None:
    page = refused(counter, (town.rice, 1), total=1, **{f"seen-{town.rice.number}": 1})
    assert "大米由1分改为20分" in page
    page = refused(counter, (town.rice, 1), total=0, **{f"seen-{town.rice.number}": "x"})
    assert "大米由0分改为20分" in page


def test_a_household_that_moved_away_while_it_was_on_screen(
    town: Serving, counter: Counter
) -> None:
    sent = counter.basket((town.rice, 1))
    households.mark_left(town.household, NOON.date(), town.clerk, NOON)
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    assert "已于2026年11月20日迁出本社区，不能再兑换或预约。" in words(answer)


def test_the_window_closes_while_the_basket_is_open(town: Serving, counter: Counter) -> None:
    sent = counter.basket((town.rice, 1))
    windows.close_window(town.window, town.clerk, NOON)
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    assert "现在不是兑换期，下一次的日期还没有定，请等积分办通知。" in words(answer)
    assert lines(answer) == [("大米", "1")]


def test_a_household_without_points(town: Serving) -> None:
    new = Counter(town, make_household(town.group, "王新来"))
    assert "0分" in words(new.page())
    assert "在本社区还没有入账的积分，不能兑换或预约。" in refused(new, (town.rice, 1))


def test_a_form_without_its_token(town: Serving, counter: Counter) -> None:
    assert "页面已过期，请刷新后重填。" in refused(counter, (town.rice, 1), form_token="x")


def test_products_of_other_communities_are_no_lines(town: Serving, counter: Counter) -> None:
    other = Serving("西湖社区")
    answer = counter.client.post(
        counter.address,
        {
            f"quantity-{other.rice.number}": 1,
            "quantity-": 1,
            f"quantity-0{counter.town.rice.number}": 1,
            "step": "add",
        },
    )
    assert lines(answer) == []


def test_a_form_of_another_household_or_counter(town: Serving, counter: Counter) -> None:
    """Its token was used where it belongs; here it is neither carried out nor answered."""
    sent = counter.basket((town.rice, 1))
    slip = the_slip(counter.client.post(counter.address, sent))
    neighbour = town.neighbour(50)
    second = make_shop(town.community, "第二柜台", by=town.clerk)
    appoint(town.storekeeper, Role.STOREKEEPER, second.place)
    for address in (
        f"{counter.home}{neighbour.code}/",
        f"/market/counter/{second.place.code}/{town.household.code}/",
    ):
        answer = counter.client.post(address, sent)
        assert answer.status_code == 422
        assert "这张表单不是从本页提交的，请刷新页面后重填。" in words(answer)
    assert Redemption.objects.get() == slip
    assert (town.balance(), town.balance(neighbour)) == (80, 50)
