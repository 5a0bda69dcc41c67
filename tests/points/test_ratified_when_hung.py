"""公示期满才提交审定: what hangs before its ratification waits until its paper hung its days."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Appointment
from points.models import HangingReceipt, Meeting, Notice
from points.services import hangings
from tests.clock import Clock, running
from tests.factory import make_village, signed_in
from tests.points.ordering import Walk, balances, hung

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def walk(clock: Clock) -> Walk:
    """Hung from the 20th, torn down on the 22nd."""
    walk = hung()
    hang(walk, date(2026, 11, 20))
    clock.set("2026-11-22 10:00")
    by = walk.clerk
    notice, day = Notice.objects.get(), date(2026, 11, 22)
    hangings.take_down(notice, walk.village, day, "孙", "刮风", by, timezone.now())
    return walk


def hang(walk: Walk, day: date) -> None:
    hangings.hang(Notice.objects.get(), walk.village, day, "孙", [], walk.clerk, timezone.now())


def listed(walk: Walk) -> tuple[str, str]:
    """What may be ticked in the list, and until when the sheet hangs."""
    (row,) = signed_in(walk.recorder).get("/sheets/?month=2026-11").context["rows"]
    return row.choice, row.until


def test_torn_down_it_is_not_ratified_before_it_has_hung_again(walk: Walk, clock: Clock) -> None:
    clock.set("2026-11-27 08:00")
    assert walk.desk(walk.recorder) == []
    offered = signed_in(walk.recorder).get(reverse("sheet_ratify"))
    assert offered.context["rows"] == []
    assert "另有 1 张积分表还在公示，期满之后再提交" in offered.text
    told = "公示单提前撤下，要重新张贴"
    assert listed(walk) == ("", told)
    assert f"{told}，期满再提交代表大会审定" in walk.page(walk.recorder)
    assert "填会议情况并审定" not in walk.page(walk.recorder)
    answer = walk.ratify("2026-11-27", walk.sheet)
    assert answer.status_code == 422
    assert f"{told}，期满之后才能提交代表大会审定" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_hung_again_it_is_ratified_when_those_days_are_over(walk: Walk, clock: Clock) -> None:
    """From the 25th: until 1 December."""
    clock.set("2026-11-25 10:00")
    hang(walk, date(2026, 11, 25))
    clock.set("2026-12-01 20:00")
    until = "公示期到2026年12月1日为止"
    assert listed(walk) == ("", "公示到2026年12月1日为止")
    assert f"{until}，期满再提交代表大会审定" in walk.page(walk.supervisor)
    answer = walk.ratify("2026-12-01", walk.sheet)
    assert answer.status_code == 422
    assert until in answer.content.decode()

    clock.set("2026-12-02 08:00")
    assert walk.desk(walk.recorder) == ["2026年11月代表大会审定"]
    assert "公示已于2026年12月1日期满，等代表大会审定" in walk.page(walk.supervisor)
    assert "填会议情况并审定" in walk.page(walk.recorder)
    choice, _ = listed(walk)
    assert choice
    answer = walk.ratify("2026-12-01")
    assert answer.status_code == 422
    assert f"{until}，期满之后开的会才能审定" in answer.content.decode()
    assert walk.ratify("2026-12-02").status_code == 302
    walk.close()
    assert balances() == {"张三禾": 10, "李四麦": 3}


def test_what_the_assembly_ratified_stays_so_and_its_points_wait(clock: Clock) -> None:
    walk = hung()
    hang(walk, date(2026, 11, 20))
    clock.set("2026-11-27 08:00")
    assert walk.ratify("2026-11-27").status_code == 302
    notice, day = Notice.objects.get(), date(2026, 11, 25)
    hangings.take_down(notice, walk.village, day, "孙", "刮风", walk.clerk, timezone.now())
    walk.close()
    assert balances() == {}
    assert "审定已经办完，公示单提前撤下，要重新张贴，期满后入账" in walk.page(walk.recorder)


def test_another_village_s_paper_keeps_nobody_waiting(clock: Clock) -> None:
    walk = hung()
    there = make_village(walk.community, "钱庄")
    day, by = date(2026, 11, 20), walk.clerk
    office = Appointment.objects.get(user=by)
    HangingReceipt.objects.create(
        community=walk.community,
        notice=Notice.objects.get(),
        village=there,
        hung_on=day,
        hung_by="孙",
        hangs_until=date(2026, 12, 4),
        noted_by=by,
        appointment=office,
        noted_at=timezone.now(),
    )
    clock.set("2026-11-27 08:00")
    assert walk.desk(walk.recorder) == ["2026年11月代表大会审定"]
    assert walk.ratify("2026-11-27").status_code == 302


def test_the_list_costs_the_same_however_often_it_was_hung(walk: Walk, clock: Clock) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed(walk)
        return len(queries)

    clock.set("2026-11-25 10:00")
    once = cost()
    hang(walk, date(2026, 11, 25))
    assert cost() == once
