"""The grid: what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from points.models import Record, Sheet
from points.services.standards import ItemRow
from tests.factory import NOVEMBER, make_household, make_standard, signed_in
from tests.points.grid_window import Page
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

BUDGET = 12
"""Queries of a save, sign-in and savepoints included."""


@pytest.fixture
def month() -> Recording:
    return Recording()


def big_month(households: int) -> Recording:
    """November of a group whose standard has fourteen items of every kind."""
    month = Recording("大河社区")
    rows = tuple(
        ItemRow("文明建设", 1, "诸事", None, f"1.{number}", f"第{number}项", 2, 2, "次")
        for number in range(1, 15)
    )
    standard = make_standard(month.community, NOVEMBER.next(), rows)
    Sheet.objects.filter(pk=month.sheet.pk).update(standard=standard)
    for _ in range(households - 2):
        make_household(month.group, "吴九麻")
    return month


@pytest.mark.parametrize(("grid", "origin"), [("grid", "office"), ("claims", "self")])
def test_a_save_of_45_households_and_14_items_costs_at_most_12_queries(
    grid: str, origin: str
) -> None:
    month = big_month(45)
    items = [f"1.{number}" for number in range(1, 15)]
    page = Page(signed_in(month.clerk), month.sheet, *items, grid=grid)
    assert len(page.inputs) == 45 * 14

    def cost(texts: list[str]) -> int:
        """Queries of a save that puts `texts` into the cells, one after the other."""
        page.load()
        page.typed = {name: texts[at % len(texts)] for at, name in enumerate(page.inputs)}
        with CaptureQueriesContext(connection) as queries:
            assert page.save().status_code == 302
        return len(queries)

    month.record("1.1", origin=origin)
    assert cost([""]) <= BUDGET
    month.record("1.1", origin=origin)
    # One to void, all to add, a line to make for everybody who came after the opening.
    assert cost(["4"]) == BUDGET
    assert Record.objects.standing().count() == 45 * 14
    assert cost(["6"]) <= BUDGET
    assert cost(["", "2", "6"]) <= BUDGET
    assert cost([""]) <= BUDGET
    assert Record.objects.standing().count() == 0
    assert Record.objects.count() == 2 + 45 * 14 * 2 + 15 * 14


@pytest.mark.parametrize("grid", ["grid", "claims"])
def test_the_page_costs_the_same_for_few_and_many(month: Recording, grid: str) -> None:
    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sheets/2026-11/{month.group.code}/{grid}/")
        return len(queries)

    client = signed_in(month.clerk)
    few = cost(client)
    for household in [make_household(month.group, "吴九麻") for _ in range(20)]:
        for _ in range(3):
            month.record("7.2", household=household)
    assert cost(client) == few
