"""A year is settled by two at once, and while somebody imposes a veto: one list, that all agree
with."""

from collections.abc import Callable

import pytest

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import AnnualRanking, Meeting, Veto
from points.periods import Month
from points.services import rankings, vetoes
from tests.concurrency.harness import race, second_net, stopped_by_sqlite, writing
from tests.factory import make_officer
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear, assembly
from tests.points.test_vetoes import ground

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Settling(HonourYear):
    """December is posted; two recorders may settle the year, the clerk may impose a veto."""

    def __init__(self) -> None:
        super().__init__()
        self.other = make_officer(Role.RECORDER, self.community, "记录人乙")
        self.post(Month(YEAR, 12), {self.zhang: 20, self.li: 10})
        self.mark = self.seen()

    def settles(self, second: bool = False) -> Callable[[], AnnualRanking]:
        by = self.other if second else self.recorder
        return lambda: rankings.freeze(
            self.community, YEAR, assembly(), self.mark, by, AFTER_THE_YEAR
        )

    def bars(self) -> Callable[[], Veto]:
        return lambda: vetoes.impose(self.zhang, ground(), self.clerk, AFTER_THE_YEAR)


def test_a_year_is_settled_twice_and_once_it_is() -> None:
    town = Settling()
    outcome = race(town.settles(), town.settles(second=True), writing(Meeting))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert list(AnnualRanking.objects.all()) == [outcome.leader]
    assert Meeting.objects.filter(ranking__isnull=False).count() == 1


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_only_the_database_keeps_it_from_being_settled_twice() -> None:
    town = Settling()
    outcome = race(town.settles(), town.settles(second=True), writing(Meeting))
    assert not outcome.waited
    assert second_net(outcome, "ranking_once_in_community_and_year")


def test_a_year_is_not_settled_while_a_veto_is_being_written_down() -> None:
    town = Settling()
    outcome = race(town.bars(), town.settles(), writing(Veto))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "的一票否决还没有告知" in "".join(outcome.follower.messages)
    assert not AnnualRanking.objects.exists()


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_a_year_would_be_settled_with_a_veto_that_nobody_was_told() -> None:
    town = Settling()
    outcome = race(town.bars(), town.settles(), writing(Veto))
    assert not outcome.waited
    if stopped_by_sqlite(outcome):
        return
    assert Veto.objects.barring(YEAR).get().household == town.zhang
    assert not AnnualRanking.objects.get().lines.get(household=town.zhang).vetoed


def test_a_veto_that_comes_while_the_year_is_settled_waits_for_its_correction() -> None:
    town = Settling()
    outcome = race(town.settles(), town.bars(), writing(Meeting))
    assert outcome.waited
    assert outcome.follower == Veto.objects.barring(YEAR).get()
    assert not outcome.leader.lines.get(household=town.zhang).vetoed
