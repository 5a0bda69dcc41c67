"""年末清零 beside the supermarket: what reservations hold stays, what lapses later comes back."""

from datetime import date

import pytest
from django.urls import reverse

from points.models import Policy
from points.services import clearing_announcements, clearings, policies
from supermarket.services.reservations import held_points
from tests.clock import Clock, running
from tests.factory import NOON, signed_in
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Serving:
    made = Serving(reserved_for=True)
    policies.save(Policy(community=made.community, year_end="clear"))
    return made


def test_points_held_are_those_of_reservations_that_stand(town: Serving) -> None:
    li, wang = town.neighbour(50), town.neighbour(30, "王五田")
    kept = town.reserve(town.rice, 1, household=li)
    assert held_points([li.pk, wang.pk]) == {li.pk: kept.points}
    assert held_points([wang.pk]) == {}
    assert held_points([]) == {}


def test_the_page_clears_all_but_what_is_reserved(town: Serving) -> None:
    li = town.neighbour(50)
    kept = town.reserve(town.rice, 1, household=li)
    days = date(2026, 12, 31), NOON.date()
    announced = clearing_announcements.announce(town.community, 2026, *days, town.clerk, NOON)
    address = reverse("clearing_clear", args=[announced.ref])
    due = clearings.due(announced, held_points)
    with running(Clock("2026-12-31 09:00")):
        client = signed_in(town.auditor)
        page = client.get(address)
        assert f"要清零的有{due.households}户，合计{due.points}分" in page.text
        token = page.context["form"]["form_token"].value()
        seen = {"seen_households": due.households, "seen_points": due.points}
        client.post(address, {"form_token": token, **seen})
    assert town.balance(li) == kept.points > 0
