"""The office's pages of corrections after posting: the list, proposing one, deciding it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import User
from households.roles import Role
from points.models import Account, Adjustment, AdjustmentDecision, AdjustmentScan, Entry
from points.services import adjustments
from tests.factory import NOON, Office, appoint, make_household, make_user, signed_in
from tests.photos import drawn, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


class Ledgers(Office):
    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")

    def propose(self, by: User | None = None, points: int = 6) -> Adjustment:
        by, reason = by or self.clerk, "去年11月的活动漏记"
        return adjustments.propose(self.zhang, points, 2025, reason, "2025年11月签到表", by, NOON)


@pytest.fixture
def town() -> Ledgers:
    return Ledgers()


def typed(town: Ledgers, **more: Any) -> dict[str, Any]:
    return {
        "form_token": str(uuid4()),
        "household": town.zhang.code,
        "points": "－６",
        "year": "2025",
        "reason": "重复记了两次",
        "paper": "核实表",
        **more,
    }


def deciding(approved: str = "yes", comment: str = "") -> dict[str, str]:
    return {"form_token": str(uuid4()), "approved": approved, "comment": comment}


# Proposing


def test_a_correction_is_proposed_and_leads_to_its_page(town: Ledgers) -> None:
    client = signed_in(town.clerk)
    page = client.get(reverse("adjustment_new"), {"household": town.zhang.code}).text
    assert f'value="{town.zhang.code}"' in page
    assert 'value="2026"' in page
    form = typed(town)
    for _ in range(2):
        answer = client.post(reverse("adjustment_new"), form, follow=True)
        assert "更正已提出，等两委审核人复核" in answer.text
    made = Adjustment.objects.get()
    assert answer.redirect_chain == [(reverse("adjustment", args=[made.ref]), 302)]
    assert (made.household, made.points, made.year) == (town.zhang, -6, 2025)
    assert made.proposed_by == town.clerk
    for shown in (str(town.zhang), "−6 分", "2025年", "重复记了两次", "核实表", "待复核"):
        assert shown in answer.text
    assert not Entry.objects.exists()


def test_the_household_page_leads_the_clerk_there(town: Ledgers) -> None:
    link = f"{reverse('adjustment_new')}?household={town.zhang.code}"
    home = reverse("household_page", args=[town.zhang.code])
    assert link in signed_in(town.clerk).get(home).text
    assert link not in signed_in(town.auditor).get(home).text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"household": "没有这户"}, "没有找到农户“没有这户”"),
        ({"points": ""}, "请填写要加或要减的分值"),
        ({"points": "0"}, "请填写要加或要减的分值"),
        ({"points": "六"}, "“六”不是整数"),
        ({"points": "99999"}, "最多9999分"),
        ({"year": "2027"}, "2000至2026年"),
        ({"year": ""}, "请填写荣誉年度"),
        ({"reason": ""}, "请写明更正的原因"),
        ({"reason": "长" * 201}, "最多200个字"),
        ({"paper": ""}, "请写明依据哪份材料"),
        ({"paper": "长" * 101}, "最多100个字"),
        ({"form_token": ""}, "页面已过期"),
    ],
)
def test_a_proposal_that_is_wrong_is_told_why_and_keeps_what_was_typed(
    town: Ledgers, wrong: dict[str, str], told: str
) -> None:
    answer = signed_in(town.clerk).post(reverse("adjustment_new"), typed(town, **wrong))
    assert answer.status_code == 422
    assert told in answer.text
    assert wrong.get("reason", "重复记了两次") in answer.text
    assert not Adjustment.objects.exists()


# Deciding


def test_a_second_person_approves_and_the_points_are_entered(town: Ledgers) -> None:
    made = town.propose()
    address, client = reverse("adjustment", args=[made.ref]), signed_in(town.auditor)
    page = client.get(address).text
    assert "提交复核" in page
    form = deciding()
    for _ in range(2):
        page = client.post(address, form, follow=True).text
        assert "更正已计入积分账" in page
    assert "已记入积分账第1笔，入账日期2026年11月20日" in page
    assert Account.objects.get().balance == 6


def test_not_approving_needs_a_word(town: Ledgers) -> None:
    made = town.propose()
    address, client = reverse("adjustment", args=[made.ref]), signed_in(town.auditor)
    for form, told in (
        (deciding("no"), "不同意的，请写明理由"),
        (deciding("no", "长" * 201), "最多200个字"),
        (deciding(""), "请选择同意或不同意"),
    ):
        answer = client.post(address, form)
        assert answer.status_code == 422
        assert told in answer.text
    assert not AdjustmentDecision.objects.exists()
    page = client.post(address, deciding("no", "签到表上没有他"), follow=True).text
    for shown in ("已记下：不同意", "签到表上没有他"):
        assert shown in page
    assert not Entry.objects.exists()


def test_three_people_at_one_correction(town: Ledgers) -> None:
    """The auditor decides it, the supervisor sees it, the neighbouring community has never heard
    of it."""
    made = town.propose()
    address = reverse("adjustment", args=[made.ref])
    stranger = Ledgers("西岭社区").auditor
    for person, seen, done in (
        (town.supervisor, 200, 403),
        (town.clerk, 200, 403),
        (town.scorer, 403, 403),
        (stranger, 404, 404),
    ):
        client = signed_in(person)
        assert client.get(address).status_code == seen
        assert client.post(address, deciding()).status_code == done
    assert "提交复核" not in signed_in(town.supervisor).get(address).text
    assert not AdjustmentDecision.objects.exists()


@pytest.mark.parametrize("name", ["adjustment_list", "adjustment_new"])
def test_addresses_without_a_thing_are_for_those_who_may(town: Ledgers, name: str) -> None:
    sees = 200 if name == "adjustment_list" else 403
    due = {
        town.clerk: 200,
        town.auditor: sees,
        town.supervisor: sees,
        town.scorer: 403,
        make_user(town.community): 403,
    }
    for person, status in due.items():
        assert signed_in(person).get(reverse(name)).status_code == status
    assert signed_in(town.auditor).post(reverse("adjustment_new"), typed(town)).status_code == 403


def test_what_is_ones_own_is_for_others_to_decide(town: Ledgers) -> None:
    made, own = town.propose(), town.auditor
    own.household = town.zhang
    own.save(update_fields=["household"])
    address = reverse("adjustment", args=[made.ref])
    page = signed_in(own).get(address).text
    assert "这是您自己家的更正，由别人复核" in page
    assert "提交复核" not in page
    answer = signed_in(own).post(address, deciding())
    assert answer.status_code == 422
    assert "不能复核自己家的更正" in answer.text


def test_what_was_decided_meanwhile_is_told_and_not_decided_again(town: Ledgers) -> None:
    made = town.propose()
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=NOON)
    answer = signed_in(town.auditor).post(
        reverse("adjustment", args=[made.ref]), deciding("no", "不实")
    )
    assert answer.status_code == 409
    assert "这笔更正已经复核" in answer.text
    assert Account.objects.get().balance == 6


# The list and the desk


def test_the_list_shows_what_waits_before_what_is_decided(town: Ledgers) -> None:
    client = signed_in(town.supervisor)
    assert "还没有入账后的更正" in client.get(reverse("adjustment_list")).text
    waits, decided = town.propose(), town.propose(points=-3)
    adjustments.decide(decided, approved=True, comment="", by=town.auditor, at=NOON)
    answer = client.get(reverse("adjustment_list"))
    assert [row["adjustment"] for row in answer.context["rows"]] == [waits, decided]
    for shown in ("待复核", "已入账", "−3", "去年11月的活动漏记"):
        assert shown in answer.text


def test_the_list_costs_the_same_however_many_there_are(town: Ledgers) -> None:
    def cost() -> int:
        client = signed_in(User.objects.get(pk=town.clerk.pk))
        client.get(reverse("adjustment_list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("adjustment_list"))
        return len(queries)

    town.propose()
    few = cost()
    for _ in range(5):
        made = town.propose()
        adjustments.decide(made, approved=True, comment="", by=town.auditor, at=NOON)
    assert cost() == few


def test_the_desk_tells_the_auditor_what_others_propose(town: Ledgers) -> None:
    made = town.propose()
    told = "1笔入账后更正待复核"
    assert told in signed_in(town.auditor).get(reverse("desk")).text
    assert told not in signed_in(town.clerk).get(reverse("desk")).text
    adjustments.decide(made, approved=False, comment="不实", by=town.auditor, at=NOON)
    assert told not in signed_in(town.auditor).get(reverse("desk")).text


def test_the_desk_does_not_ask_who_has_proposed_it(town: Ledgers) -> None:
    appoint(town.auditor, Role.CLERK, town.community)
    town.propose(by=town.auditor)
    assert "待复核" not in signed_in(town.auditor).get(reverse("desk")).text


def test_the_desk_does_not_tell_of_the_own_household(town: Ledgers) -> None:
    town.propose()
    town.auditor.household = town.zhang
    town.auditor.save(update_fields=["household"])
    assert "待复核" not in signed_in(town.auditor).get(reverse("desk")).text


# The paper it rests on


def test_scans_of_the_paper_are_for_those_who_see_the_correction(town: Ledgers) -> None:
    sent = SimpleUploadedFile("核实表.jpg", saved(drawn()))
    client = signed_in(town.clerk)
    page = client.post(reverse("adjustment_new"), typed(town, scans=sent), follow=True).text
    (scan,) = AdjustmentScan.objects.all()
    made = Adjustment.objects.get()
    assert (scan.adjustment, scan.by, scan.at) == (made, town.clerk, NOON)
    address = reverse("adjustment_scan", args=[made.ref, scan.ref])
    assert page.count(address) == 2
    answer = signed_in(town.supervisor).get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    other = reverse("adjustment_scan", args=[town.propose().ref, scan.ref])
    assert signed_in(town.supervisor).get(other).status_code == 404
    assert signed_in(town.scorer).get(address).status_code == 403
    assert signed_in(Ledgers("西岭社区").clerk).get(address).status_code == 404


def test_a_scan_that_is_none_is_told_and_nothing_is_proposed(town: Ledgers) -> None:
    sent = SimpleUploadedFile("核实表.jpg", b"<html>")
    answer = signed_in(town.clerk).post(reverse("adjustment_new"), typed(town, scans=sent))
    assert answer.status_code == 422
    assert "“核实表.jpg”：这是网页，不是照片" in answer.text
    assert not Adjustment.objects.exists()
