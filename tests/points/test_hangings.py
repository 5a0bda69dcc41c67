"""张贴记录: each village's clock, by the days that are typed; worked out by hand."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from points.forms.objection import notices_to_object_to
from points.models import HangingReceipt, Notice, Objection, Policy, Posting, SheetLine
from points.reports.card_months import card_months
from points.reports.notice_kinds import standing
from points.services import hangings, objections
from points.services.objections import Raised
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import published
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"


@pytest.fixture
def wall() -> Wall:
    return Wall()


def to_post(day: int, month: int = 11) -> list[Notice]:
    return list(Notice.objects.to_post_on(on(day, month)))


def test_without_receipts_every_village_goes_by_the_notice_s_own_days(wall: Wall) -> None:
    assert to_post(26) == []
    assert wall.close(noon(26)).closed == []
    assert to_post(27) == [wall.notice]
    assert wall.close(noon(27)).closed == [wall.notice]
    assert wall.posted() == {wall.zhang, wall.zhou, wall.wu}


def test_a_paper_hung_on_the_first_day_changes_nothing(wall: Wall) -> None:
    assert wall.hang(wall.zhaozhuang, on(20)).hangs_until == on(26)
    assert to_post(26) == []
    assert to_post(27) == [wall.notice]
    assert wall.close(noon(27)).closed == [wall.notice]


def test_taken_down_early_a_village_waits_until_it_has_hung_seven_whole_days_again(
    wall: Wall,
) -> None:
    """20 hung, 23 down, 25 hung again: 25, 26, 27, 28, 29, 30 November and 1 December."""
    wall.hang(wall.zhaozhuang, on(20))
    assert wall.take_down(wall.zhaozhuang, on(23), WHY).is_short
    frozen = Notice.objects.get().content
    assert wall.hang(wall.zhaozhuang, on(25)).hangs_until == on(1, 12)
    done = wall.close(noon(27))
    assert (done.closed, done.partly) == ([], [wall.notice])
    assert wall.posted() == {wall.zhou, wall.wu}
    for day, month in ((28, 11), (1, 12)):
        assert to_post(day, month) == []
        assert wall.close(noon(day, month)).closed == []
    assert wall.posted() == {wall.zhou, wall.wu}
    assert to_post(2, 12) == [wall.notice]
    assert wall.close(noon(2, 12)).closed == [wall.notice]
    assert wall.posted() == {wall.zhang, wall.zhou, wall.wu}
    assert Posting.objects.get(line__household=wall.zhang).entry.effective_on == on(2, 12)
    assert Notice.objects.get().content == frozen


def test_never_hung_again_it_is_never_posted(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(25), WHY)
    wall.close(noon(27))
    assert to_post(31, 12) == []
    assert wall.close(noon(31, 12)).closed == []
    assert wall.posted() == {wall.zhou, wall.wu}


def test_taken_down_on_the_last_day_it_has_hung_its_time(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    assert not wall.take_down(wall.zhaozhuang, on(26)).is_short
    assert wall.close(noon(27)).closed == [wall.notice]


def test_taken_down_early_twice_it_begins_again_twice(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(22), WHY)
    wall.hang(wall.zhaozhuang, on(22))
    wall.take_down(wall.zhaozhuang, on(27), WHY)
    assert wall.hang(wall.zhaozhuang, on(30)).hangs_until == on(6, 12)
    wall.close(noon(27))
    assert wall.close(noon(6, 12)).closed == []
    assert wall.close(noon(7, 12)).closed == [wall.notice]


def test_a_paper_hung_late_hangs_as_many_days(wall: Wall) -> None:
    """Hung on the 22nd: 22 to 28 November."""
    assert wall.hang(wall.zhaozhuang, on(22)).hangs_until == on(28)
    wall.close(noon(27))
    assert wall.posted() == {wall.zhou, wall.wu}
    assert wall.close(noon(28)).closed == []
    assert wall.close(noon(29)).closed == [wall.notice]


def test_the_number_of_days_is_the_notice_s_own() -> None:
    office = Office()
    Policy.objects.create(community=office.community, period_days=5)
    zhang = make_household(office.group)
    notice = published(office, NOVEMBER, {zhang: []})
    by, village = office.clerk, office.village
    hangings.hang(notice, village, on(20), "孙张贴", [], by, noon(20))
    hangings.take_down(notice, village, on(21), "孙张贴", WHY, by, noon(21))
    again = hangings.hang(notice, village, on(23), "孙张贴", [], by, noon(23))
    assert again.hangs_until == on(27)


def test_lists_say_that_a_village_hangs_longer(wall: Wall) -> None:
    def stands(day: int, month: int = 11) -> str:
        return standing(Notice.objects.get(), on(day, month))

    wall.hang(wall.zhaozhuang, on(20))
    assert stands(22) == "公示中"
    wall.take_down(wall.zhaozhuang, on(23), WHY)
    assert stands(23) == "有村延期公示"
    wall.hang(wall.zhaozhuang, on(25))
    assert stands(25) == stands(1, 12) == "有村延期公示"
    assert stands(2, 12) == "已期满"
    wall.close(noon(2, 12))
    assert stands(2, 12) == "已入账"


def test_the_time_to_object_lasts_as_long_as_the_paper_hangs_in_the_village(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(23), WHY)
    wall.hang(wall.zhaozhuang, on(25))

    def objects(household: Household, day: int, month: int) -> Objection:
        line = SheetLine.objects.get(household=household)
        raised = Raised("漏了一次", Objection.How.ORAL, on(day, month), wall.wu)
        by = wall.office.clerk
        return objections.raise_objection(wall.notice, line, raised, by, noon(day, month))

    with pytest.raises(Refused, match="已经过了"):
        objects(wall.zhou, 27, 11)
    with pytest.raises(Refused, match="已经过了"):
        objects(wall.zhang, 2, 12)
    assert objects(wall.zhang, 1, 12)


def test_a_receipt_keeps_what_the_paper_says_and_who_typed_it(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20), noon(21), wall.office.supervisor)
    wall.take_down(wall.zhaozhuang, on(23), f" {WHY} ", noon(24))
    receipt = HangingReceipt.objects.get()
    assert (receipt.notice, receipt.village) == (wall.notice, wall.zhaozhuang)
    assert (receipt.hung_on, receipt.hung_by) == (on(20), "孙张贴")
    assert (receipt.noted_by, receipt.noted_at) == (wall.office.supervisor, noon(21))
    assert receipt.appointment.user == wall.office.supervisor
    assert (receipt.taken_on, receipt.taken_by, receipt.taken_reason) == (on(23), "孙张贴", WHY)
    assert (receipt.taken_noted_by, receipt.taken_noted_at) == (wall.office.clerk, noon(24))


def test_only_the_clerk_and_the_supervisor_note_it(wall: Wall) -> None:
    office = wall.office
    for person in (office.auditor, office.scorer, office.administrator, Office("西岭社区").clerk):
        with pytest.raises(Refused, match="没有办理赵庄此事的任职"):
            wall.hang(wall.zhaozhuang, on(20), by=person)
    assert not HangingReceipt.objects.exists()


def test_noted_in_a_month_is_what_can_be_true(wall: Wall) -> None:
    for day, told in ((on(21), "还没有到"), (on(19), "不能更早")):
        with pytest.raises(Refused) as refused:
            wall.hang(wall.zhaozhuang, day, noon(20))
        assert told in refused.value.message_dict["hung_on"][0]
    with pytest.raises(AlreadyHandled, match="没有正在张贴的记录"):
        wall.take_down(wall.zhaozhuang, on(20))
    wall.hang(wall.zhaozhuang, on(21))
    with pytest.raises(AlreadyHandled, match="现在还挂着"):
        wall.hang(wall.zhaozhuang, on(22))
    for day, told in ((on(20), "不能更早"), (on(23), "还没有到")):
        with pytest.raises(Refused) as refused:
            wall.take_down(wall.zhaozhuang, day, WHY, noon(22))
        assert told in refused.value.message_dict["taken_on"][0]
    with pytest.raises(Refused) as refused:
        wall.take_down(wall.zhaozhuang, on(24))
    assert refused.value.message_dict == {
        "taken_reason": ["应张贴到2026年11月27日，提前撤下请写明原因。"]
    }
    wall.take_down(wall.zhaozhuang, on(24), WHY)
    with pytest.raises(Refused) as refused:
        wall.hang(wall.zhaozhuang, on(23), noon(25))
    assert "不能更早" in refused.value.message_dict["hung_on"][0]


def test_a_village_the_notice_does_not_tell_of_has_no_receipts(wall: Wall) -> None:
    elsewhere = Office("西岭社区")
    zhang = make_household(elsewhere.group)
    theirs = published(elsewhere, NOVEMBER, {zhang: []})
    with pytest.raises(Refused, match="第1期公示里没有赵庄"):
        hangings.hang(theirs, wall.zhaozhuang, on(20), "孙", [], wall.office.clerk, NOON)


def test_what_is_posted_cannot_be_taken_down_early_any_more(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.close(noon(27))
    with pytest.raises(Refused) as refused:
        wall.take_down(wall.zhaozhuang, on(25), WHY, noon(28))
    assert "已经办结，积分不能撤回" in refused.value.message_dict["taken_on"][0]
    assert not wall.take_down(wall.zhaozhuang, on(28)).is_short


def test_the_day_turns_at_midnight_in_shanghai(wall: Wall) -> None:
    late = noon(20).replace(hour=15, minute=59)
    with pytest.raises(Refused):
        wall.hang(wall.zhaozhuang, on(21), late)
    assert timezone.localdate(late) == on(20)
    assert wall.hang(wall.zhaozhuang, on(21), noon(20).replace(hour=16))


def test_the_household_reads_on_its_card_that_its_month_still_hangs(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(23), WHY)
    (month,) = card_months(wall.zhang, [2026], on(28))
    assert (month.status, month.hangs) == ("公示中", True)
    wall.hang(wall.zhaozhuang, on(25))
    wall.close(noon(27))
    (month,) = card_months(wall.zhang, [2026], on(1, 12))
    assert (month.status, month.hangs) == ("公示中", True)
    for household, status, hangs in ((wall.zhang, "公示中", True), (wall.zhou, "已入账", False)):
        (month,) = card_months(household, [2026], on(28))
        assert (month.status, month.hangs) == (status, hangs)
    (month,) = card_months(wall.zhang, [2026], on(2, 12))
    assert (month.status, month.hangs) == ("等待入账", False)


def test_the_office_may_type_in_objections_as_long_as_it_hangs_somewhere(wall: Wall) -> None:
    """Of the notice's own days until 10 December, two weeks after the 26th."""
    offered = [wall.notice]
    assert notices_to_object_to(wall.office.clerk, on(10, 12)) == offered
    assert notices_to_object_to(wall.office.clerk, on(11, 12)) == []
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(23), WHY)
    wall.hang(wall.zhaozhuang, on(8, 12))
    assert notices_to_object_to(wall.office.clerk, on(12, 12)) == offered


def test_receipts_are_facts(wall: Wall) -> None:
    receipt = wall.hang(wall.zhaozhuang, on(20))
    mine = HangingReceipt.objects.filter(pk=receipt.pk)
    for change in ({"hung_on": on(19)}, {"hangs_until": on(21)}, {"hung_by": "别人"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    wall.take_down(wall.zhaozhuang, on(23), WHY)
    for change in ({"taken_on": on(26)}, {"taken_reason": "改了"}, {"taken_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.delete()
