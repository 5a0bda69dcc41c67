"""A paper is taken down, or said never to have hung, while its points are entered: one of the two
comes first, never both."""

import pytest

from households.models import Place
from households.refusals import AlreadyHandled, Refused
from points.models import HangingReceipt, Posting, StepScore
from tests.concurrency.harness import (
    Act,
    race,
    reading,
    second_net,
    stopped_by_sqlite,
    writing,
)
from tests.points.wall_town import Wall, noon, on

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Typed:
    """A paper that has hung its days, by a receipt; it was taken down on the 25th, which is typed
    on the 27th, when the points are entered."""

    def __init__(self) -> None:
        self.wall = Wall()
        self.wall.hang(self.village, on(20))

    @property
    def village(self) -> Place:
        return self.wall.zhaozhuang

    def posts(self) -> Act:
        return lambda: self.wall.close(noon(27))

    def takes_down(self) -> Act:
        return lambda: self.wall.take_down(self.village, on(25), "刮风吹坏", noon(27))

    def posted_though_short(self) -> bool:
        """Whether the points were entered of a village where the paper was taken down early."""
        short = HangingReceipt.objects.get().is_short
        return short and Posting.objects.filter(line__household=self.wall.zhang).exists()


def test_posting_comes_first_and_taking_down_early_is_refused() -> None:
    town = Typed()
    outcome = race(town.posts(), town.takes_down(), reading(StepScore))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "已经办结" in outcome.follower.messages[0]
    assert not town.posted_though_short()


def test_taking_down_comes_first_and_the_village_is_not_posted() -> None:
    town = Typed()
    outcome = race(town.takes_down(), town.posts(), writing(HangingReceipt))
    assert outcome.waited
    assert outcome.leader.is_short
    assert town.wall.posted() == {town.wall.zhou, town.wall.wu}


def test_without_the_lock_points_are_entered_of_a_paper_taken_down_early(unlocked: None) -> None:
    town = Typed()
    outcome = race(town.posts(), town.takes_down(), reading(StepScore))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert town.posted_though_short()


def test_without_the_lock_so_they_are_the_other_way_round(unlocked: None) -> None:
    town = Typed()
    outcome = race(town.takes_down(), town.posts(), writing(HangingReceipt))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert town.posted_though_short()


def test_two_people_note_one_hanging_and_one_of_them_is_told() -> None:
    wall = Wall()
    one, other = (lambda: wall.hang(wall.zhaozhuang, on(20)) for _ in range(2))
    outcome = race(one, other, writing(HangingReceipt))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert HangingReceipt.objects.get() == outcome.leader


def test_without_the_lock_only_a_constraint_keeps_the_second_away(unlocked: None) -> None:
    wall = Wall()
    one, other = (lambda: wall.hang(wall.zhaozhuang, on(20)) for _ in range(2))
    outcome = race(one, other, writing(HangingReceipt))
    assert second_net(outcome, "hanging_once_at_a_time_in_a_village")
    assert HangingReceipt.objects.get() == outcome.follower


class Mistaken(Typed):
    """A paper taken down early, and hung again for all its days, by a receipt that is wrong."""

    def __init__(self) -> None:
        self.wall = Wall()
        self.wall.hang(self.village, on(20))
        self.wall.take_down(self.village, on(21), "刮风吹坏")
        self.wrong = self.wall.hang(self.village, on(21))

    def posts(self) -> Act:
        return lambda: self.wall.close(noon(28))

    def voids(self) -> Act:
        return lambda: self.wall.void(self.wrong, noon(28))

    def posted_though_void(self) -> bool:
        """Whether the points were entered of a village where the paper was never hung its days."""
        void = HangingReceipt.objects.filter(pk=self.wrong.pk, voided_at__isnull=False).exists()
        return void and Posting.objects.filter(line__household=self.wall.zhang).exists()


def test_posting_comes_first_and_voiding_what_it_rests_on_is_refused() -> None:
    town = Mistaken()
    outcome = race(town.posts(), town.voids(), reading(StepScore))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "请办理入账后更正" in outcome.follower.messages[0]
    assert not town.posted_though_void()


def test_voiding_comes_first_and_the_village_is_not_posted() -> None:
    town = Mistaken()
    outcome = race(town.voids(), town.posts(), writing(HangingReceipt))
    assert outcome.waited
    assert outcome.leader is None
    assert town.wall.posted() == {town.wall.zhou, town.wall.wu}


def test_without_the_lock_points_rest_on_what_is_void(unlocked: None) -> None:
    town = Mistaken()
    outcome = race(town.posts(), town.voids(), reading(StepScore))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert town.posted_though_void()


def test_without_the_lock_so_they_do_the_other_way_round(unlocked: None) -> None:
    town = Mistaken()
    outcome = race(town.voids(), town.posts(), writing(HangingReceipt))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert town.posted_though_void()


def test_two_people_void_one_receipt_and_one_of_them_is_told() -> None:
    town = Mistaken()
    outcome = race(town.voids(), town.voids(), writing(HangingReceipt))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)


def test_without_the_lock_both_are_told_that_they_voided_it(unlocked: None) -> None:
    town = Mistaken()
    outcome = race(town.voids(), town.voids(), writing(HangingReceipt))
    assert not outcome.waited
    if not stopped_by_sqlite(outcome):
        assert (outcome.leader, outcome.follower) == (None, None)
