"""What was typed in wrongly of a hanging is voided: it counts for nothing, and stays to be read."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.forms.objection import notices_to_object_to
from points.models import HangingReceipt, Notice, Objection, SheetLine
from points.reports.notice_kinds import standing
from points.services import hangings, objections
from points.services.objections import Raised
from tests.factory import Office, make_officer, signed_in
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"
MISTAKE = "张贴日期填错"


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


class TestWhatItCounts:
    def test_without_it_the_village_goes_by_the_notice_s_own_days(self, wall: Wall) -> None:
        """The 24th would be seven days until the 30th."""
        wrong = wall.hang(wall.zhaozhuang, on(24))
        assert standing(Notice.objects.get(), on(27)) == "有村延期公示"
        wall.void(wrong, noon(25))
        assert standing(Notice.objects.get(), on(27)) == "已期满"
        assert list(Notice.objects.to_post_on(on(27))) == [wall.notice]
        assert wall.close(noon(27)).closed == [wall.notice]
        assert wall.posted() == {wall.zhang, wall.zhou, wall.wu}

    def test_the_village_may_be_hung_again_from_an_earlier_day(self, wall: Wall) -> None:
        wall.void(wall.hang(wall.zhaozhuang, on(22)), noon(23))
        right = wall.hang(wall.zhaozhuang, on(20), noon(23))
        assert right.hangs_until == on(26)
        assert wall.close(noon(27)).closed == [wall.notice]

    def test_one_wrongly_said_to_have_come_down_early_stops_nothing(self, wall: Wall) -> None:
        wrong = wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(23), WHY)
        assert wall.close(noon(27)).partly == [wall.notice]
        wall.void(wrong, noon(28))
        assert wall.close(noon(28)).closed == [wall.notice]

    def test_the_days_are_those_of_the_other_receipts(self, wall: Wall) -> None:
        """20 to 23, and again from the 25th: seven days until 1 December."""
        wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(23), WHY)
        wrong = wall.hang(wall.zhaozhuang, on(23))
        wall.void(wrong, noon(25))
        wall.hang(wall.zhaozhuang, on(25))
        assert wall.close(noon(30)).partly == [wall.notice]
        assert wall.posted() == {wall.zhou, wall.wu}
        assert wall.close(noon(2, 12)).closed == [wall.notice]

    def test_nobody_objects_upon_days_that_were_voided(self, wall: Wall) -> None:
        wrong = wall.hang(wall.zhaozhuang, on(24))
        wall.void(wrong, noon(25))
        line = SheetLine.objects.get(household=wall.zhang)
        raised = Raised("漏了一次", Objection.How.ORAL, on(27), wall.wu)
        with pytest.raises(Refused, match="已经过了"):
            objections.raise_objection(wall.notice, line, raised, wall.office.clerk, noon(27))

    def test_nor_is_the_notice_offered_for_objections_any_more(self, wall: Wall) -> None:
        """Of its own days until 10 December, two weeks after the 26th."""
        wrong = wall.hang(wall.zhaozhuang, on(29))
        assert notices_to_object_to(wall.office.clerk, on(11, 12)) == [wall.notice]
        wall.void(wrong, noon(30))
        assert notices_to_object_to(wall.office.clerk, on(11, 12)) == []

    def test_it_cannot_be_taken_down(self, wall: Wall) -> None:
        wall.void(wall.hang(wall.zhaozhuang, on(20)), noon(21))
        with pytest.raises(AlreadyHandled, match="没有正在张贴的记录"):
            wall.take_down(wall.zhaozhuang, on(22), WHY)


class TestWhatRestsOnIt:
    def refused(self, wall: Wall, receipt: HangingReceipt, at: datetime) -> str:
        with pytest.raises(Refused) as refused:
            wall.void(receipt, at)
        receipt.refresh_from_db()
        assert receipt.voided_at is None
        (told,) = refused.value.messages
        return told

    def test_points_entered_after_its_days_keep_it(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        wall.close(noon(27))
        told = self.refused(wall, receipt, noon(28))
        assert "赵庄这一期已经凭这条记录在2026年11月27日办结，不能再作废" in told
        assert "请办理入账后更正" in told

    def test_so_they_do_when_it_hung_again(self, wall: Wall) -> None:
        short = wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(23), WHY)
        again = wall.hang(wall.zhaozhuang, on(25))
        wall.close(noon(2, 12))
        assert "2026年12月2日办结" in self.refused(wall, again, noon(3, 12))
        wall.void(short, noon(3, 12))

    def test_one_line_that_was_entered_keeps_it_while_others_wait(self, wall: Wall) -> None:
        receipt = wall.hang(wall.qianzhuang, on(20))
        line = SheetLine.objects.get(household=wall.wu)
        raised = Raised("漏了一次", Objection.How.ORAL, on(22), wall.wu)
        objections.raise_objection(wall.notice, line, raised, wall.office.clerk, noon(22))
        wall.close(noon(27))
        assert wall.zhou in wall.posted()
        assert wall.wu not in wall.posted()
        self.refused(wall, receipt, noon(28))
        with pytest.raises(Refused, match="已经办结"):
            wall.take_down(wall.qianzhuang, on(25), WHY, noon(28))

    def test_another_that_had_hung_its_days_by_then_is_enough(self, wall: Wall) -> None:
        first = wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(26))
        second = wall.hang(wall.zhaozhuang, on(26))
        wall.close(noon(4, 12))
        wall.void(second, noon(5, 12))
        self.refused(wall, first, noon(5, 12))

    def test_one_that_had_not_is_not(self, wall: Wall) -> None:
        first = wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(26))
        wall.close(noon(27))
        second = wall.hang(wall.zhaozhuang, on(27))
        self.refused(wall, first, noon(6, 12))
        wall.void(second, noon(6, 12))

    def test_nothing_rests_on_what_was_typed_in_afterwards(self, wall: Wall) -> None:
        wall.close(noon(27))
        late = wall.hang(wall.zhaozhuang, on(20), noon(28))
        wall.void(late, noon(29))
        assert HangingReceipt.objects.standing().count() == 0

    def test_another_village_s_points_do_not_rest_on_it(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(24))
        wall.close(noon(27))
        assert wall.posted() == {wall.zhou, wall.wu}
        wall.void(receipt, noon(28))
        assert wall.close(noon(28)).closed == [wall.notice]


class TestTheFact:
    def test_it_is_said_once_by_whom_when_and_why(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        wall.void(receipt, noon(21), f" {MISTAKE} ")
        receipt.refresh_from_db()
        said = (receipt.voided_by, receipt.voided_at, receipt.void_reason)
        assert said == (wall.office.clerk, noon(21), MISTAKE)
        with pytest.raises(AlreadyHandled, match="已经作废，本次未作改动"):
            wall.void(receipt, noon(22))

    def test_without_a_reason_and_without_an_office_it_is_refused(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        with pytest.raises(Refused) as refused:
            wall.void(receipt, noon(21), " ")
        assert refused.value.message_dict == {"reason": ["请写明作废的原因。"]}
        with pytest.raises(Refused):
            hangings.void(receipt, MISTAKE, wall.office.auditor, noon(21))

    @pytest.mark.parametrize("taken", [False, True])
    def test_of_a_voided_receipt_nothing_changes_any_more(self, wall: Wall, taken: bool) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        if taken:
            wall.take_down(wall.zhaozhuang, on(23), WHY)
        wall.void(receipt, noon(24))
        by, at = wall.office.clerk, noon(25)
        down = {"taken_on": on(23), "taken_by": "李", "taken_reason": WHY}
        noted = {"taken_noted_by": by, "taken_noted_at": at}
        for change in (
            {"void_reason": "改口"},
            {"voided_at": None, "voided_by": None, "void_reason": ""},
            down | noted,
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                HangingReceipt.objects.filter(pk=receipt.pk).update(**change)

    @pytest.mark.parametrize("left_out", ["voided_at", "voided_by", "void_reason"])
    def test_a_void_has_all_of_its_parts(self, wall: Wall, left_out: str) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        void = {"voided_at": noon(21), "voided_by": wall.office.clerk, "void_reason": MISTAKE}
        del void[left_out]
        name = "hanging_void_has_author_day_and_reason"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            HangingReceipt.objects.filter(pk=receipt.pk).update(**void)


class TestThePage:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: noon(23))

    def address(self, receipt: HangingReceipt) -> str:
        return reverse("hanging_void", args=[receipt.ref])

    def typed(self, **more: Any) -> dict[str, Any]:
        return {"form_token": uuid4(), "reason": MISTAKE, **more}

    def test_it_asks_once_and_the_notice_s_page_tells_of_it(self, wall: Wall) -> None:
        receipt, clerk = wall.hang(wall.zhaozhuang, on(22)), signed_in(wall.office.clerk)
        notice = reverse("notice", args=[1])
        assert self.address(receipt) in clerk.get(notice).text
        asked = clerk.get(self.address(receipt)).text
        assert "要作废这条张贴记录吗？" in asked
        assert "2026年11月22日张贴：孙张贴" in asked
        form = self.typed()
        for _ in range(2):
            told = clerk.post(self.address(receipt), form, follow=True).text
            assert "已作废，赵庄的公示天数不再算这一次张贴。" in told
        assert told.count("没有张贴记录，按公示期计算。") == 2
        assert f"{MISTAKE}<span" in told
        assert f"（{wall.office.clerk.name}，2026年11月23日）" in told
        assert told.count(">登记张贴</a>") == 2
        assert self.address(receipt) not in told
        assert "不必重复办理" in clerk.get(self.address(receipt)).text
        again = clerk.post(self.address(receipt), self.typed(), follow=True).text
        assert "已经作废，本次未作改动" in again

    def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(self, wall: Wall) -> None:
        receipt, clerk = wall.hang(wall.zhaozhuang, on(22)), signed_in(wall.office.clerk)
        for reason, told in (("", "请写明作废的原因"), ("错" * 101, "原因最多100个字")):
            answer = clerk.post(self.address(receipt), self.typed(reason=reason))
            assert answer.status_code == 422
            assert told in answer.text
            assert f'value="{reason}"' in answer.text or not reason
        receipt.refresh_from_db()
        assert receipt.voided_at is None

    def test_what_points_rest_on_is_refused_with_what_to_do(
        self, wall: Wall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(20))
        wall.close(noon(27))
        monkeypatch.setattr(timezone, "now", lambda: noon(27) + timedelta(hours=1))
        clerk = signed_in(wall.office.clerk)
        answer = clerk.post(self.address(receipt), self.typed())
        assert answer.status_code == 422
        assert "请办理入账后更正" in answer.text
        assert f'value="{MISTAKE}"' in answer.text

    def test_it_is_voided_by_those_who_may_in_their_village(self, wall: Wall) -> None:
        receipt = wall.hang(wall.zhaozhuang, on(22))
        in_the_other = make_officer(Role.SUPERVISOR, wall.qianzhuang)
        for person in (wall.office.auditor, wall.office.scorer, in_the_other):
            client = signed_in(person)
            assert client.get(self.address(receipt)).status_code == 403
            assert client.post(self.address(receipt), self.typed()).status_code == 403
            assert self.address(receipt) not in client.get(reverse("notice", args=[1])).text
        stranger = signed_in(Office("西岭社区").clerk)
        assert stranger.post(self.address(receipt), self.typed()).status_code == 404
        assert Client().post(self.address(receipt), self.typed()).status_code == 302
        receipt.refresh_from_db()
        assert receipt.voided_at is None
        here = make_officer(Role.SUPERVISOR, wall.zhaozhuang)
        assert signed_in(here).post(self.address(receipt), self.typed()).status_code == 302
        receipt.refresh_from_db()
        assert receipt.voided_by == here
