"""The page that a walker's phone keeps, its service worker, and what both cost."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from points.services.patrol_book import Noted
from points.services.patrols import enter
from tests.factory import NOON, make_household, signed_in
from tests.points.phone_walk import PhoneWalk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def walk() -> PhoneWalk:
    return PhoneWalk()


@pytest.fixture
def phone(walk: PhoneWalk) -> Client:
    return signed_in(walk.walker)


def test_the_page_lists_the_households_in_order_with_what_was_taken(
    walk: PhoneWalk, phone: Client
) -> None:
    noted = [Noted(walk.wang, 5, 1), Noted(walk.wang, 5, 3), Noted(walk.zhang, 1, 2)]
    enter(walk.round, noted, walk.clerk, NOON)
    response = phone.get(walk.page)
    page = response.context["page"]
    codes = sorted(each.code for each in [*walk.households, walk.wang])
    assert [(each.number, each.code) for each in page.doors] == list(enumerate(codes, start=1))
    assert page.taken == {walk.zhang.code: {1: 2}, walk.wang.code: {5: 3}}
    assert response["X-Patrol"] == "open"
    text = response.content.decode()
    assert f'data-walker="{walk.walker.username}"' in text
    assert f'data-send="{walk.page}send/"' in text
    assert '<div class="stack" data-plain>' in text


def test_the_page_of_a_closed_round_is_not_for_keeping(walk: PhoneWalk, phone: Client) -> None:
    walk.close()
    response = phone.get(walk.page)
    assert (response.status_code, response["X-Patrol"]) == (200, "over")
    assert 'data-over="yes"' in response.content.decode()


def test_the_page_costs_the_same_for_four_households_and_for_forty(
    walk: PhoneWalk, phone: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def count() -> int:
        with django_assert_num_queries(COST):
            return len(phone.get(walk.page).context["page"].doors)

    assert count() == 4
    more = [make_household(walk.group, "赵五谷") for _ in range(36)]
    enter(walk.round, [Noted(each, 1, 1) for each in more], walk.clerk, NOON)
    assert count() == 40


COST = 7
"""Queries of the page: session, person, offices, round, his right, findings, households."""
COST_OF_ONE = 20


def test_a_finding_costs_the_same_at_four_households_and_at_forty(
    walk: PhoneWalk, phone: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(COST_OF_ONE):
        assert walk.send(phone).status_code == 200
    for _ in range(36):
        make_household(walk.group, "赵五谷")
    with django_assert_num_queries(COST_OF_ONE - 1):
        # The day of the round is known by now.
        assert walk.send(phone, indicator="7").status_code == 200


def test_a_finding_is_sent_and_never_asked_for(walk: PhoneWalk, phone: Client) -> None:
    assert phone.get(f"{walk.page}send/").status_code == 405


def test_without_the_token_against_forged_forms_nothing_is_taken(walk: PhoneWalk) -> None:
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(walk.walker)
    assert walk.send(phone).status_code == 403
    page = phone.get(walk.page)
    token = page.cookies["csrftoken"].value
    answer = phone.post(f"{walk.page}send/", walk.finding(), headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_who_has_signed_out_is_told_where_to_sign_in(walk: PhoneWalk) -> None:
    answer = Client().post(f"{walk.page}send/", walk.finding(), headers={"X-Sent-By": "script"})
    assert (answer.status_code, answer["X-Go-To"].split("?")[0]) == (204, "/login/")


def test_the_service_worker_lies_above_the_patrols_and_needs_no_sign_in() -> None:
    answer = Client().get("/patrols/worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"caches.match" in answer.content


def test_the_sign_in_page_drops_the_pages_kept_in_a_phone() -> None:
    assert "js/patrol-sign-out.js" in Client().get("/login/").content.decode()
