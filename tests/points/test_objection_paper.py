"""异议答复单: who gets the paper, and what it tells the household itself and anybody else."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from points.models import Objection, Policy
from points.services import objections, posting
from tests.factory import NOON, Office, signed_in
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def town() -> Dispute:
    return Dispute()


def paper(town: Dispute, made: Objection) -> str:
    answer = signed_in(town.clerk).get(reverse("objection_reply", args=[made.ref]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    (page,) = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    return "".join(page.extract_text().split())


def test_the_household_reads_what_was_changed_and_why(town: Dispute) -> None:
    posting.close_notices(town.community, AFTER)
    made = town.object(at=AFTER)
    town.uphold(made, 15, AFTER)
    text = paper(town, made)
    for shown in (
        "东岭社区家庭诚信积分异议答复单",
        f"{town.zhang.code}张三禾：",
        "您户2026年11月积分（第1期公示）",
        "2026年11月20日，口头",
        "救人那件事应该是15分",
        "异议成立",
        "经核实应为15分",
        "本月合计由+10分更正为+15分，将在下一期公示中列明。",
        "原来的入账已冲销，更正后的得分已于2026年11月27日入账。",
        "11月3日11.3抢险救灾、见义勇为：+10→+15分，计15分。",
        "东岭社区（盖章）2026年11月27日",
    ):
        assert shown in text


def test_another_household_reads_the_totals_alone(town: Dispute) -> None:
    Policy.objects.create(community=town.community, office="东岭社区积分办")
    made = town.object(objector=town.li, text="没有那么多")
    town.uphold(made, 5, text="核减")
    text = paper(town, made)
    for shown in (
        f"{town.li.code}李四麦：",
        f"{town.zhang.code}张*禾2026年11月积分",
        "本月合计由+10分更正为+5分",
        "入账时按更正后的得分计入。",
        "东岭社区积分办（盖章）",
    ):
        assert shown in text
    for hidden in ("张三禾", "抢险救灾", "计5分"):
        assert hidden not in text


def test_a_refusal_is_printed_too_and_nothing_before_there_is_a_reply(town: Dispute) -> None:
    made = town.object(objector=None, objector_name="王路人")
    address = reverse("objection_reply", args=[made.ref])
    assert signed_in(town.clerk).get(address).status_code == 404
    objections.refuse(made, "照片是两年前的", town.clerk, NOON)
    text = paper(town, made)
    for shown in ("王路人：", "异议不成立", "照片是两年前的", "本月得分不变。"):
        assert shown in text
    assert signed_in(town.scorer).get(address).status_code == 403
    assert signed_in(Office("西岭社区").clerk).get(address).status_code == 404


def test_a_character_without_a_glyph_is_told_on_the_page(town: Dispute) -> None:
    made = town.object(text="\ue863家的分")
    objections.refuse(made, "查过了", town.clerk, NOON)
    answer = signed_in(town.clerk).get(reverse("objection_reply", args=[made.ref]))
    assert answer.status_code == 422
    assert "异议内容 “\ue863”（U+E863）" in answer.text


def test_the_longest_objection_and_reply_stay_on_one_page(town: Dispute) -> None:
    """`paper` takes no second page."""
    made = town.object(text="异议内容" * 100)
    objections.refuse(made, "查明情况" * 100, town.clerk, NOON)
    text = paper(town, made)
    for shown in ("异议内容" * 100, "查明情况" * 100, "本月得分不变。", "收到人："):
        assert shown in text


def test_a_telephone_number_stands_beside_its_name(town: Dispute) -> None:
    Policy.objects.create(community=town.community, supervision_phone="0000-1", township_phone="2")
    made = town.object()
    objections.refuse(made, "查过了", town.clerk, NOON)
    answer = signed_in(town.clerk).get(reverse("objection_reply", args=[made.ref]))
    (page,) = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    lines = ["".join(line.split()) for line in page.extract_text().splitlines()]
    assert "村务监督委员会电话0000-1街道电话2" in lines
