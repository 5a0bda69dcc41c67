"""The list of households whose names no font can print, and the way to it from a refused print."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household, User
from households.roles import Role
from points.models import Policy
from points.reports.unprintable import unprintable
from tests.factory import NOON, NOVEMBER, Office, make_household, make_officer, signed_in
from tests.points.notice_months import add_group, published

pytestmark = pytest.mark.django_db

LIST = "/unprintable/"
PRIVATE = "张\ue863禾"
RARE = "𬭎䶮㛃𠂇㐁"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, PRIVATE, "000017")


def shown(user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(row.household.code, row.characters) for row in unprintable(user)]


def test_every_such_character_is_told_with_its_code_point(office: Office, zhang: Household) -> None:
    make_household(office.group, "\ue864李\ue863\ue864", "000009")
    make_household(office.group, RARE)
    assert shown(office.clerk) == [
        ("000009", [("\ue864", "U+E864"), ("\ue863", "U+E863")]),
        ("000017", [("\ue863", "U+E863")]),
    ]


def test_who_has_left_is_not_printed_any_more(office: Office, zhang: Household) -> None:
    Household.objects.filter(pk=zhang.pk).update(left_on=date(2026, 11, 1))
    assert shown(office.clerk) == []


def test_everybody_sees_those_of_his_places_alone(office: Office, zhang: Household) -> None:
    other, _ = add_group(office, "钱庄", "第1组")
    village = other.group.parent
    assert village is not None
    for person, sees in (
        (office.clerk, True),
        (office.scorer, True),
        (make_officer(Role.SUPERVISOR, village), False),
        (Office("西岭社区").clerk, False),
    ):
        page = signed_in(person).get(LIST)
        assert page.status_code == 200
        assert (zhang.code in page.text, "没有印不出的字" in page.text) == (sees, not sees)


def test_the_page_says_what_to_do_and_leads_to_the_household(
    office: Office, zhang: Household
) -> None:
    for person, told in (
        (office.administrator, "到后台改正"),
        (office.auditor, "请社区管理员改正"),
    ):
        text = signed_in(person).get(LIST).text
        assert told in text
        assert "“\ue863”（U+E863）" in text
        assert f'href="{reverse("household_page", args=[zhang.code])}"' in text


def test_a_refused_print_leads_to_the_list(office: Office, zhang: Household) -> None:
    Policy.objects.create(
        community=office.community, masks_names=False, unmasking_basis="村民会议决议"
    )
    published(office, NOVEMBER, {zhang: ["4.1"]})
    clerk = signed_in(office.clerk)
    link = f'href="{LIST}"'
    assert link in clerk.get(reverse("notice", args=[1])).text
    refused = clerk.get(reverse("notice_print", args=[1]), {"village": office.village.code})
    assert refused.status_code == 422
    assert '<a href="#unprintable">字库里没有以下的字' in refused.text
    assert f"户 {zhang.code} “\ue863”（U+E863）" in refused.text
    assert '<p id="unprintable">' in refused.text
    assert link in refused.text


def test_it_costs_the_same_however_many_there_are(office: Office, zhang: Household) -> None:
    def cost() -> int:
        client = signed_in(office.clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    few = cost()
    for number in range(5):
        make_household(office.group, f"李{number}\ue864")
    assert cost() == few
