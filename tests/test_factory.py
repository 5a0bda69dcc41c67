"""What the fixtures spare themselves, they spare nobody else."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError

from points.models import Policy
from tests.factory import checked_by_the_database

pytestmark = pytest.mark.django_db


def ask() -> None:
    """About a setting that cannot be: nobody in the committee has to agree."""
    Policy(committee_quorum=0).validate_constraints(exclude={"community"})


def test_inside_nothing_is_asked_and_outside_it_is() -> None:
    with checked_by_the_database():
        ask()
    with pytest.raises(ValidationError, match="评议通过票数至少为1"):
        ask()


def test_two_threads_that_make_things_side_by_side_leave_it_as_it_was() -> None:
    both, first_is_out = Barrier(2), Barrier(2)

    def first() -> None:
        with checked_by_the_database():
            both.wait(5)
        first_is_out.wait(5)

    def second() -> None:
        with checked_by_the_database():
            both.wait(5)
            first_is_out.wait(5)

    threads = [Thread(target=each) for each in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    with pytest.raises(ValidationError, match="评议通过票数至少为1"):
        ask()
