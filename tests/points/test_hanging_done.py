"""张贴记录 beside what was done for good: nothing is noted by which the days would not be over."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from households.models import Place
from households.refusals import Refused
from points.models import HangingReceipt, Objection, SheetLine
from points.reports.hanging_list import village_hangings
from points.reports.notice_kinds import standing
from points.services import hangings, notices, objections
from points.services.objections import Raised
from tests.factory import NOON, NOVEMBER, Office, make_household, signed_in
from tests.points.notice_months import published, settle
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"


@pytest.fixture
def wall() -> Wall:
    cache.clear()
    return Wall()


def refused(wall: Wall, village: Place, day: date, month: int = 11, at: int = 29) -> str:
    with pytest.raises(Refused) as found:
        wall.hang(village, day, noon(at, month))
    (told,) = found.value.message_dict["hung_on"]
    return str(told)


class TestHungAfterwards:
    def test_a_paper_is_not_hung_when_the_points_are_in(self, wall: Wall) -> None:
        wall.close(noon(27))
        told = refused(wall, wall.zhaozhuang, on(29))
        assert "赵庄这一期已经在2026年11月27日办结" in told
        assert "这次张贴要到2026年12月5日才满期" in told
        assert "写成书面说明存档" in told
        assert not HangingReceipt.objects.exists()

    def test_one_that_had_hung_its_days_by_then_may_still_be_noted(self, wall: Wall) -> None:
        """20 to 26 is over on the 27th; 21 to 27 is not."""
        wall.close(noon(27))
        assert "2026年11月27日才满期" in refused(wall, wall.zhaozhuang, on(21))
        assert wall.hang(wall.zhaozhuang, on(20), noon(29)).hangs_until == on(26)

    def test_another_village_whose_points_wait_goes_on(self, wall: Wall) -> None:
        wall.hang(wall.qianzhuang, on(22))
        wall.close(noon(27))
        assert wall.posted() == {wall.zhang}
        wall.take_down(wall.qianzhuang, on(27), WHY)
        assert wall.hang(wall.qianzhuang, on(28)).hangs_until == on(4, 12)
        refused(wall, wall.zhaozhuang, on(28))

    def test_one_line_posted_is_enough(self, wall: Wall) -> None:
        line = SheetLine.objects.get(household=wall.wu)
        raised = Raised("漏了一次", Objection.How.ORAL, on(22), wall.wu)
        objections.raise_objection(wall.notice, line, raised, wall.office.clerk, noon(22))
        wall.close(noon(27))
        assert wall.wu not in wall.posted()
        assert "已经在2026年11月27日办结" in refused(wall, wall.qianzhuang, on(28))

    def test_hung_once_more_after_its_days_it_changes_nothing(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20))
        wall.close(noon(27))
        wall.take_down(wall.zhaozhuang, on(27))
        wall.hang(wall.zhaozhuang, on(28))
        assert hangings.is_over(wall.notice, wall.zhaozhuang.pk, on(28))
        wall.take_down(wall.zhaozhuang, on(29), WHY)
        assert hangings.is_over(wall.notice, wall.zhaozhuang.pk, on(29))

    def test_what_points_rest_on_cannot_be_taken_down_early(self, wall: Wall) -> None:
        """It was noted only after them: 20 to 25 would be too short all the same. That of another
        village is none for this one."""
        wall.hang(wall.qianzhuang, on(20))
        wall.close(noon(27))
        wall.hang(wall.zhaozhuang, on(20), noon(28))
        with pytest.raises(Refused, match="已经办结，积分不能撤回"):
            wall.take_down(wall.zhaozhuang, on(25), WHY, noon(28))

    def test_the_page_says_it_at_the_day_and_keeps_what_was_typed(
        self, wall: Wall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wall.close(noon(27))
        monkeypatch.setattr(timezone, "now", lambda: noon(28))
        address = reverse("notice_hang", args=[1, wall.zhaozhuang.code])
        clerk = signed_in(wall.office.clerk)
        assert clerk.get(address).context["form"]["hung_on"].value() is None
        typed = {"form_token": "7d5c9a3e-8a0e-4b6b-9a55-0f0a3c1d2e4f", "hung_on": "2026-11-28"}
        answer = clerk.post(address, typed | {"hung_by": "孙张贴"})
        assert answer.status_code == 422
        assert "已经在2026年11月27日办结" in answer.text
        assert 'value="孙张贴"' in answer.text


class TestWhoTookItDown:
    def test_the_office_is_kept_in_which_it_was_noted(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20), by=wall.office.supervisor)
        taken = wall.take_down(wall.zhaozhuang, on(23), WHY)
        taken.refresh_from_db()
        assert taken.taken_appointment is not None
        assert taken.taken_appointment.user == wall.office.clerk
        assert taken.appointment.user == wall.office.supervisor
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            HangingReceipt.objects.update(taken_appointment=taken.appointment)

    def test_nobody_notes_it_without_an_office(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20))
        for person in (wall.office.auditor, Office("西岭社区").clerk):
            with pytest.raises(Refused, match="没有办理赵庄此事的任职"):
                hangings.take_down(
                    wall.notice, wall.zhaozhuang, on(23), "孙", WHY, person, noon(23)
                )
        assert HangingReceipt.objects.get().taken_on is None

    def test_there_is_none_while_it_hangs(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        name = "hanging_taken_down_early_says_by_whom_and_why"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            HangingReceipt.objects.update(taken_appointment=receipt.appointment)


class TestTheDays:
    def test_a_paper_hung_before_the_first_day_hangs_to_the_last(self) -> None:
        """Published on the 20th for 23 to 29."""
        office = Office()
        settle(office, NOVEMBER, {make_household(office.group): []})
        by, village = office.clerk, office.village
        notice = notices.publish_month(office.community, NOVEMBER, on(23), by, NOON)
        assert notice.closes_on == on(29)
        receipt = hangings.hang(notice, village, on(21), "孙张贴", [], by, noon(21))
        assert receipt.hangs_until == on(29)

    def test_a_village_is_known_by_its_community_too(self, wall: Wall) -> None:
        elsewhere = Office("西岭社区")
        Place.objects.filter(pk=elsewhere.village.pk).update(code=wall.zhaozhuang.code)
        theirs = published(elsewhere, NOVEMBER, {make_household(elsewhere.group): []})
        assert hangings.villages_in(theirs) == {wall.zhaozhuang.code}
        with pytest.raises(Refused, match="第1期公示里没有赵庄"):
            hangings.hang(theirs, wall.zhaozhuang, on(20), "孙", [], wall.office.clerk, noon(20))

    def test_a_paper_hung_late_makes_the_notice_longer_from_the_day_it_is_noted(
        self, wall: Wall
    ) -> None:
        """Hung on the 22nd: 22 to 28 November."""
        assert standing(wall.notice, on(22)) == "公示中"
        wall.hang(wall.zhaozhuang, on(22))
        for day in (22, 27, 28):
            assert standing(wall.notice, on(day)) == "有村延期公示"
        assert standing(wall.notice, on(29)) == "已期满"

    def test_hung_again_on_the_first_day_it_is_not_longer(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(20), WHY)
        assert standing(wall.notice, on(20)) == "有村延期公示"
        wall.hang(wall.zhaozhuang, on(20))
        assert standing(wall.notice, on(20)) == "公示中"

    def test_the_office_reads_how_a_village_stands_by_all_of_its_receipts(self, wall: Wall) -> None:
        def stands(day: int, month: int = 11) -> str:
            (told,) = (
                each.stands
                for each in village_hangings(wall.notice, wall.office.clerk, on(day, month))
                if each.place == wall.zhaozhuang
            )
            return told

        wall.hang(wall.zhaozhuang, on(20))
        assert stands(26) == "正在张贴，到2026年11月26日为止。"
        assert stands(27) == "已张贴满期（到2026年11月26日），还没有登记撤下。"
        wall.take_down(wall.zhaozhuang, on(27))
        assert stands(27) == "已张贴满期，2026年11月27日撤下。"
        wall.hang(wall.zhaozhuang, on(27))
        assert stands(28) == "已张贴满期（到2026年11月26日），还没有登记撤下。"
        wall.take_down(wall.zhaozhuang, on(28), WHY)
        assert stands(28) == "已张贴满期，2026年11月28日撤下。"
        assert wall.close(noon(28)).closed == [wall.notice]
