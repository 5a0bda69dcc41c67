"""The list of households: what it shows, narrows and hides."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from households.models import Household, User
from tests.factory import Office, make_group, make_household, make_user, make_village, signed_in

pytestmark = pytest.mark.django_db

LIST = "/households/"


@pytest.fixture
def office() -> Office:
    office = Office()
    make_household(office.group, "张三禾", "0101001")
    far = make_group(make_village(office.community, "李村", None), "第1组")
    make_household(far, "李四麦", "0201001")
    gone = make_household(far, "王五", "0201002")
    Household.objects.filter(pk=gone.pk).update(left_on=date(2026, 3, 1))
    return office


def shown(user: User, **query: str) -> list[str]:
    """The codes on the page, in order."""
    response = signed_in(user).get(LIST, query)
    assert response.status_code == 200
    return [household.code for household in response.context["page"]]


def test_those_living_here_are_listed_with_their_group(office: Office) -> None:
    page = signed_in(office.clerk).get(LIST).content.decode()
    assert shown(office.clerk) == ["0101001", "0201001"]
    assert "张三禾" in page
    assert "李村第1组" in page
    assert "已参加" in page
    assert "未参加" in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"left": "left"}, ["0201002"]),
        ({"left": "all"}, ["0101001", "0201001", "0201002"]),
        ({"joined": "yes"}, ["0101001"]),
        ({"joined": "no"}, ["0201001"]),
        ({"joined": "no", "left": "all"}, ["0201001", "0201002"]),
        ({"q": "zsh"}, ["0101001"]),
        ({"q": "0201"}, ["0201001"]),
        ({"q": "孙"}, []),
    ],
)
def test_the_list_is_narrowed(office: Office, query: dict[str, str], codes: list[str]) -> None:
    assert shown(office.clerk, **query) == codes


def test_the_list_is_narrowed_to_a_village_or_a_group(office: Office) -> None:
    assert shown(office.clerk, village=office.village.code) == ["0101001"]
    assert shown(office.clerk, group=office.group.code) == ["0101001"]
    second = make_group(office.village, "第2组")
    assert shown(office.clerk, group=second.code) == []
    assert "没有符合条件的户" in signed_in(office.clerk).get(LIST, {"q": "孙"}).content.decode()


def test_a_village_joins_on_its_day_and_not_before(office: Office) -> None:
    office.village.joined_on = date(2199, 1, 1)
    office.village.save(update_fields=["joined_on"])
    assert shown(office.clerk, joined="yes") == []


def test_a_group_that_is_not_there_is_told_at_its_field(office: Office) -> None:
    page = signed_in(office.clerk).get(LIST, {"group": "X9", "q": "zs"}).content.decode()
    assert "没有这个村民小组，请重新选择。" in page
    assert 'value="zs"' in page


def test_places_and_households_out_of_scope_are_nowhere(office: Office) -> None:
    other = Office("西河社区")
    make_household(other.group, "赵六水", "0101009")
    page = signed_in(office.clerk).get(LIST, {"left": "all"}).content.decode()
    assert "赵六水" not in page
    assert other.group.code not in page
    assert shown(office.scorer, left="all") == ["0101001"]
    scorers = strip_tags(signed_in(office.scorer).get(LIST).content.decode())
    assert "李村" not in scorers
    told = signed_in(office.clerk).get(LIST, {"group": other.group.code}).content.decode()
    assert "没有这个村民小组" in told


def test_strangers_sign_in_and_people_without_an_office_get_403(office: Office) -> None:
    assert Client().get(LIST).headers["Location"] == "/login/?next=/households/"
    assert signed_in(make_user(office.community)).get(LIST).status_code == 403


def test_acts_are_offered_to_those_who_may(office: Office) -> None:
    clerk = signed_in(office.clerk).get(LIST).content.decode()
    assert "导入名册" in clerk
    assert "/households/export/?format=xlsx" in clerk
    scorer = signed_in(office.scorer).get(LIST).content.decode()
    assert "导入名册" not in scorer
    assert "export" not in scorer


def test_the_export_keeps_the_filters_of_the_list(office: Office) -> None:
    page = signed_in(office.clerk).get(LIST, {"left": "all", "page": "1"}).content.decode()
    assert "/households/export/?left=all&amp;format=xlsx" in page


def test_fifty_stand_on_a_page_and_the_queries_stay_the_same(office: Office) -> None:
    def queries() -> int:
        client = signed_in(office.clerk)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    few = queries()
    for number in range(60):
        group = make_group(office.village, f"第{number + 2}组") if number < 5 else office.group
        make_household(group, "孙七云", f"09{number:02d}")
    assert queries() == few
    assert len(shown(office.clerk)) == 50
    assert len(shown(office.clerk, page="2")) == 12


def test_an_empty_community_is_told_what_to_do(office: Office) -> None:
    Household.objects.all().delete()
    assert "导入一份名册，农户就都在这里了。" in signed_in(office.clerk).get(LIST).content.decode()
    assert "请积分办先导入名册。" in signed_in(office.scorer).get(LIST).content.decode()
