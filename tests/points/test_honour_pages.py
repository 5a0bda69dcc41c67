"""The pages of the year's honours: at a glance, the ranking, settling and correcting it, vetoes,
star families, recommendations, settings."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.models import AnnualRanking, HonourPolicy, Notice, Recommendation, Veto
from points.periods import Month
from points.services import vetoes
from tests.factory import make_household, make_officer, signed_in
from tests.points.honour_year import AFTER_THE_YEAR, HELD_ON, YEAR, HonourYear
from tests.points.test_vetoes import ground

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_YEAR)


@pytest.fixture
def town() -> HonourYear:
    """December is posted."""
    town = HonourYear()
    town.post(Month(YEAR, 12), {town.zhang: 50, town.li: 40, town.qian: 20})
    return town


def sent(**typed: Any) -> dict[str, Any]:
    return {"form_token": str(uuid4())} | typed


def meeting(town: HonourYear, **more: Any) -> dict[str, Any]:
    voices = {"total": 30, "present": 24, "in_favour": 20, "against": 1, "abstained": 3}
    typed = {"held_on": HELD_ON.isoformat(), "minutes": "第一次代表会议", "seen": town.seen()}
    return sent(**(voices | typed | more))


def test_three_people_at_the_ranking(town: HonourYear) -> None:
    """The recorder settles it, the supervisor sees it, the scorer does not, and the neighbours
    have a year of their own."""
    there = make_officer(Role.SUPERVISOR, HonourYear("西岭社区").community)
    ranking, freeze = reverse("ranking", args=[YEAR]), reverse("ranking_freeze", args=[YEAR])
    due = {town.recorder: (200, 200), town.supervisor: (200, 403), town.scorer: (403, 403)}
    for person, statuses in due.items():
        client = signed_in(person)
        assert (client.get(ranking).status_code, client.get(freeze).status_code) == statuses
    page = signed_in(there).get(ranking)
    assert page.status_code == 200
    assert "张三禾" not in page.text
    assert signed_in(town.recorder).get(reverse("ranking", args=[1999])).status_code == 404


def test_the_way_of_a_year_through_the_pages(town: HonourYear) -> None:
    recorder, clerk = signed_in(town.recorder), signed_in(town.clerk)
    ranking = reverse("ranking", args=[YEAR])
    page = recorder.get(ranking).text
    for shown in ("名次还没有定", "定名次", "荣誉积分相同的名次并列", "张三禾"):
        assert shown in page
    form = meeting(town)
    for _ in range(2):
        answer = recorder.post(reverse("ranking_freeze", args=[YEAR]), form, follow=True)
        assert "2026年的排名已经定了" in answer.text
    settled = AnnualRanking.objects.get()
    assert settled.check_code in answer.text
    assert settled.check_code in clerk.get(reverse("year_home")).text

    page = clerk.get(reverse("stars", args=[YEAR])).text
    assert "发布公示" in page
    form = sent(opens_on=AFTER_THE_YEAR.date().isoformat())
    for _ in range(2):
        answer = clerk.post(reverse("stars", args=[YEAR]), form, follow=True)
        assert "第2期公示已发布" in answer.text
    assert Notice.objects.get(number=2).kind == "stars"
    assert "已在" in clerk.get(reverse("stars", args=[YEAR])).text

    address = reverse("recommendation_list", args=[YEAR])
    assert "第1名" in clerk.get(address).text
    form = sent(households=[town.zhang.code, town.li.code])
    for _ in range(2):
        answer = clerk.post(address, form, follow=True)
        assert "已推荐2户" in answer.text
    made = Recommendation.objects.get(place=1)
    one = reverse("recommendation", args=[made.ref])
    step = sent(level="subdistrict", outcome="passed", day="2027-01-10", title="街道文明家庭")
    assert "街道通过，街道文明家庭，等区" in clerk.post(one, step, follow=True).text
    page = clerk.get(reverse("household_honours", args=[town.zhang.code])).text
    assert "街道通过，街道文明家庭，等区" in page
    book = openpyxl.load_workbook(
        BytesIO(clerk.get(reverse("recommendation_excel", args=[YEAR])).content)
    )
    rows = list(book.active.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[2], row[-1]) for row in rows] == [
        (1, "张三禾", "街道文明家庭"),
        (2, "李四井", None),
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"present": 19, "in_favour": 19, "against": 0, "abstained": 0}, "三分之二"),
        ({"in_favour": 12, "against": 9}, "未超过到会 24 人的半数"),
        ({"held_on": "2027-01-01"}, "还有2026年的积分入账"),
        ({"held_on": "2027-02-01"}, "会议日期还没有到"),
        ({"held_on": "一月九日"}, "日期不对"),
        ({"total": ""}, "请填写代表总数"),
        ({"seen": "0" * 16}, "名单有变动"),
        ({"form_token": ""}, "页面已过期"),
    ],
)
def test_a_meeting_that_is_wrong_is_told_why_and_keeps_what_was_typed(
    town: HonourYear, wrong: dict[str, Any], told: str
) -> None:
    address = reverse("ranking_freeze", args=[YEAR])
    answer = signed_in(town.recorder).post(address, meeting(town, **wrong))
    assert answer.status_code == 422
    assert told in answer.text
    assert "第一次代表会议" in answer.text
    assert f'value="{town.seen()}"' in answer.text
    assert not AnnualRanking.objects.exists()


def test_what_keeps_the_year_open_is_named_on_the_page(town: HonourYear) -> None:
    veto = vetoes.impose(town.zhang, ground(), town.clerk, AFTER_THE_YEAR)
    told = f"户{town.zhang.code}的一票否决还没有告知。"
    client = signed_in(town.recorder)
    for name in ("ranking", "ranking_freeze"):
        assert told in client.get(reverse(name, args=[YEAR])).text
    page = client.get(reverse("ranking", args=[YEAR])).text
    assert "不参评" in page
    assert veto.matter not in page


def test_the_ranking_of_a_village_and_a_group_and_in_excel(town: HonourYear) -> None:
    client, address = signed_in(town.clerk), reverse("ranking", args=[YEAR])
    page = client.get(address, {"scope": town.second.code})
    assert [row.standing.household.head for row in page.context["page"]] == ["钱八斗", "孙九思"]
    assert [row.place for row in page.context["page"]] == [1, 2]
    assert len(client.get(address, {"scope": "没有"}).context["page"].object_list) == 5
    answer = client.get(reverse("ranking_excel", args=[YEAR]), {"scope": town.group.code})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert "2026年度荣誉积分排名（未定）" in sheet["A1"].value
    assert [row[2] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
        "张三禾",
        "李四井",
        "赵七里",
    ]


def test_a_correction_stands_beside_what_was_settled(town: HonourYear) -> None:
    town.freeze()
    client, address = signed_in(town.recorder), reverse("ranking_correct", args=[YEAR])
    typed = {"household": town.li.code, "reason": "偷盗", "paper": "判决书"}
    answer = client.post(address, sent(**typed))
    assert answer.status_code == 422
    assert "没有要更正的" in answer.text
    assert "判决书" in answer.text
    town.vetoed(town.li)
    form = sent(**typed)
    for _ in range(2):
        page = client.post(address, form, follow=True).text
        assert "第1号更正已办理" in page
    assert "原第2名，40分，三星" in page
    assert "原第3名，20分，三星" in page
    assert signed_in(town.supervisor).get(address).status_code == 403


def test_a_veto_from_the_record_to_its_end(town: HonourYear) -> None:
    clerk, auditor = signed_in(town.clerk), signed_in(town.auditor)
    typed = {
        "household": town.zhang.code,
        "matter": "偷盗电缆",
        "document": "判决书",
        "document_on": "2026-12-20",
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
    }
    answer = clerk.post(reverse("veto_new"), sent(**typed | {"document": ""}))
    assert answer.status_code == 422
    assert "请填写文件名称" in answer.text
    assert "偷盗电缆" in answer.text
    clerk.post(reverse("veto_new"), sent(**typed))
    veto = Veto.objects.get()
    page = reverse("veto", args=[veto.ref])
    assert "登记告知" in clerk.get(page).text

    def act(client: Client, name: str, **more: Any) -> str:
        return client.post(reverse(name, args=[veto.ref]), sent(**more), follow=True).text

    told = act(clerk, "veto_tell", told_on="2027-01-09", told_how="phone", told_by="周主任")
    assert "2027年1月9日电话告知，告知人周主任" in told
    assert "收到日期不在这期间" in act(
        clerk, "veto_object", received_on="2027-01-01", how="oral", text="不是我"
    )
    assert "还没有答复" in act(
        clerk, "veto_object", received_on="2027-01-10", how="oral", text="不是我"
    )
    assert signed_in(town.clerk).get(reverse("veto_reply", args=[veto.ref])).status_code == 403
    assert "已解除" in act(auditor, "veto_reply", upheld="yes", text="认错了人")
    assert signed_in(town.scorer).get(page).status_code == 403
    stranger = make_officer(Role.CLERK, HonourYear("西岭社区").community)
    assert signed_in(stranger).get(page).status_code == 404


def test_a_veto_of_a_settled_year_says_that_its_ranking_is_corrected_next(
    town: HonourYear,
) -> None:
    town.freeze()
    clerk = signed_in(town.clerk)
    waits = vetoes.impose(town.qian, ground(), town.clerk, AFTER_THE_YEAR)
    page = clerk.get(reverse("veto", args=[waits.ref])).text
    assert "2026年的排名已经定了，和这件一票否决不一致" in page
    assert "告知本户、过了异议期之后，办理排名更正才改变名单。" in page
    assert "去更正" not in page
    veto = town.vetoed(town.zhang)
    address = reverse("veto", args=[veto.ref])
    way = f"{reverse('ranking_correct', args=[YEAR])}?household={town.zhang.code}"
    told = clerk.get(address).text
    assert "由没有登记它的工作人员办理排名更正" in told
    assert way not in told
    assert "去更正" not in signed_in(town.auditor).get(address).text
    other = make_officer(Role.CLERK, town.community)
    assert way in signed_in(other).get(address).text
    signed_in(other).post(way, sent(household=town.zhang.code, reason="偷盗", paper="判决书"))
    assert "不一致" not in clerk.get(address).text
    vetoes.lift(veto, "查明不是本人", town.auditor, AFTER_THE_YEAR)
    assert way in clerk.get(address).text


def test_settings_are_kept_or_told_why_not(town: HonourYear) -> None:
    client, address = signed_in(town.clerk), reverse("honour_settings")
    page = client.get(address)
    names = [name for name in page.context["form"].fields if name != "form_token"]
    typed = {name: page.context["form"][name].value() for name in names}
    answer = client.post(address, sent(**typed | {"five_share": 60, "four_share": 60}))
    assert answer.status_code == 422
    assert "超过100%" in answer.text
    answer = client.post(address, sent(**typed | {"stars_by": "thresholds"}))
    assert "至少填一个星级的起点" in answer.text
    answer = client.post(address, sent(**typed | {"five_share": -1}))
    assert "请填0至9999的整数" in answer.text
    assert not HonourPolicy.objects.exists()
    client.post(address, sent(**typed | {"tie_break": "months"}))
    assert HonourPolicy.objects.get().tie_break == "months"


def test_two_who_share_the_last_place_are_named_on_the_page(town: HonourYear) -> None:
    town.post(Month(YEAR + 1, 1), {})
    policy = HonourPolicy(community=town.community, recommended=4)
    policy.save()
    town.freeze()
    client, address = signed_in(town.clerk), reverse("recommendation_list", args=[YEAR])
    told = f"{town.zhao}、{town.sun}并列第4名，前4名放不下"
    assert told in client.get(address).text.replace("</b>", "")
    answer = client.post(address, sent(households=[town.zhao.code]))
    assert answer.status_code == 422
    assert told in answer.text
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("name", ["year_home", "ranking", "stars", "veto_list"])
def test_pages_cost_the_same_however_many_families(town: HonourYear, name: str) -> None:
    def cost() -> int:
        client = signed_in(User.objects.get(pk=town.clerk.pk))
        address = reverse(name, args=[YEAR] if name in ("ranking", "stars") else [])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    late = AFTER_THE_YEAR
    vetoes.impose(town.zhang, ground(), town.clerk, late)
    few = cost()
    vetoes.impose(town.li, ground(), town.clerk, late)
    vetoes.impose(town.qian, ground(), town.clerk, late)
    for number in range(4):
        make_household(town.group, f"某{number}")
    assert cost() == few
