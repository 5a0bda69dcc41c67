"""Both orders of ratification and notice, walked through the pages, from the audit to the account.

Points can be spent when the sheet has hung and the assembly has ratified it, in whichever order,
and not a day before.
"""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from points.models import Entry, Meeting, Sheet
from points.services import policies
from points.steps import Step
from tests.clock import Clock, running
from tests.factory import NOVEMBER, seen, signed_in
from tests.points.ordering import AFTER, BEFORE, Walk, balances, hung, ratified

pytestmark = pytest.mark.django_db

OCTOBER = NOVEMBER.previous()
SPENDABLE = {"张三禾": 10, "李四麦": 3}


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


# First ratified, then on the wall


def test_ratified_first_the_points_come_with_the_end_of_the_notice(clock: Clock) -> None:
    walk = Walk(BEFORE)
    walk.audit()
    assert (walk.where(), walk.passed()) == ("审定", [1, 1, 1, 1, 0])
    assert walk.desk(walk.recorder) == ["2026年11月代表大会审定"]
    assert (
        "要等代表大会审定"
        in walk.post(
            walk.clerk, reverse("notice_new"), month="2026-11", opens_on="2026-11-20"
        ).content.decode()
    )

    assert walk.ratify("2026-11-20").status_code == 302
    assert (walk.where(), walk.passed()) == ("待公示", [1, 1, 1, 1, 1])
    walk.publish()
    assert walk.where() == "公示中"
    assert "没有期满待入账的公示" in walk.close()
    assert balances() == {}

    clock.set("2026-11-27 08:00")
    assert walk.desk(walk.clerk) == ["第1期公示待入账"]
    walk.close()
    assert (balances(), walk.where()) == (SPENDABLE, "已入账")


# First on the wall, then ratified


def test_the_audit_makes_a_sheet_ready_for_the_wall(clock: Clock) -> None:
    walk = Walk(AFTER)
    assert "积分表即可公示，公示期满再提交代表大会审定" in walk.page(walk.auditor)
    walk.audit()
    assert (walk.where(), walk.passed()) == ("待公示", [1, 1, 1, 1, 0])
    assert walk.desk(walk.recorder) == []
    assert walk.desk(walk.clerk) == ["2026年11月待公示"]
    assert "两委审核已经通过，先公示，公示期满再提交代表大会审定" in walk.page(walk.supervisor)
    new = signed_in(walk.clerk).get(reverse("notice_new")).content.decode()
    assert "两委审核后即公示，公示期满再提交代表大会审定，审定后入账" in new


def test_the_pages_say_the_order_before_anything_is_ready(clock: Clock) -> None:
    walk = Walk(AFTER)
    new = signed_in(walk.clerk).get(reverse("notice_new")).content.decode()
    assert "两委审核后即可公示，公示期满再提交代表大会" in new
    listed = signed_in(walk.clerk).get(reverse("notice_list")).content.decode()
    assert "两委审核后即公示，公示期满再提交代表大会审定，审定后计入各户账户" in listed
    assert "积分表经两委审核之后，就可以在这里按月发布公示" in listed
    assert "这张表先公示、后审定" in walk.page(walk.clerk)


def test_while_it_hangs_the_assembly_ratifies_nothing(clock: Clock) -> None:
    walk = hung()
    assert walk.desk(walk.recorder) == []
    offered = signed_in(walk.recorder).get(reverse("sheet_ratify"))
    assert offered.context["rows"] == []
    assert "另有 1 张积分表还在公示，期满之后再提交代表大会审定" in offered.content.decode()
    answer = walk.ratify("2026-11-20", walk.sheet)
    assert answer.status_code == 422
    told = "的公示期到2026年11月26日为止，期满之后才能提交代表大会审定"
    assert told in answer.content.decode()
    clock.set("2026-11-26 23:00")
    assert walk.ratify("2026-11-26", walk.sheet).status_code == 422
    assert not Meeting.objects.exists()


def test_a_meeting_held_while_it_hung_is_no_meeting_after_the_notice(clock: Clock) -> None:
    walk = hung()
    clock.set("2026-11-28 08:00")
    answer = walk.ratify("2026-11-26")
    assert answer.status_code == 422
    assert "期满之后开的会才能审定，请改正会议日期" in answer.content.decode()
    assert not Meeting.objects.exists()
    assert walk.ratify("2026-11-27").status_code == 302


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-27"])
def test_what_hangs_is_neither_revised_nor_returned_and_the_page_says_why(
    clock: Clock, day: str
) -> None:
    walk = hung()
    clock.set(f"{day} 10:00")
    text = walk.page(walk.recorder)
    assert "已经公示的不再改分，也不退回；有出入的按异议或更正办理" in text
    revise = reverse("record_revise", args=[walk.record.ref])
    for address in (revise, walk.address("sheet_return")):
        assert address not in text
    shown = {"step": Step.ASSEMBLY, "version": seen(walk.sheet).version}
    typed = {"to": "group", "reason": "漏记"}
    answer = walk.post(walk.recorder, walk.address("sheet_return"), **shown, **typed)
    assert answer.status_code == 422
    assert "已经公示，不能再退回或改分；有出入的按异议或更正办理" in answer.content.decode()
    typed = {"points_seen": "10", "points": "5", "reason": "核减"}
    answer = walk.post(walk.recorder, revise, step=Step.ASSEMBLY, **typed)
    assert answer.status_code == 422
    assert "已经公示，不能再退回或改分" in answer.content.decode()
    walk.sheet.refresh_from_db()
    assert (walk.sheet.state, walk.sheet.round) == (Sheet.State.PUBLISHED, 1)


def test_the_page_of_what_hangs_offers_the_assembly_once_the_notice_is_over(clock: Clock) -> None:
    walk = hung()
    way = "填会议情况并审定"
    assert way not in walk.page(walk.recorder)
    clock.set("2026-11-27 08:00")
    assert way in walk.page(walk.recorder)
    assert "公示已于2026年11月26日期满，等代表大会审定" in walk.page(walk.supervisor)
    assert walk.desk(walk.recorder) == ["2026年11月代表大会审定"]
    assert walk.where() == "公示后待审定"


def test_closed_first_and_ratified_then(clock: Clock) -> None:
    walk = hung()
    clock.set("2026-11-27 08:00")
    # Over, but not ratified: nothing to enter, and nobody is asked to.
    assert walk.desk(walk.clerk) == []
    assert "没有期满待入账的公示" in walk.close()
    assert (balances(), walk.passed()) == ({}, [1, 1, 1, 1, 0])
    clock.set("2026-11-28 08:00")
    assert walk.ratify("2026-11-28").status_code == 302
    assert "公示和审定都已办完，等积分办入账" in walk.page(walk.recorder)
    assert (balances(), walk.passed()) == ({}, [1, 1, 1, 1, 1])
    assert walk.desk(walk.clerk) == ["第1期公示待入账"]
    assert "第1期公示已期满，积分已计入各户账户" in walk.close()
    assert (balances(), walk.where()) == (SPENDABLE, "已入账")


def test_ratified_first_and_closed_then(clock: Clock) -> None:
    walk = hung()
    clock.set("2026-11-27 08:00")
    assert walk.ratify("2026-11-27").status_code == 302
    assert balances() == {}
    walk.close()
    assert (balances(), walk.where()) == (SPENDABLE, "已入账")
    walk.close()
    assert Entry.objects.count() == 2


def test_the_assembly_keeps_what_hung(clock: Clock) -> None:
    walk = hung()
    clock.set("2026-11-27 08:00")
    (row,) = signed_in(walk.recorder).get(reverse("sheet_ratify")).context["rows"]
    assert (row.audited, row.now) == (13, 13)
    walk.ratify("2026-11-27")
    assert ratified() == [10, 3]


def test_one_assembly_ratifies_several_months_that_have_hung(clock: Clock) -> None:
    walk = Walk(AFTER)
    october = walk.month(OCTOBER, Step.AUDIT)
    november, walk.sheet = walk.sheet, october
    walk.audit()
    walk.publish("2026-10")
    walk.sheet = november
    walk.audit()
    walk.publish()
    clock.set("2026-11-27 08:00")
    assert walk.ratify("2026-11-27").status_code == 302
    assert Meeting.objects.get().decisions.count() == 2
    walk.close()
    assert balances() == {"张三禾": 20, "李四麦": 6}
    assert Entry.objects.count() == 4


def test_a_setting_changed_later_changes_nothing_for_a_sheet_that_is_open(clock: Clock) -> None:
    walk = Walk(AFTER)
    walk.community.policy.ratification = BEFORE
    policies.save(walk.community.policy)
    walk.audit()
    assert walk.where() == "待公示"
    walk.publish()
    clock.set("2026-11-27 08:00")
    assert walk.ratify("2026-11-27").status_code == 302
