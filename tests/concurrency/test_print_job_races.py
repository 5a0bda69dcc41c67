"""A print asked for twice at once is one print; one that is stopped as it ends stays stopped."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import QuerySet
from pytest_django import Settings

from households.models import Card
from households.refusals import Refused
from households.services import cards
from points.models import PrintJob
from points.services import print_jobs
from tests.concurrency.harness import Outcome, race, stopped_by_sqlite, writing
from tests.factory import NOON, Office, make_household
from tests.points.print_kinds import RIGHT, ask, now, order

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _plain_paper(settings: Settings) -> None:
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"


def asked_twice() -> Outcome:
    office = Office()
    wanted = order(office, pieces=2)

    def asks() -> PrintJob:
        return print_jobs.ask(wanted, office.clerk, NOON)

    return race(asks, asks, writing(PrintJob))


def test_the_same_print_asked_for_twice_at_once_is_one() -> None:
    outcome = asked_twice()
    assert outcome.waited
    assert outcome.leader == outcome.follower == PrintJob.objects.get()


def test_without_the_lock_it_is_printed_twice(unlocked: None) -> None:
    outcome = asked_twice()
    if not stopped_by_sqlite(outcome):
        assert PrintJob.objects.count() == 2


def stopped_while_it_ends() -> tuple[PrintJob, Outcome]:
    job = ask(Office())
    print_jobs.take_turn(NOON)
    print_jobs.note_progress(job, 2, 2)
    outcome = race(
        lambda: print_jobs.finish(job, "两张纸", NOON),
        lambda: print_jobs.stop(job, NOON),
        writing(PrintJob),
    )
    return job, outcome


def test_a_print_stopped_as_it_ends_stays_stopped() -> None:
    job, outcome = stopped_while_it_ends()
    assert outcome.leader is False
    assert now(job).state == "stopped"


def test_without_looking_at_its_state_it_is_ended_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def whatever_its_state(job: PrintJob) -> QuerySet[PrintJob]:
        return PrintJob.objects.filter(pk=job.pk)

    monkeypatch.setattr(print_jobs, "_running", whatever_its_state)
    job, outcome = stopped_while_it_ends()
    assert outcome.leader is True
    assert now(job).state == "done"


def stopped_while_cards_are_issued() -> Outcome:
    office = Office()
    household = make_household(office.group)
    job = ask(office)
    print_jobs.take_turn(NOON)
    prepared = cards.prepare([household], office.clerk, NOON)

    def issues() -> None:
        with transaction.atomic():
            print_jobs.hold(job)
            cards.issue_prepared(prepared, office.clerk, NOON)

    def stops() -> None:
        with transaction.atomic():
            print_jobs.stop(job, NOON)

    return race(issues, stops, writing(Card))


def test_who_stops_a_print_waits_for_the_cards_that_become_valid() -> None:
    outcome = stopped_while_cards_are_issued()
    assert outcome.waited
    assert (outcome.leader, outcome.follower) == (None, None)
    assert PrintJob.objects.get().state == "stopped"


def test_without_the_lock_cards_become_valid_after_the_print_was_stopped(unlocked: None) -> None:
    outcome = stopped_while_cards_are_issued()
    if not stopped_by_sqlite(outcome):
        assert not outcome.waited
        assert Card.objects.exists()


def tried_again_twice() -> Outcome:
    office = Office()
    jobs = []
    for _ in range(2):
        jobs.append(ask(office))
        print_jobs.stop(jobs[-1], NOON)

    def tries(job: PrintJob) -> Callable[[], None]:
        return lambda: print_jobs.try_again(job, RIGHT, office.clerk, NOON)

    return race(tries(jobs[0]), tries(jobs[1]), writing(PrintJob))


def test_of_two_equal_prints_tried_again_at_once_one_goes_on() -> None:
    outcome = tried_again_twice()
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert PrintJob.objects.unfinished().count() == 1


def test_without_the_lock_both_go_on(unlocked: None) -> None:
    outcome = tried_again_twice()
    if not stopped_by_sqlite(outcome):
        assert PrintJob.objects.unfinished().count() == 2
