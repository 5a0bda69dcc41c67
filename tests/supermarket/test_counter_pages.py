"""The counter's screen: a household's basket, changed and confirmed by plain forms."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.services import cards, households
from supermarket.models import Product, Redemption
from supermarket.services import catalogue, windows
from supermarket.services.catalogue import NewProduct, Particulars
from supermarket.services.stock import write_off
from tests.factory import NOON, make_household
from tests.photos import photo
from tests.supermarket.counting import Counter, lines, the_slip, words
from tests.supermarket.factory import make_goods, stocked
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Serving:
    return Serving()


@pytest.fixture
def counter(town: Serving) -> Counter:
    return Counter(town)


# Putting things into the basket


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("{0}", 1),
        ("{0}*3", 3),
        ("{0}×3", 3),
        ("{0}x3", 3),
        ("{0} * 3", 3),
        ("dm*3", 3),
        ("damix", None),
        ("大米", 1),
        ("大米＊２", 2),
        ("damǐ", 1),
    ],
)
def test_the_product_field_understands(
    town: Serving, counter: Counter, typed: str, units: int | None
) -> None:
    answer = counter.enter(typed.format(town.rice.number))
    assert lines(answer) == ([("大米", str(units))] if units else [])
    assert answer.status_code == (200 if units else 422)


def test_full_width_numbers_are_numbers(town: Serving, counter: Counter) -> None:
    number = "".join(chr(ord(digit) + 0xFEE0) for digit in str(town.rice.number))
    assert lines(counter.enter(f"{number}＊１２")) == [("大米", "12")]
    assert lines(counter.enter(f"{number}×２")) == [("大米", "2")]


def test_the_same_again_is_more_of_it(town: Serving, counter: Counter) -> None:
    answer = counter.enter("dm*2", (town.rice, 1), (town.oil, 1))
    assert lines(answer) == [("大米", "3"), ("菜籽油", "1")]
    page = words(answer)
    assert 'name="total" value="75"' in page
    assert "<span data-after>25</span>" in page


def test_a_tile_adds_one_and_a_line_is_taken_out(town: Serving, counter: Counter) -> None:
    answer = counter.send((town.rice, 2), add=town.rice.number)
    assert lines(answer) == [("大米", "3")]
    answer = counter.send((town.rice, 2), (town.oil, 1), remove=town.rice.number)
    assert lines(answer) == [("菜籽油", "1")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("没有的", "没有找到在架的商品“没有的”"),
        ("9999", "没有找到在架的商品“9999”"),
        ("dm*0", "数量应为1或更大的整数"),
        ("dm*-1", "数量应为1或更大的整数"),
        ("dm*1.5", "“1.5”不是整数"),
        ("dm*", "数量应为1或更大的整数"),
        ("dm*三", "“三”不是整数"),
    ],
)
def test_words_that_mean_nothing_stay_in_the_field(counter: Counter, typed: str, told: str) -> None:
    answer = counter.enter(typed)
    assert answer.status_code == 422
    page = words(answer)
    assert told in page
    assert f'name="entry" value="{typed}"' in page
    assert lines(answer) == []


def test_words_with_several_meanings_ask_for_the_number(town: Serving, counter: Counter) -> None:
    make_goods(town.community, "大枣", by=town.clerk)
    page = words(counter.enter("大"))
    assert "“大”不止一种" in page
    assert "请填其中一种的编号。" in page


def test_enter_in_the_empty_field_goes_on_to_the_button(town: Serving, counter: Counter) -> None:
    answer = counter.enter("", (town.rice, 1))
    assert answer.context["form"].focus == "confirm"
    assert counter.enter("dm").context["form"].focus == "entry"
    assert counter.page().context["form"].focus == "entry"
    assert words(answer).count("autofocus") == 1


def test_a_card_scanned_into_the_product_field_is_the_next_household(
    town: Serving, counter: Counter
) -> None:
    li = make_household(town.group, "李四麦")
    token = cards.issue(li, town.clerk, NOON).token
    assert counter.enter(token)["Location"] == f"{counter.home}{li.code}/"
    answer = counter.enter(token, (town.rice, 1))
    assert answer.status_code == 422
    assert "这张兑换单还没有确认。请先确认或清空，再扫下一张卡。" in words(answer)
    assert lines(answer) == [("大米", "1")]
    assert token not in words(answer)
    assert "没有认出这张卡" in words(counter.enter("x" * 22))


# Confirming


def test_a_confirmed_basket_is_a_slip(town: Serving, counter: Counter) -> None:
    slip = the_slip(counter.send((town.rice, 2), (town.haircut, 1)))
    assert slip.household == town.household
    assert (slip.points, slip.collector, slip.by) == (48, "head", town.storekeeper)
    assert [(line.name, line.quantity) for line in slip.lines.all()] == [("大米", 2), ("理发", 1)]
    assert town.balance() == 52
    page = words(counter.client.get(f"/market/slips/{slip.ref}/"))
    assert "已兑换，还没有打印。请打印兑换单，由领取人签字。" in page


@pytest.mark.parametrize("quantity", ["１", " 1 ", "1.0", "+1"])
def test_one_is_one_however_it_is_written(town: Serving, counter: Counter, quantity: str) -> None:
    slip = the_slip(counter.send((town.rice, quantity), total=20))
    assert slip.lines.get().quantity == 1


def test_a_second_sending_is_answered_with_the_first_slip(town: Serving, counter: Counter) -> None:
    sent = counter.basket((town.rice, 2))
    first = counter.client.post(counter.address, sent)
    # Whatever has changed since: the shelf, the price, the window, the household.
    write_off(town.shop, town.rice, None, 18, "鼠害", town.clerk, NOON)
    windows.close_window(town.window, town.clerk, NOON)
    catalogue.retire(town.rice, town.clerk, NOON)
    households.mark_left(town.household, NOON.date(), town.clerk, NOON)
    again = counter.client.post(counter.address, sent)
    assert again["Location"] == first["Location"]
    assert Redemption.objects.count() == 1
    assert town.balance() == 60
    told = "这张单已经兑换过，没有重复扣分。"
    assert told in words(counter.client.get(again["Location"]))
    assert told not in words(counter.client.get(again["Location"]))


def test_what_was_not_on_the_page_is_shown_before_it_is_done(
    town: Serving, counter: Counter
) -> None:
    answer = counter.send((town.rice, 2), total=0)
    assert answer.status_code == 200
    page = words(answer)
    assert "请核对合计和兑后余额，没有错再确认。" in page
    assert 'name="total" value="40"' in page
    assert answer.context["form"].focus == "confirm"
    assert not Redemption.objects.exists()


def test_the_page_shows_what_it_carries_again(town: Serving, counter: Counter) -> None:
    """A form that is refused keeps its token, its lines and who collects."""
    sent = counter.basket((town.rice, 6), collector="other", collector_name="王五", relation="邻居")
    answer = counter.client.post(counter.address, sent)
    assert answer.status_code == 422
    page = words(answer)
    for kept in (str(sent["form_token"]), 'value="王五"', 'value="邻居"', 'value="6"'):
        assert kept in page
    sent |= {f"quantity-{town.rice.number}": 5, "total": 100}
    slip = the_slip(counter.client.post(counter.address, sent))
    assert (slip.collector, slip.collector_name, slip.relation) == ("other", "王五", "邻居")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"collector": "member"}, "请填写领取人的姓名。"),
        ({"collector": "other", "collector_name": "王五"}, "他人代领的，请填写与户主的关系。"),
        ({"collector": "other", "relation": "邻居"}, "请填写领取人的姓名。"),
        ({"collector": "nobody"}, "请重新选择领取人。"),
    ],
)
def test_who_collects_has_to_be_said(
    town: Serving, counter: Counter, typed: dict[str, str], told: str
) -> None:
    answer = counter.send((town.rice, 1), **typed)
    assert answer.status_code == 422
    assert told in words(answer)
    assert not Redemption.objects.exists()


# The screen


def test_outside_the_window_the_counter_says_when_the_next_one_is(town: Serving) -> None:
    counter = Counter(town)
    windows.close_window(town.window, town.clerk, NOON)
    told = "现在不是兑换期，下一次的日期还没有定"
    assert told in words(counter.client.get(counter.home))
    page = words(counter.page())
    assert told in page
    assert "data-counter" not in page
    later = Counter(Serving("西湖社区", reserved_for=True))
    assert "下一次是2026年11月25日至2026年11月30日" in words(later.client.get(later.home))


def test_no_script_and_no_style_stands_in_the_page(town: Serving, counter: Counter) -> None:
    page = words(counter.send((town.rice, 30)))
    for forbidden in ("<script>", " onclick=", " style=", "javascript:"):
        assert forbidden not in page


def test_pictures_and_categories(town: Serving, counter: Counter) -> None:
    make_goods(town.community, "苹果", 8, by=town.clerk, category="蔬果", unit="斤")
    page = counter.page().context["page"]
    assert [(category, len(shelf)) for category, shelf in page.shelves] == [
        ("粮油", 2),
        ("便民服务", 1),
        ("蔬果", 1),
    ]
    assert "便民服务" in words(counter.page())


def test_the_browser_keeps_the_pictures_of_the_tiles(town: Serving, counter: Counter) -> None:
    assert "<img" not in counter.page().content.decode().split("data-tiles")[1]
    catalogue.set_picture(town.rice, photo(), town.clerk, NOON)
    (source,) = re.findall(r'<img src="(\S+picture\.jpg\?v=\S+)"', words(counter.page()))
    for address, kept in ((source, "private, max-age=86400"), (source.split("?")[0], "no-store")):
        answer = counter.client.get(address)
        assert b"".join(answer.streaming_content)
        assert kept in answer["Cache-Control"]
    catalogue.set_picture(town.rice, photo(), town.clerk, NOON)
    assert source not in words(counter.page())


def test_a_product_whose_price_is_to_come_is_not_on_offer(town: Serving, counter: Counter) -> None:
    catalogue.create_product(
        town.community,
        NewProduct(77, Product.Kind.GOODS, Particulars("年糕", "粮油", "袋"), 9, 100),
        date(2026, 11, 21),
        town.clerk,
        NOON,
    )
    assert "年糕" not in words(counter.page())
    assert "没有找到在架的商品“77”" in words(counter.enter("77"))


def test_the_page_costs_the_same_however_much_there_is(town: Serving, counter: Counter) -> None:
    def cost(*picks: tuple[Any, Any]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            counter.page()
        shown = len(queries)
        sent = counter.basket(*picks) | {"total": 0}
        with CaptureQueriesContext(connection) as queries:
            counter.client.post(counter.address, sent)
        return shown, len(queries)

    few = cost((town.rice, 1))
    more = []
    for number in range(12):
        goods = make_goods(town.community, f"商品{number}", 1, by=town.clerk, limit_per_quarter=5)
        stocked(town.shop, goods, 9, by=town.clerk)
        more.append((goods, 1))
    assert cost((town.rice, 1), *more) == few
    assert max(few) <= 16
