"""Whatever stands in the accounts: clearing takes no more than is there, and reversed it leaves
everything as it was."""

from itertools import count

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from households.refusals import Refused
from points.models import Account, Entry
from points.periods import Month
from points.services import clearings
from points.services.standings import honour
from tests.points.clearing_year import ON_THE_DAY, Year

pytestmark = pytest.mark.django_db

MOVES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(-15, 40),
        st.sampled_from([2025, 2026, 2027]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(moves=MOVES, debts=st.booleans())
def test_clearing_then_reversing_gives_the_same_balances_and_honour(
    moves: list[tuple[int, int, int]], debts: bool
) -> None:
    with transaction.atomic():
        town = Year(debts=debts)
        households = [town.zhang, town.li, town.wang, town.zhao]
        for household, points, year in moves:
            town.give(households[household], points, year)
        before, ranked = town.balances(), _honour(town)
        announcement = town.announce()
        try:
            made = town.clear(announcement)
        except Refused:
            assert not Entry.objects.filter(kind="clearing").exists()
        else:
            cleared = town.balances()
            for head, balance in cleared.items():
                low, high = sorted((0, before[head]))
                assert low <= balance <= high
            assert _honour(town) == ranked
            clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
        assert town.balances() == before
        assert _honour(town) == ranked
        _adds_up()
        transaction.set_rollback(True)


def _honour(town: Year) -> list[dict[int, int]]:
    keys = [each.pk for each in (town.zhang, town.li, town.wang, town.zhao)]
    return [honour(keys, Month(year, 12)) for year in (2025, 2026, 2027)]


def _adds_up() -> None:
    for account in Account.objects.all():
        balance = 0
        numbers = count(1)
        for entry in account.entries.order_by("number"):
            balance += entry.points
            assert (entry.number, entry.balance_after) == (next(numbers), balance)
        assert account.balance == balance
