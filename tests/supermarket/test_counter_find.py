"""The counter's first field: who may use it, and which household what is typed means."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Card, Household, User
from households.roles import Role
from households.services import cards, households
from tests.factory import NOON, appoint, make_household, make_officer, signed_in
from tests.supermarket.counting import Counter, words
from tests.supermarket.factory import make_shop
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Serving:
    return Serving()


@pytest.fixture
def counter(town: Serving) -> Counter:
    return Counter(town)


def opened(counter: Counter, typed: str) -> str:
    """The code of the household that is on screen at once."""
    answer = counter.find(typed)
    assert answer.status_code == 302, words(answer)
    return answer["Location"].split("/")[-2]


def issued(town: Serving, household: Household) -> tuple[Card, str]:
    made = cards.issue(household, town.clerk, NOON)
    return made.card, made.token


# Who


def test_three_people_at_the_counter(town: Serving, counter: Counter) -> None:
    elsewhere = make_officer(Role.STOREKEEPER, make_shop(town.community, "第二超市").place)
    stranger = Serving("西湖社区").storekeeper
    own = f"{counter.address}withdraw/abcdef123456/"
    for address in (counter.home, counter.address):
        assert signed_in(town.storekeeper).get(address).status_code == 200
        assert signed_in(town.clerk).get(address).status_code == 403
        assert signed_in(elsewhere).get(address).status_code == 404
        assert signed_in(stranger).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    for person, status in ((town.storekeeper, 404), (town.clerk, 403), (elsewhere, 404)):
        assert signed_in(person).get(own).status_code == status
    assert signed_in(town.clerk).post(counter.home, {"q": town.household.code}).status_code == 403


def test_a_merchant_is_no_counter(town: Serving, counter: Counter) -> None:
    keeper = town.storekeeper
    appoint(keeper, Role.STOREKEEPER, town.merchant.place)
    merchant = f"/market/counter/{town.merchant.place.code}/"
    assert signed_in(keeper).get(merchant).status_code == 404


def test_one_counter_opens_at_once_and_of_several_one_is_chosen(town: Serving) -> None:
    keeper = town.storekeeper
    code = town.shop.place.code
    assert signed_in(keeper).get("/market/counter/")["Location"] == f"/market/counter/{code}/"
    second = make_shop(town.community, "第二超市")
    appoint(keeper, Role.STOREKEEPER, second.place)
    make_shop(town.community, "第三超市")
    page = words(signed_in(keeper).get("/market/counter/"))
    assert "在哪个柜台办理" in page
    assert f"/market/counter/{second.place.code}/" in page
    assert "第三超市" not in page
    assert signed_in(town.clerk).get("/market/counter/").status_code == 403


# Which household


def test_a_scanned_card_opens_its_household(town: Serving, counter: Counter) -> None:
    _, token = issued(town, town.household)
    full_width = "".join(chr(ord(char) + 0xFEE0) if char != " " else char for char in token)
    for typed in (
        token,
        f"https://points.example.cn/card/{token}/",
        f" http://127.0.0.1:8000/card/{token}/ ",
        token.swapcase(),
        f"HTTPS://POINTS.EXAMPLE.CN/CARD/{token.swapcase()}/",
        full_width,
    ):
        assert opened(counter, typed) == town.household.code


def test_a_token_stands_in_no_address(town: Serving, counter: Counter) -> None:
    _, token = issued(town, town.household)
    assert token not in counter.find(token)["Location"]
    # By an address nothing is looked for.
    answer = counter.client.get(counter.home, {"q": token})
    assert answer.status_code == 200
    assert token not in words(answer)


def test_a_card_that_opens_nothing_is_told_plainly(town: Serving, counter: Counter) -> None:
    card, token = issued(town, town.household)
    cards.withdraw(card, "丢了", town.clerk, NOON)
    other = Serving("西湖社区")
    _, theirs = issued(other, other.household)
    for typed in (token, theirs, "x" * 22):
        answer = counter.find(typed)
        assert answer.status_code == 422
        assert "没有认出这张卡" in words(answer)
        assert other.household.code not in words(answer)


def test_code_name_and_initials_find_one(town: Serving, counter: Counter) -> None:
    li = make_household(town.group, "李四麦", "0101018")
    for typed in ("0101018", "０１０１０１８", "李四麦", "lsm", "lisimai", " 李四 "):
        assert opened(counter, typed) == li.code


def test_several_are_a_numbered_list_and_none_is_said(town: Serving, counter: Counter) -> None:
    zhao = make_household(town.group, "赵山河")
    answer = counter.find("zsh")
    assert answer.status_code == 200
    assert {each.code for each in answer.context["found"]} == {town.household.code, zhao.code}
    assert f'href="{counter.home}{zhao.code}/"' in words(answer)
    assert "<ol" in words(answer)
    answer = counter.find("没有的人")
    assert answer.status_code == 422
    assert "没有找到“没有的人”，请核对户编号、姓名或拼音首字母。" in words(answer)
    for number in range(12):
        make_household(town.group, "赵山河", f"09{number:02d}")
    assert "还有更多，请多输几个字。" in words(counter.find("zsh"))


def test_nothing_typed_is_the_empty_field_again(counter: Counter) -> None:
    assert counter.find("  ")["Location"] == counter.home
    answer = counter.find("x" * 201)
    assert answer.status_code == 422
    assert "输入的太长了" in words(answer)


def test_other_communities_are_not_found(town: Serving, counter: Counter) -> None:
    other = Serving("西湖社区")
    assert counter.find(other.household.code).status_code == 422
    assert counter.client.get(f"{counter.home}{other.household.code}/").status_code == 404


def test_a_household_that_left_is_found_by_its_code_alone(town: Serving, counter: Counter) -> None:
    away = town.neighbour(50, "王远方")
    households.mark_left(away, NOON.date(), town.clerk, NOON)
    assert counter.find("wyf").status_code == 422
    assert opened(counter, away.code) == away.code
    page = words(Counter(town, away).page())
    assert "这一户已经迁出本社区，不能再兑换或预约。" in page
    assert "data-counter" not in page


def test_the_page_tells_of_a_household_what_the_counter_needs(town: Serving) -> None:
    household = town.household
    Household.objects.filter(pk=household.pk).update(phone="0551-65557777", house_number="西17号")
    page = words(Counter(town).page())
    for told in (household.head, household.code, "赵庄第1组", "100分"):
        assert told in page
    for kept in ("65557777", "西17号"):
        assert kept not in page


def test_finding_costs_the_same_however_many_there_are(town: Serving, counter: Counter) -> None:
    def cost(typed: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            counter.find(typed)
        return len(queries)

    make_household(town.group, "赵山河")
    few = cost("zsh")
    for _ in range(9):
        make_household(town.group, "赵山河")
    assert cost("zsh") == few


def test_the_bar_names_one_place_at_a_time(town: Serving, counter: Counter) -> None:
    # The narrow page's menu and the wide page's bar are both in it.
    for address in (counter.home, "/market/slips/"):
        bar = counter.client.get(address).context["nav"]
        assert [link["current"] for link in bar].count(True) == 1


def test_merchants_have_no_counter_in_the_bar(town: Serving) -> None:
    def bar(user: User) -> str:
        return words(signed_in(user).get("/"))

    assert "/market/counter/" in bar(town.storekeeper)
    assert "/market/counter/" not in bar(town.barber)
    assert "/voucher/" in bar(town.barber)
    assert "/voucher/" not in bar(town.storekeeper)
