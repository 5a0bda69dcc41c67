"""The field that looks households up while one types: what it finds, in which order, for whom."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Household, User
from households.roles import Role
from households.search import MOST_FOUND, search
from tests.factory import Office, make_group, make_household, make_officer, make_user

pytestmark = pytest.mark.django_db

HEADS = {
    "0101001": "张三禾",
    "0101002": "李四麦",
    "0101003": "古丽·买买提",
    "0101004": "曾三禾",
    "0101013": "张三",
    "01": "周一",
    "ZS-9": "王五",
}


@pytest.fixture
def office() -> Office:
    office = Office()
    for code, head in HEADS.items():
        make_household(office.group, head, code)
    return office


def answer(user: User, typed: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    response = client.get("/households/search/", {"q": typed})
    assert response.status_code == 200
    results: list[dict[str, str]] = response.json()["results"]
    return results


def codes(typed: str) -> list[str]:
    return [household.code for household in search(Household.objects.all(), typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("01", ["01", "0101001", "0101002", "0101003", "0101004", "0101013"]),
        ("010100", ["0101001", "0101002", "0101003", "0101004"]),
        ("０１０１００３", ["0101003"]),
        ("zs", ["ZS-9", "0101013", "0101001", "0101004"]),
        ("zs-9", ["ZS-9"]),
        ("ZSH", ["0101001", "0101004"]),
        ("张三", ["0101013", "0101001"]),
        ("三", ["0101001", "0101004", "0101013"]),
        ("张 三 禾", ["0101001"]),
        ("zhangsan", ["0101001", "0101013"]),
        ("Zhāng", ["0101001", "0101013"]),
        ("zengs", ["0101004"]),
        ("cengsanhe", ["0101004"]),
        ("maimaiti", ["0101003"]),
        ("买买提", ["0101003"]),
        ("古丽.买", ["0101003"]),
        ("赵", []),
        ("", []),
        ("。", []),
        ("%", []),
        ("_", []),
    ],
)
def test_what_is_typed_finds_the_likeliest_first(
    office: Office, typed: str, found: list[str]
) -> None:
    assert codes(typed) == found


def test_an_answer_says_who_lives_where(office: Office) -> None:
    Household.objects.filter(code="0101001").update(house_number="12号")
    assert answer(office.clerk, "0101001") == [
        {"value": "0101001", "label": "0101001 张三禾 · 赵庄第1组", "hint": "12号"}
    ]


def test_at_most_twelve_are_offered(office: Office) -> None:
    for number in range(20):
        make_household(office.group, "孙七云", f"09{number:02d}")
    assert len(answer(office.clerk, "sqy")) == MOST_FOUND


def test_who_has_left_is_not_offered(office: Office) -> None:
    Household.objects.filter(code="0101001").update(left_on=date(2026, 3, 1))
    assert [each["value"] for each in answer(office.clerk, "zsh")] == ["0101004"]


def test_only_households_in_scope_are_found(office: Office) -> None:
    other_group = make_group(office.village, "第2组")
    make_household(other_group, "张三禾", "0102001")
    far = Office("西河社区")
    make_household(far.group, "张三禾", "0101001")
    assert len(answer(office.clerk, "张三禾")) == 2
    assert [each["value"] for each in answer(office.scorer, "张三禾")] == ["0101001"]
    second = make_officer(Role.SCORER, other_group)
    assert [each["value"] for each in answer(second, "张三禾")] == ["0102001"]
    assert answer(far.clerk, "张三禾")[0]["label"] == f"0101001 张三禾 · {far.group.label}"
    assert len(answer(far.clerk, "张三禾")) == 1


def test_without_the_right_to_see_households_there_is_no_search(office: Office) -> None:
    client = Client()
    assert client.get("/households/search/", {"q": "zs"}).status_code == 302
    client.force_login(make_user(office.community))
    assert client.get("/households/search/", {"q": "zs"}).status_code == 403


def test_the_search_itself_is_one_query(office: Office) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = search(Household.objects.visible_to(office.clerk), "zs").select_related(
            "group__parent"
        )
        assert [household.group.label for household in found[:MOST_FOUND]]
    assert len(captured) == 1
