"""批量打印 as rows: who may ask, whose turn it is, and that what comes too late changes nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from households.refusals import AlreadyHandled, Refused
from households.services import appointments
from points.models import PrintJob
from points.services import print_jobs
from tests.factory import NOON, Office
from tests.points.print_kinds import ask, now, order

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
State = PrintJob.State


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture(autouse=True)
def _plain_paper(settings: object) -> None:
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"


def test_whoever_has_the_right_there_asks_and_nobody_else(office: Office) -> None:
    job = print_jobs.ask(order(office, of=office.group, pieces=2), office.scorer, NOON)
    assert (job.community, job.place, job.state) == (office.community, office.group, "waiting")
    with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
        print_jobs.ask(order(office, pieces=2), office.scorer, NOON)
    appointments.end(office.clerk.appointments.get(), NOON.date())
    with pytest.raises(Refused, match="没有办理"):
        print_jobs.ask(order(office, pieces=2), office.clerk, NOON + timedelta(days=1))
    assert PrintJob.objects.count() == 1


def test_what_a_person_waits_for_already_is_not_made_twice(office: Office) -> None:
    job = ask(office, pieces=2)
    assert ask(office, pieces=2) == job
    assert ask(office, pieces=3) != job
    assert print_jobs.ask(order(office, pieces=2), office.auditor, NOON) != job
    print_jobs.stop(job, NOON)
    assert ask(office, pieces=2) != job


def test_nobody_lines_up_more_than_a_score_of_prints(office: Office) -> None:
    jobs = [ask(office, pieces=2 + number) for number in range(print_jobs.MOST_AT_ONCE)]
    with pytest.raises(Refused, match="您还有20份没有打完"):
        ask(office, pieces=99)
    assert print_jobs.ask(order(office, pieces=2), office.auditor, NOON)
    print_jobs.stop(jobs[0], NOON)
    assert ask(office, pieces=99)


def test_the_job_that_waits_longest_is_next(office: Office) -> None:
    long, short = ask(office, pieces=9), ask(office, at=NOON + 2 * SECOND, pieces=3)
    turns = [print_jobs.take_turn(NOON + each * SECOND) for each in (1, 3, 4, 5)]
    assert turns == [long, long, short, long]
    assert now(long).state == now(short).state == State.RUNNING
    assert now(long).started_at == NOON + SECOND


@given(st.lists(st.sampled_from(["ask", "turn", "turn", "stop"]), max_size=20))
@examples(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_between_two_turns_of_a_job_no_other_one_has_two(office: Office, acts: list[str]) -> None:
    at = NOON
    waiting: list[PrintJob] = []
    since: dict[int, Counter[int]] = {}
    for act in acts:
        at += SECOND
        if act == "ask":
            job = ask(office, at=at, pieces=PrintJob.objects.count() + 1)
            if job.pk not in since:
                waiting.append(job)
                since[job.pk] = Counter()
        elif act == "stop" and waiting:
            stopped = waiting.pop(0)
            print_jobs.stop(stopped, at)
        elif act == "turn":
            taken = print_jobs.take_turn(at)
            assert (taken is None) == (not waiting)
            if taken is None:
                continue
            # Nobody who waited all the time was passed over.
            assert max(since[taken.pk].values(), default=0) <= 1
            since[taken.pk] = Counter()
            for other in waiting:
                if other != taken:
                    since[other.pk][taken.pk] += 1
    for job in waiting:
        assert max(since[job.pk].values(), default=0) <= 1
    PrintJob.objects.all().delete()


def test_a_job_goes_from_waiting_to_done(office: Office) -> None:
    job = ask(office)
    print_jobs.take_turn(NOON)
    assert print_jobs.note_progress(job, 2, 1, "第2张")
    assert (now(job).pieces, job.done, job.working_on) == (2, 1, "第2张")
    assert print_jobs.finish(job, "两张纸", NOON + SECOND)
    assert (now(job).state, job.done, job.name, job.working_on) == ("done", 2, "两张纸", "")
    assert print_jobs.take_turn(NOON) is None


def test_what_comes_too_late_changes_nothing(office: Office) -> None:
    job = ask(office)
    print_jobs.take_turn(NOON)
    print_jobs.note_progress(job, 2, 1)
    print_jobs.stop(job, NOON)
    before = PrintJob.objects.values().get()
    assert not print_jobs.note_progress(job, 2, 2)
    assert not print_jobs.finish(job, "两张纸", NOON)
    assert not print_jobs.fail(job, "没有纸。", NOON)
    with pytest.raises(AlreadyHandled, match="已经结束，不用停止"):
        print_jobs.stop(job, NOON)
    assert PrintJob.objects.values().get() == before


def test_what_failed_or_was_stopped_goes_on_with_what_there_is(office: Office) -> None:
    job = ask(office)
    print_jobs.take_turn(NOON)
    print_jobs.note_progress(job, 2, 1)
    print_jobs.fail(job, "没有纸。", NOON)
    assert (now(job).state, job.error) == ("failed", "没有纸。")
    print_jobs.try_again(job, "points.view_account", office.clerk, NOON + SECOND)
    assert (now(job).state, job.error, job.done, job.finished_at) == ("waiting", "", 1, None)
    with pytest.raises(AlreadyHandled, match="不用再试了"):
        print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    print_jobs.stop(job, NOON)
    with pytest.raises(Refused, match="没有办理"):
        print_jobs.try_again(job, "households.issue_card", office.auditor, NOON)
    print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    assert print_jobs.take_turn(NOON) == job


def test_who_waits_for_enough_tries_nothing_again(office: Office) -> None:
    job = ask(office, pieces=2)
    print_jobs.stop(job, NOON)
    for number in range(print_jobs.MOST_AT_ONCE):
        ask(office, pieces=3 + number)
    with pytest.raises(Refused, match="您还有20份没有打完"):
        print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    assert now(job).state == "stopped"


def test_what_a_person_waits_for_already_is_not_tried_again(office: Office) -> None:
    job = ask(office, pieces=2)
    print_jobs.stop(job, NOON)
    again = ask(office, pieces=2)
    with pytest.raises(Refused, match="同样的一份正在打印"):
        print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    assert (now(job).state, now(again).state) == ("stopped", "waiting")
    print_jobs.stop(again, NOON)
    print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    assert now(job).state == "waiting"


def test_what_is_kept_no_longer_is_not_tried_again_though_nobody_swept(office: Office) -> None:
    job = ask(office)
    print_jobs.stop(job, NOON)
    end = NOON + print_jobs.KEPT
    with pytest.raises(AlreadyHandled):
        print_jobs.try_again(job, "points.view_account", office.clerk, end)
    print_jobs.try_again(job, "points.view_account", office.clerk, end - SECOND)


def test_paper_is_kept_three_days_after_its_end(office: Office) -> None:
    job, other = ask(office), ask(office, pieces=3)
    print_jobs.stop(job, NOON)
    end = NOON + timedelta(days=3)
    assert print_jobs.due_to_sweep(end - SECOND) == []
    assert not print_jobs.note_swept(job, end - SECOND)
    assert print_jobs.due_to_sweep(end) == [job]
    assert print_jobs.note_swept(job, end)
    assert not print_jobs.note_swept(job, end)
    assert print_jobs.due_to_sweep(end) == []
    assert now(other).swept_at is None
    with pytest.raises(AlreadyHandled):
        print_jobs.try_again(job, "points.view_account", office.clerk, end)


NEVER = {
    "print_job_state_has_its_times_and_its_reason": [
        {"state": "waiting", "finished_at": NOON},
        {"state": "waiting", "error": "没有纸。"},
        {"state": "running", "started_at": None},
        {"state": "done", "started_at": NOON, "finished_at": NOON, "pieces": None},
        {"state": "done", "started_at": NOON, "finished_at": NOON, "pieces": 2, "done": 1},
        {"state": "failed", "started_at": NOON, "finished_at": NOON},
        {"state": "stopped"},
        {"state": "stopped", "finished_at": NOON, "working_on": "第1张"},
        {"state": "lost"},
    ],
    "print_job_makes_no_more_than_its_pieces": [
        {"pieces": 2, "done": 3},
        {"pieces": None, "done": 1},
        {"pieces": 0},
    ],
    "print_job_is_swept_after_its_end": [
        {"swept_at": NOON},
        {"state": "stopped", "finished_at": NOON, "swept_at": NOON},
    ],
}


@pytest.mark.parametrize(
    ("constraint", "values"), [(name, each) for name, many in NEVER.items() for each in many]
)
def test_the_database_keeps_no_job_that_contradicts_itself(
    office: Office, constraint: str, values: dict[str, object]
) -> None:
    job = ask(office)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PrintJob.objects.filter(pk=job.pk).update(**values)
