"""What never changes a ranking: in which order points were entered, and what was exchanged."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.models import Entry
from points.periods import Month
from points.services import ledger
from points.services.honour_policies import honour_policy_of
from points.services.ranking_book import Standing, standings_of
from tests.points.honour_year import AFTER_THE_YEAR, HELD_ON, YEAR, HonourYear

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
MOVES = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), max_size=12)
Move = tuple[int, int]


@pytest.fixture
def town() -> HonourYear:
    """Everybody has 200 points, so that nobody overdraws."""
    town = HonourYear()
    families = (town.zhang, town.li, town.zhao, town.qian, town.sun)
    for month in (9, 10, 11, 12):
        town.post(Month(YEAR, month), dict.fromkeys(families, 50))
    return town


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def enter(town: HonourYear, kind: str, moves: list[Move], sign: int = 1) -> None:
    families = (town.zhang, town.li, town.zhao, town.qian, town.sun)
    for place, points in moves:
        move = ledger.Movement(families[place].pk, sign * points, kind, YEAR, "测试")
        ledger.write(town.community.pk, [move], HELD_ON, town.clerk, AFTER_THE_YEAR)


def ranking(town: HonourYear) -> list[Standing]:
    rule = honour_policy_of(town.community).rule
    return standings_of(town.community, YEAR, rule)


@FEW
@given(MOVES, st.integers())
def test_the_order_in_which_points_were_entered(
    town: HonourYear, moves: list[Move], seed: int
) -> None:
    shuffled = list(moves)
    Random(seed).shuffle(shuffled)
    found = []
    for order in (moves, shuffled):
        with undone():
            enter(town, Entry.Kind.CORRECTION, order)
            found.append(ranking(town))
    assert found[0] == found[1]


@FEW
@given(MOVES, MOVES)
def test_what_was_exchanged(town: HonourYear, given_points: list[Move], spent: list[Move]) -> None:
    with undone():
        enter(town, Entry.Kind.CORRECTION, given_points)
        before = ranking(town)
        enter(town, Entry.Kind.EXCHANGE, spent, sign=-1)
        assert ranking(town) == before
